import { PageHeader } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function QuotesLoading() {
  return (
    <>
      <PageHeader
        title="Quotes and notes"
        lead={<span role="status">Loading what you kept…</span>}
        back={{ href: "/library/reading", label: "Reading" }}
      />
      <CardsSkeleton count={4} />
    </>
  );
}
