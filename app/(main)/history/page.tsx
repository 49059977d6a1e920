import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { PageHeader } from "@/components/layout/page-header";
import { ClearHistoryButton, HistoryList } from "@/components/library/history-list";
import { PendingList } from "@/components/pending/pending-list";
import { LastPhoto } from "@/components/scanner/photo/last-photo";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadRecentScans } from "@/lib/scans/loaders";
import { loadMyPending } from "@/lib/scans/pending/loaders";

export const metadata: Metadata = { title: "History" };

type HistoryPageProps = { searchParams: Promise<{ after?: string | string[] }> };

export default async function HistoryPage({ searchParams }: HistoryPageProps) {
  const { after } = await searchParams;
  const isFirst = typeof after !== "string";
  const [{ scans, cursor }, mine] = await Promise.all([
    loadRecentScans(isFirst ? undefined : after),
    isFirst ? loadMyPending() : [],
  ]);
  if (scans.length === 0 && isFirst) {
    return (
      <>
        <PageHeader title="History" />
        <LastPhoto className="mb-6" />
        <PendingList pending={mine} />
        <EmptyState icon="🔎" title="Nothing scanned yet" actions={<ButtonLink href="/">Scan a book</ButtonLink>}>
          Every book that you scan while signed in is kept here, for you alone, so that you find it again without having
          put it anywhere.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="History"
        lead="What you scanned, the latest first. Nobody else sees this."
        actions={<ClearHistoryButton />}
      />
      {!isFirst && (
        <p className="mb-4">
          <ButtonLink href="/history" variant="secondary" size="sm">
            Back to the latest
          </ButtonLink>
        </p>
      )}
      {isFirst && <LastPhoto className="mb-6" />}
      <PendingList pending={mine} />
      <OwnedProvider owned={await loadOwned(scans.map(({ book }) => book.isbn))}>
        <HistoryList scans={scans} />
      </OwnedProvider>
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/history?after=${cursor}`} variant="secondary">
            Earlier scans
          </ButtonLink>
        </p>
      )}
    </>
  );
}
