import { PageHeader } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function LabelsLoading() {
  return (
    <>
      <PageHeader
        title="Labels"
        lead={<span role="status">Loading your labels…</span>}
        back={{ href: "/library/places", label: "Places" }}
      />
      <CardsSkeleton count={1} isTall />
    </>
  );
}
