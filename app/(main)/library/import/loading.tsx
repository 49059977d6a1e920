import { PageHeader } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function ImportLoading() {
  return (
    <>
      <PageHeader
        title="Import and export"
        lead={<span role="status">Loading…</span>}
        back={{ href: "/library", label: "Library" }}
      />
      <CardsSkeleton count={2} isTall />
    </>
  );
}
