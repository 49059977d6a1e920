import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PendingModeration } from "@/components/admin/pending-moderation";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadPendingPage } from "@/lib/scans/pending/loaders";

export const metadata: Metadata = { title: "Pending books" };

const KINDS = [
  { kind: "attention", label: "Need a person" },
  { kind: "coming", label: "On their way" },
  { kind: "done", label: "Have come" },
  { kind: "rejected", label: "Rejected" },
] as const;

type PendingPageProps = { searchParams: Promise<{ kind?: string | string[]; after?: string | string[] }> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function PendingPage({ searchParams }: PendingPageProps) {
  const { kind: asked, after } = await searchParams;
  const { kind } = KINDS.find((one) => one.kind === asked) ?? KINDS[0];
  const page = await loadPendingPage(kind, typeof after === "string" ? after : undefined);
  if (!page) notFound();
  const { pending, cursor } = page;
  return (
    <>
      <PageHeader title="Pending books" lead="What readers asked for and the catalogue did not know." />
      <nav aria-label="Kinds of pending books" className="mb-6 flex flex-wrap gap-2">
        {KINDS.map((one) => (
          <Link
            key={one.kind}
            href={`/admin/pending?kind=${one.kind}`}
            aria-current={one.kind === kind ? "page" : undefined}
            className="inline-flex min-h-11 items-center rounded-full border border-line-strong bg-surface px-4 font-semibold text-sm hover:bg-well aria-[current=page]:border-primary aria-[current=page]:bg-primary aria-[current=page]:text-on-primary"
          >
            {one.label}
          </Link>
        ))}
      </nav>
      {pending.length === 0 ? <EmptyState icon="🍵" title="Nothing here" /> : <PendingModeration pending={pending} />}
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/admin/pending?kind=${kind}&after=${cursor}`} variant="secondary">
            Earlier ones
          </ButtonLink>
        </p>
      )}
    </>
  );
}
