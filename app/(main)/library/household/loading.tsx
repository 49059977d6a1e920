import { PageHeader } from "@/components/layout/page-header";
import { LinesSkeleton } from "@/components/library/skeletons";

export default function HouseholdLoading() {
  return (
    <>
      <PageHeader
        title="Household"
        lead={<span role="status">Loading your household…</span>}
        back={{ href: "/library/places", label: "Places" }}
      />
      <LinesSkeleton count={4} />
    </>
  );
}
