import type { Metadata } from "next";
import { LabelSheets } from "@/components/copies/label-sheets";
import { PrintButton } from "@/components/copies/print-button";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { loadLabels } from "@/lib/copies/loaders";
import { labelPage } from "@/lib/copies/places/schema";

export const metadata: Metadata = { title: "Labels" };

type LabelsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LabelsPage({ searchParams }: LabelsPageProps) {
  const { places, skip } = labelPage.parse(await searchParams);
  const labels = await loadLabels(places);
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          title="Labels"
          lead="For sheets of A4 with 24 labels, 70 × 37 mm. Print at 100 %, without margins."
          back={{ href: "/library/places", label: "Places" }}
          actions={labels.length > 0 && <PrintButton />}
        />
      </div>
      {labels.length === 0 ? (
        <EmptyState icon="🏷️" title="No places to label">
          Make rooms and shelves first: each gets a label that phones read.
        </EmptyState>
      ) : (
        <LabelSheets labels={labels} skip={skip} places={places} />
      )}
    </>
  );
}
