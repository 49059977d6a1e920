"use client";

import { Check, Pencil, RotateCw, Trash2, Undo2 } from "lucide-react";
import { useId, useState, useTransition } from "react";
import { authorLine } from "@/components/book/book-meta";
import { hasCome, wordsOf } from "@/components/pending/pending-words";
import { TypedForm } from "@/components/pending/typed-form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Moment } from "@/components/ui/moment";
import { type Decision, tell } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import type { WaitingPicture } from "@/lib/covers/pending/schema";
import {
  approvePendingAction,
  rejectPendingAction,
  reopenPendingAction,
  retryPendingAction,
} from "@/lib/scans/pending/actions";
import { type ModeratedPending, presentPending, type TypedBook } from "@/lib/scans/pending/schema";

/** Books that readers asked for, each with what can be done about it. */
export function PendingModeration({ pending }: { pending: ModeratedPending[] }) {
  return (
    <ul className="grid grid-cols-1 gap-4">
      {pending.map((one) => (
        <li key={one.id}>
          <PendingEntry pending={one} />
        </li>
      ))}
    </ul>
  );
}

function PendingEntry({ pending }: { pending: ModeratedPending }) {
  const [isTyping, setTyping] = useState(false);
  const [isBusy, startTransition] = useTransition();
  const { id, isbn13, title, author, typed, typedBy, message, attempts, timesAsked, book, candidates, evidence } =
    pending;
  const { pictures } = pending;
  // Until the moderator says otherwise, the first one that a reader added.
  const [chosenId, setChosen] = useState<number | null>();
  const shownId = chosenId === undefined ? (pictures[0]?.id ?? null) : chosenId;
  const decision = {
    shownId,
    refusedIds: pictures.flatMap((picture) => (picture.id === shownId ? [] : picture.id)),
  };
  const shown = presentPending(pending);
  const name = book?.title ?? typed?.title ?? title ?? `ISBN ${isbn13}`;
  const isRejected = pending.state === "rejected";
  const isOpen = !book && !isRejected;
  const decide = (decision: Decision) =>
    startTransition(async () => {
      await tell(decision);
    });
  const reopen: Decision = { done: "It is no longer rejected", work: () => reopenPendingAction({ id }) };

  return (
    <article
      aria-labelledby={`pending-${id}`}
      className="grid gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <header className="grid gap-1">
        <h2 id={`pending-${id}`} className="break-words font-book font-semibold text-lg">
          {name}
        </h2>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <Badge tone={pending.isStuck ? "danger" : hasCome(shown) ? "success" : "neutral"}>
            {pending.isStuck ? "Stuck" : stateOf(pending)}
          </Badge>
          {isbn13 && !name.includes(isbn13) && <span className="tabular-nums">ISBN {isbn13}</span>}
          {author && <span>{author}</span>}
          <span>
            asked for {timesAsked === 1 ? "once" : `${timesAsked} times`}, first <Moment at={pending.dateAdded} />
          </span>
        </p>
      </header>
      {message && (
        <p className="break-words text-sm">
          After {attempts === 1 ? "1 try" : `${attempts} tries`}: {message}
        </p>
      )}
      {typed && !isTyping && <TypedFacts typed={typed} by={typedBy} />}
      {candidates.length > 0 && !isTyping && (
        <p className="text-muted text-sm">
          May be {candidates.map((one) => `“${one.title}” by ${authorLine(one.authors)}`).join(", or ")}.
        </p>
      )}
      {isOpen && pictures.length > 0 && <PictureChoice pictures={pictures} shownId={shownId} onChoose={setChosen} />}
      {isTyping && (
        <TypedForm
          id={id}
          pictures={decision}
          known={typed ?? { title: title ?? undefined, authors: author ? [author] : undefined }}
          submit="Add the book"
          onDone={() => {
            setTyping(false);
            toast({ message: "Added to the catalogue" });
          }}
        />
      )}
      <div className="flex flex-wrap gap-2.5">
        {book && (
          <ButtonLink href={`/admin/books/${encodeURIComponent(book.isbn)}`} variant="secondary">
            Open
          </ButtonLink>
        )}
        {isOpen && typed && !isTyping && (
          <Button
            disabled={isBusy}
            aria-label={`Approve: ${name}`}
            onClick={() =>
              decide({
                done: "Added to the catalogue",
                work: () => approvePendingAction({ id, evidence, pictures: decision }),
              })
            }
          >
            <Check aria-hidden="true" />
            Approve
          </Button>
        )}
        {isOpen && candidates.length > 0 && (
          <ButtonLink href={`/pending/${encodeURIComponent(id)}`} variant="secondary">
            Choose
          </ButtonLink>
        )}
        {isRejected && (
          <Button
            variant="secondary"
            disabled={isBusy}
            aria-label={`Take the rejection back: ${name}`}
            onClick={() => decide(reopen)}
          >
            <Undo2 aria-hidden="true" />
            Take it back
          </Button>
        )}
        {isOpen && (
          <Button
            variant="secondary"
            aria-expanded={isTyping}
            aria-label={`${isTyping ? "Do not edit" : "Edit"}: ${name}`}
            onClick={() => setTyping(!isTyping)}
          >
            <Pencil aria-hidden="true" />
            {isTyping ? "Cancel" : typed ? "Edit" : "Type it in"}
          </Button>
        )}
        {isOpen && (
          <Button
            variant="secondary"
            disabled={isBusy}
            aria-label={`Look up again: ${name}`}
            onClick={() => decide({ done: "It is being looked up again", work: () => retryPendingAction({ id }) })}
          >
            <RotateCw aria-hidden="true" />
            Look up again
          </Button>
        )}
        {isOpen && (
          <Button
            variant="danger-ghost"
            disabled={isBusy}
            aria-label={`Reject: ${name}`}
            onClick={() =>
              decide({
                ...{ done: "Rejected; its readers are told", work: () => rejectPendingAction({ id }) },
                ...{ undo: reopen.work, undone: reopen.done },
              })
            }
          >
            <Trash2 aria-hidden="true" />
            Reject
          </Button>
        )}
      </div>
    </article>
  );
}

