import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FeedbackList } from "@/components/admin/feedback-list";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadOpenFeedback } from "@/lib/scans/moderation/loaders";

export const metadata: Metadata = { title: "Feedback" };

type FeedbackPageProps = { searchParams: Promise<{ after?: string | string[] }> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function FeedbackPage({ searchParams }: FeedbackPageProps) {
  const { after } = await searchParams;
  const isFirst = typeof after !== "string";
  const page = await loadOpenFeedback(isFirst ? undefined : after);
  if (!page) notFound();
  const { feedback, cursor } = page;
  return (
    <>
      <PageHeader
        title="Feedback"
        lead="What readers said of answers. Of a photo that you add, only the cover is kept."
        actions={
          <ButtonLink href="/admin/feedback/views" variant="secondary">
            Further views
          </ButtonLink>
        }
      />
      {!isFirst && (
        <p className="mb-4">
          <ButtonLink href="/admin/feedback" variant="secondary">
            Back to the latest
          </ButtonLink>
        </p>
      )}
      {feedback.length === 0 ? (
        <EmptyState icon="🍵" title="Nothing waits for you">
          When a reader says that an answer was wrong, or agrees to have a photo kept, it comes here.
        </EmptyState>
      ) : (
        <FeedbackList feedback={feedback} />
      )}
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/admin/feedback?after=${cursor}`} variant="secondary">
            Earlier feedback
          </ButtonLink>
        </p>
      )}
    </>
  );
}
