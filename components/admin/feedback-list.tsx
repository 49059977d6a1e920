"use client";

import { Check, ImageOff, ImagePlus, RotateCwSquare, Scan, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useOptimistic, useRef, useState, useTransition } from "react";
import { BookCover } from "@/components/book/book-cover";
import { MarkedPhoto } from "@/components/covers/marked-photo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Moment } from "@/components/ui/moment";
import { Skeleton } from "@/components/ui/skeleton";
import { type Decision, tell } from "@/components/ui/tell";
import type { BookSummary } from "@/lib/catalog/schema";
import { turned } from "@/lib/covers/straightening/rules";
import type { Corners } from "@/lib/covers/straightening/schema";
import { acceptFeedbackAction, closeFeedbackAction, removeViewAction } from "@/lib/scans/moderation/actions";
import type { OpenFeedback, ShownView } from "@/lib/scans/moderation/schema";
import { EditionLink } from "./edition-link";
import { useProposedView } from "./use-proposed-view";

/** What waits for a moderator. A decided entry goes at once, and comes back when the server says otherwise. */
export function FeedbackList({ feedback }: { feedback: OpenFeedback[] }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(feedback, (now, id: number) => now.filter((entry) => entry.id !== id));

  function decide({ id }: OpenFeedback, decision: Decision) {
    startTransition(async () => {
      leaveOut(id);
      await tell(decision);
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
  return (
    <article
      aria-labelledby={`feedback-${id}`}
      className={cn(
        "grid gap-x-6 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:p-5",
        // Three pictures leave a tablet no room for words beside them.
        hasPhoto ? "lg:grid-cols-[auto_minmax(0,1fr)]" : "sm:grid-cols-[auto_minmax(0,1fr)]",
      )}
    >
      {hasPhoto && rightBook ? (
        <ViewProposal id={id} book={rightBook} onDecide={onDecide} />
      ) : (
        (hasPhoto || shown) && (
          <div className="flex items-end gap-4 self-start">
            {hasPhoto && (
              <Picture caption="The reader’s photo" className="max-w-40 sm:max-w-56">
                <MarkedPhoto src={photoUrl(id)} alt={photoWords(shown)} corners={null} className="max-h-56" />
              </Picture>
            )}
            {shown && <OurCover book={shown} className={hasPhoto ? "w-28 sm:w-36" : "w-20"} />}
          </div>
        )
      )}
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <Badge tone={tone}>
            <span id={`feedback-${id}`}>{label}</span>
          </Badge>
          <Moment at={saidAt} />
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
                done: hasPhoto ? "Dismissed, and the photo will be deleted" : "Dismissed",
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

/** Where a moderator begins to mark a cover that was not found. */
const NEARLY_ALL: Corners = [
  [0.05, 0.05],
  [0.95, 0.05],
  [0.95, 0.95],
  [0.05, 0.95],
];

type ViewProposalProps = { id: number; book: BookSummary; onDecide: FeedbackEntryProps["onDecide"] };

/** The photo, what would be added of it, and our cover, beside each other: what is added is what stands here. */
function ViewProposal({ id, book, onDecide }: ViewProposalProps) {
  const [place, isSeen] = useSeen<HTMLDivElement>();
  const [isMarking, setMarking] = useState(false);
  const { corners, mark, view, problem, isLooking } = useProposedView(id, isSeen);

  function startMarking() {
    setMarking(true);
    if (!corners) mark(NEARLY_ALL);
  }

  function add({ corners, sha256 }: ShownView) {
    onDecide({
      done: `Added: “${book.title}” is now found by this photo too`,
      work: () => acceptFeedbackAction({ feedbackId: id, corners, sha256 }),
      undo: () => removeViewAction({ feedbackId: id }),
    });
  }

  return (
    <div ref={place} className="grid gap-4 self-start lg:w-128">
      <div className={cn("flex flex-wrap items-end gap-4", !isMarking && "sm:flex-nowrap")}>
        <Picture caption="The reader’s photo" className={isMarking ? "w-full" : "min-w-0 max-w-[60%] sm:max-w-none"}>
          <MarkedPhoto
            src={photoUrl(id)}
            alt={photoWords(book)}
            corners={corners}
            onMark={isMarking ? mark : undefined}
            className={isMarking ? "max-h-[50svh]" : "max-h-56"}
          />
        </Picture>
        <Picture caption="Would be added" className="w-28 shrink-0 sm:w-36">
          {view ? (
            // biome-ignore lint/performance/noImgElement: a picture of this moment, which only this page has
            <img
              src={view.picture}
              width={view.width}
              height={view.height}
              alt={`The cover in the photo, straightened, ${view.width} by ${view.height} pixels`}
              className={cn("h-auto w-full rounded-sm transition-opacity", isLooking && "opacity-40")}
            />
          ) : isLooking ? (
            <Skeleton className="aspect-2/3 w-full" />
          ) : (
            <span className="grid aspect-2/3 w-full place-items-center rounded-sm border border-line-strong border-dashed text-muted">
              <ImageOff aria-hidden="true" className="size-6" />
            </span>
          )}
        </Picture>
        <OurCover book={book} className="w-28 shrink-0 sm:w-36" />
      </div>
      <p aria-live="polite" className="max-w-prose text-sm empty:hidden">
        {problem && (isMarking ? problem : `${problem} If it is this very edition all the same, mark its corners.`)}
      </p>
      <div className="flex flex-wrap gap-2.5">
        <Button disabled={!view || isLooking} onClick={() => view && add(view)}>
          <ImagePlus aria-hidden="true" />
          Add as a further view
        </Button>
        {/* One button for both, so that the focus stays. */}
        <Button
          variant="secondary"
          disabled={isLooking && !isMarking}
          onClick={isMarking ? () => setMarking(false) : startMarking}
        >
          {isMarking ? <Check aria-hidden="true" /> : <Scan aria-hidden="true" />}
          {isMarking ? "Corners are right" : corners ? "Adjust the corners" : "Mark the corners"}
        </Button>
        {isMarking && (
          <Button variant="secondary" disabled={!corners} onClick={() => corners && mark(turned(corners))}>
            <RotateCwSquare aria-hidden="true" />
            Turn
          </Button>
        )}
      </div>
    </div>
  );
}

/** Whether an element has come into sight: what is far down the page costs the server nothing until then. */
function useSeen<Seen extends Element>() {
  const place = useRef<Seen>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return [place, isSeen] as const;
}

const photoUrl = (id: number) => `/api/v1/admin/feedback/${id}/photo`;
const photoWords = (book: BookSummary | null) =>
  book ? `The reader’s photo, said to show ${book.title}` : "The reader’s photo";

function OurCover({ book, className }: { book: BookSummary; className: string }) {
  return (
    <Picture caption="Our cover" className={className}>
      <BookCover book={book} decorative sizes="9rem" />
    </Picture>
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
