import { PageHeader } from "@/components/layout/page-header";
import { LinesSkeleton } from "@/components/library/skeletons";

export default function TagsLoading() {
  return (
    <>
      <PageHeader
        title="Tags"
        lead={<span role="status">Loading your tags…</span>}
        back={{ href: "/library/books", label: "Books" }}
      />
      <LinesSkeleton count={8} />
    </>
  );
}
