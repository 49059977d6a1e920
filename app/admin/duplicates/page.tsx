import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CompareForm } from "@/components/admin/compare-form";
import { DuplicateList } from "@/components/admin/duplicate-list";
import { KIND_NAMES } from "@/components/admin/duplicate-words";
import { MergeList } from "@/components/admin/merge-list";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadMerges, loadPairs } from "@/lib/duplicates/loaders";
import { KINDS } from "@/lib/duplicates/schema";

export const metadata: Metadata = { title: "Duplicates" };

const SHOWN = [...KINDS, "decided", "merged"] as const;
type Shown = (typeof SHOWN)[number];
const NAMES: Record<Shown, string> = { ...KIND_NAMES, decided: "Decided", merged: "Merged" };
const LEADS: Record<Shown, string> = {
  book: "Pairs that seem to be one book that came twice.",
  edition: "Pairs that seem to be editions of one text: they stay two books, and can be joined as one work.",
  cover: "One picture on two books: a publisher’s placeholder, or a cover that stands with the wrong one.",
  decided: "What was decided about pairs. They come again when one of the two changes.",
  merged: "What was merged and joined, the latest first.",
};

type DuplicatesPageProps = { searchParams: Promise<{ show?: string | string[]; after?: string | string[] }> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function DuplicatesPage({ searchParams }: DuplicatesPageProps) {
  const { show: asked, after } = await searchParams;
  const show = SHOWN.find((one) => one === asked) ?? "book";
  const cursor = typeof after === "string" ? after : undefined;
  const page = await loadPairs(show === "merged" ? "book" : show, show === "merged" ? undefined : cursor);
  if (!page) notFound();
  const counts: Partial<Record<Shown, number>> = page.counts;
  return (
    <>
      <PageHeader title="Duplicates" lead={LEADS[show]} />
      <nav aria-label="Kinds of pairs" className="mb-6 flex flex-wrap gap-2">
        {SHOWN.map((one) => (
          <Link
            key={one}
            href={`/admin/duplicates?show=${one}`}
            aria-current={one === show ? "page" : undefined}
            className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 font-semibold text-sm hover:bg-well aria-[current=page]:border-primary aria-[current=page]:bg-primary aria-[current=page]:text-on-primary"
          >
            {NAMES[one]}
            {counts[one] !== undefined && <span className="tabular-nums">{counts[one]}</span>}
          </Link>
        ))}
      </nav>
      {show === "merged" ? <Merged cursor={cursor} /> : <Pairs show={show} page={page} />}
    </>
  );
}

function Pairs({
  show,
  page: { pairs, cursor },
}: {
  show: Shown;
  page: NonNullable<Awaited<ReturnType<typeof loadPairs>>>;
}) {
  return (
    <>
      {show === "book" && <CompareForm />}
      {pairs.length === 0 ? (
        <EmptyState icon="🫧" title="Nothing here">
          {show === "decided"
            ? "Nobody has decided about a pair yet."
            : "Books that come or change are compared at once, and the whole catalogue every day."}
        </EmptyState>
      ) : (
        <DuplicateList pairs={pairs} />
      )}
      <More show={show} cursor={cursor} />
    </>
  );
}

async function Merged({ cursor: after }: { cursor: string | undefined }) {
  const page = await loadMerges(after);
  if (!page) notFound();
  if (page.merges.length === 0) return <EmptyState icon="🫧" title="Nothing was merged yet" />;
  return (
    <>
      <MergeList merges={page.merges} />
      <More show="merged" cursor={page.cursor} />
    </>
  );
}

function More({ show, cursor }: { show: Shown; cursor: string | null }) {
  if (!cursor) return null;
  return (
    <p className="flex justify-center py-8">
      <ButtonLink href={`/admin/duplicates?show=${show}&after=${cursor}`} variant="secondary">
        More
      </ButtonLink>
    </p>
  );
}
