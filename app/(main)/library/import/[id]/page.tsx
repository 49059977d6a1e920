import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ImportView } from "@/components/transfers/import-view";
import { loadImport, loadProposals, loadRows } from "@/lib/transfers/loaders";
import { importPage } from "@/lib/transfers/schema";

type ImportPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export const metadata: Metadata = { title: "Import" };

/** Each proposal is a search. */
const REVIEWED_AT_ONCE = 10;

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const { id } = await params;
  const found = await loadImport(id);
  if (!found) notFound();
  const asked = importPage.parse(await searchParams);
  const page = { ...asked, ...(asked.show === "review" && { limit: REVIEWED_AT_ONCE }) };
  const rows = await loadRows(id, page);
  if (!rows) notFound();
  const inReview = rows.rows.filter(({ state }) => state === "review").slice(0, REVIEWED_AT_ONCE);
  const proposals = await loadProposals(
    id,
    inReview.map((row) => row.id),
  );
  return <ImportView detail={found.import} mayTake={found.mayTake} page={page} rows={rows} proposals={proposals} />;
}
