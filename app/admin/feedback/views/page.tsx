import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ViewList } from "@/components/admin/view-list";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadAcceptedViews } from "@/lib/scans/moderation/loaders";

export const metadata: Metadata = { title: "Further views" };

type ViewsPageProps = { searchParams: Promise<{ after?: string | string[] }> };

export default async function ViewsPage({ searchParams }: ViewsPageProps) {
  const { after } = await searchParams;
  const page = await loadAcceptedViews(typeof after === "string" ? after : undefined);
  if (!page) notFound();
  const { views, cursor } = page;
  return (
    <>
      <PageHeader
        title="Further views"
        lead="Covers that were cut out of readers’ photos. Books are found by them; no page shows them."
        back={{ href: "/admin/feedback", label: "Feedback" }}
      />
      {views.length === 0 ? (
        <EmptyState icon="🖼️" title="No further views yet">
          A photo that a reader agreed to have kept becomes one when a moderator adds it.
        </EmptyState>
      ) : (
        <ViewList views={views} />
      )}
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/admin/feedback/views?after=${cursor}`} variant="secondary">
            Earlier views
          </ButtonLink>
        </p>
      )}
    </>
  );
}
