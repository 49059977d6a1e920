import type { Metadata } from "next";
import { HouseholdView } from "@/components/households/household-view";
import { PageHeader } from "@/components/layout/page-header";
import { loadHousehold } from "@/lib/households/loaders";

export const metadata: Metadata = { title: "Household" };

export default async function HouseholdPage() {
  return (
    <>
      <PageHeader title="Household" back={{ href: "/library/places", label: "Places" }} />
      <HouseholdView household={await loadHousehold()} />
    </>
  );
}