type PictureChoiceProps = {
  pictures: WaitingPicture[];
  shownId: number | null;
  onChoose: (id: number | null) => void;
};

/** The pictures that readers added, of which one becomes the cover with the book, or none. */
function PictureChoice({ pictures, shownId, onChoose }: PictureChoiceProps) {
  const name = useId();
  const choices = [...pictures, null];
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-semibold text-sm">Its cover</legend>
      <div className="flex flex-wrap items-end gap-3">
        {choices.map((picture, at) => (
          <label
            key={picture?.id ?? "none"}
            className="grid min-h-11 content-end gap-2 rounded-md border border-line-strong p-2.5 hover:bg-well has-checked:border-primary has-checked:bg-well"
          >
            {picture && (
              // biome-ignore lint/performance/noImgElement: seen by moderators alone, in one size
              <img
                src={`/api/v1/admin/covers/${picture.sha256}?size=page`}
                width={picture.width}
                height={picture.height}
                alt={`The cover in a reader’s photo, ${picture.width} by ${picture.height} pixels`}
                className="h-auto w-32 rounded-cover shadow-cover"
              />
            )}
            <span className="flex items-center gap-2 text-sm">
              <input
                type="radio"
                name={name}
                checked={shownId === (picture?.id ?? null)}
                onChange={() => onChoose(picture?.id ?? null)}
                className="size-4.5 accent-primary"
              />
              {picture ? (picture.by ? `By ${picture.by}` : `Picture ${at + 1}`) : "No photo: delete what is here"}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function stateOf(pending: ModeratedPending): string {
  if (pending.reason === "typed") return "Typed by a reader";
  return pending.state === "rejected" ? "Rejected" : wordsOf(presentPending(pending)).title;
}

function TypedFacts({ typed, by }: { typed: TypedBook; by: string | null }) {
  const { subtitle, authors, publisher, publishedYear, pages, languageCode } = typed;
  const facts = [subtitle, authorLine(authors), publisher, publishedYear, pages && `${pages} pages`, languageCode];
  return (
    <p className="break-words text-sm">
      {facts.filter(Boolean).join(" · ")}
      {by && <span className="text-muted"> — typed by {by}</span>}
    </p>
  );
}
