import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KIND_LEADS, reasonWords } from "@/components/admin/duplicate-words";
import { PairDecision } from "@/components/admin/pair-decision";
import { PageHeader } from "@/components/layout/page-header";
import { loadComparedPair } from "@/lib/duplicates/loaders";

type PairPageProps = { params: Promise<{ pair: string }> };

export const metadata: Metadata = { title: "Two books · Duplicates" };

export default async function PairPage({ params }: PairPageProps) {
  const found = await loadComparedPair((await params).pair);
  if (!found) notFound();
  const { pair, next } = found;
  const isFound = pair.reasons.some(({ reason }) => reason !== "person");
  const why = pair.reasons.map(reasonWords).join(", ");
  return (
    <>
      <PageHeader
        title="Two books, or one?"
        lead={isFound ? `${KIND_LEADS[pair.kind]} Why: ${why}.` : `Why they are here: ${why}.`}
        back={{ href: `/admin/duplicates?show=${pair.kind}`, label: "Duplicates" }}
      />
      <PairDecision key={pair.id} pair={pair} next={next} />
    </>
  );
}
