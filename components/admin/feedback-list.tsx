"use client";

import { Check, ImagePlus, Trash2 } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useOptimistic, useTransition } from "react";
import { BookCover } from "@/components/book/book-cover";
import { authorLine, languageName } from "@/components/book/book-meta";
import { ScannedAt } from "@/components/library/scanned-at";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/library/words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { toast } from "@/components/ui/toast";
import type { BookSummary } from "@/lib/catalog/schema";
import { acceptFeedbackAction, closeFeedbackAction } from "@/lib/scans/moderation/actions";
import type { OpenFeedback } from "@/lib/scans/moderation/schema";

type Decision = { done: string; work: () => Promise<{ ok: boolean; message?: string }> };

/** What waits for a moderator. A decided entry goes at once, and comes back when the server says otherwise. */
export function FeedbackList({ feedback }: { feedback: OpenFeedback[] }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(feedback, (now, id: number) => now.filter((entry) => entry.id !== id));

  function decide({ id }: OpenFeedback, { done, work }: Decision) {
    startTransition(async () => {
      leaveOut(id);
      try {
        const result = await work();
        if (result.ok) toast({ message: done });
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  return (
    <ul className="grid grid-cols-1 gap-4">
      {present.map((entry) => (
        <li key={entry.id}>
          <FeedbackEntry entry={entry} onDecide={(decision) => decide(entry, decision)} />
        </li>
      ))}
    </ul>
  );
}

const VERDICTS = {
  confirmed: { label: "Right", tone: "success" },
  rejected: { label: "Wrong book", tone: "danger" },
  wrong_edition: { label: "Wrong edition", tone: "danger" },
  not_in_list: { label: "None of these", tone: "neutral" },
  bad_cover: { label: "Wrong cover picture", tone: "beam" },
} as const;

type FeedbackEntryProps = { entry: OpenFeedback; onDecide: (decision: Decision) => void };

function FeedbackEntry({ entry, onDecide }: FeedbackEntryProps) {
  const { id, verdict, note, saidAt, book, rightBook, hasPhoto } = entry;
  const { label, tone } = VERDICTS[verdict];
  const shown = rightBook ?? book;
  const canAccept = hasPhoto && rightBook !== null;
  return (
    <article
      aria-labelledby={`feedback-${id}`}
      className={cn(
        "grid gap-x-6 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:p-5",
        // Two pictures leave a tablet no room for words beside them.
        hasPhoto ? "lg:grid-cols-[auto_minmax(0,1fr)]" : "sm:grid-cols-[auto_minmax(0,1fr)]",
      )}
    >
      {(hasPhoto || shown) && (
        <div className="flex items-end gap-4 self-start">
          {hasPhoto && (
            <Picture caption="The reader’s photo" className="max-w-40 flex-1 sm:w-40">
              {/* biome-ignore lint/performance/noImgElement: seen by moderators alone, never cached, in one size */}
              <img
                src={`/api/v1/admin/feedback/${id}/photo`}
                alt={shown ? `The reader’s photo, said to show ${shown.title}` : "The reader’s photo"}
                loading="lazy"
                className="max-h-56 w-full rounded-sm bg-well object-contain text-muted text-xs"
              />
            </Picture>
          )}
          {shown && (
            <Picture caption="Our cover" className={hasPhoto ? "max-w-40 flex-1 sm:w-40" : "w-20"}>
              <BookCover book={shown} decorative sizes="10rem" />
            </Picture>
          )}
        </div>
      )}
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <Badge tone={tone}>
            <span id={`feedback-${id}`}>{label}</span>
          </Badge>
          <ScannedAt at={saidAt} />
        </p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
          <Fact name="Answer">{answerOf(entry)}</Fact>
          {rightBook && rightBook.isbn !== book?.isbn && (
            <Fact name="Reader says">
              <EditionLink book={rightBook} />
            </Fact>
          )}
          {note && (
            <Fact name="Note">
              <span className="whitespace-pre-line">{note}</span>
            </Fact>
          )}
        </dl>
        <div className="mt-auto flex flex-wrap gap-2.5 pt-1">
          {canAccept && (
            <Button
              onClick={() =>
                onDecide({
                  done: `Accepted: “${rightBook.title}” is now found by this photo too`,
                  work: () => acceptFeedbackAction({ feedbackId: id }),
                })
              }
            >
              <ImagePlus aria-hidden="true" />
              Accept as a further view
            </Button>
          )}
          {(verdict !== "confirmed" || note) && (
            <Button
              variant="secondary"
              onClick={() =>
                onDecide({
                  done: "Marked as done",
                  work: () => closeFeedbackAction({ feedbackId: id, as: "done" }),
                })
              }
            >
              <Check aria-hidden="true" />
              Mark as done
            </Button>
          )}
          <Button
            variant="danger-ghost"
            onClick={() =>
              onDecide({
                done: hasPhoto ? "Dismissed, and the photo deleted" : "Dismissed",
                work: () => closeFeedbackAction({ feedbackId: id, as: "dismissed" }),
              })
            }
          >
            <Trash2 aria-hidden="true" />
            Dismiss
          </Button>
        </div>
      </div>
    </article>
  );
}

function Picture({ caption, className, children }: { caption: string; className: string; children: ReactNode }) {
  return (
    <figure className={cn("grid gap-1.5", className)}>
      {children}
      <figcaption className="text-muted text-xs">{caption}</figcaption>
    </figure>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function answerOf({ answer, book }: OpenFeedback) {
  if (book) return <EditionLink book={book} />;
  return answer === "unsure" ? "Several to choose from" : "Not in the catalogue";
}

function EditionLink({ book }: { book: BookSummary }) {
  const edition = [authorLine(book.authors), book.year, book.languageCode && languageName(book.languageCode)];
  return (
    <>
      <Link
        href={`/book/${encodeURIComponent(book.isbn)}`}
        className="rounded-sm font-book font-semibold hover:underline"
      >
        <bdi lang={book.languageCode ?? undefined}>{book.title}</bdi>
      </Link>{" "}
      <span className="text-muted">{edition.filter(Boolean).join(", ")}</span>
    </>
  );
}
