"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import type { CollectionChoice } from "@/lib/library/schema";
import { markToldAction, wishAction } from "@/lib/scans/pending/actions";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { CandidateChoice } from "./candidate-choice";
import { PendingCover } from "./pending-cover";
import { PendingProgress } from "./pending-progress";
import { hasCome, needsReader } from "./pending-words";
import { TypedForm } from "./typed-form";
import { usePending } from "./use-pending";

type PendingPageProps = {
  initial: PendingResponse;
  choices: CollectionChoice[] | null;
  wish: number | null;
  /** Whether the reader is among those who wait for it. */
  isAsker: boolean;
  canModerate: boolean;
  /** The picture of its cover that the reader has added. */
  picture: { id: number } | null;
};

/** The page of a book that is on its way: how it stands, and what its reader can do about it. */
export function PendingPage({ initial, choices, wish, isAsker, canModerate, picture }: PendingPageProps) {
  const router = useRouter();
  const [round, setRound] = useState(0);
  const { id } = initial;
  const joins = choices !== null && !isAsker && initial.book === null;
  useEffect(() => {
    // Whoever comes here from signing in wants to be told.
    if (joins) void wishAction({ id, collectionId: null }).catch(() => undefined);
  }, [joins, id]);
  return (
    <Followed
      // What was chosen or typed begins a new round of looking.
      key={round}
      initial={initial}
      choices={choices}
      wish={wish}
      canModerate={canModerate}
      picture={picture}
      onChanged={(isbn) => (isbn ? router.push(`/book/${encodeURIComponent(isbn)}`) : setRound(round + 1))}
    />
  );
}

type FollowedProps = Omit<PendingPageProps, "isAsker"> & { onChanged: (isbn: string | null) => void };

function Followed({ initial, choices, wish, canModerate, picture, onChanged }: FollowedProps) {
  const { id } = initial;
  const [isTyping, setTyping] = useState(false);
  const pending = usePending(id, initial, () => {
    if (choices) void markToldAction({ id }).catch(() => undefined);
  });
  const now = pending ?? initial;
  const asksReader = needsReader(now) && choices !== null;
  const isUnknown = now.status === "unknown" && choices !== null;
  const isTypedBefore = now.candidates.length === 0 || isTyping;
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={now.book?.title ?? now.title ?? `ISBN ${now.isbn}`}
        lead={now.book ? undefined : "A book that is not in the catalogue yet"}
        back={{ href: "/history", label: "History" }}
      />
      <div className="grid gap-6">
        <PendingProgress id={id} pending={now} choices={choices} wish={wish} />
        {hasCome(now) && now.book && (
          <ButtonLink href={`/book/${encodeURIComponent(now.book.isbn)}`} className="justify-self-start">
            Open “{now.book.title}”
          </ButtonLink>
        )}
        {asksReader && now.candidates.length > 0 && (
          <section aria-label="Books that may be meant" className="grid gap-3">
            <CandidateChoice id={id} candidates={now.candidates} onDone={() => onChanged(null)} />
            {!isTyping && (
              <Button variant="secondary" className="justify-self-start" onClick={() => setTyping(true)}>
                It is none of these
              </Button>
            )}
          </section>
        )}
        {isUnknown && isTypedBefore && <PendingCover id={id} picture={picture} />}
        {asksReader && isTypedBefore && (
          <section aria-labelledby="type-it-in" className="grid gap-4">
            <h2 id="type-it-in" className="font-book font-semibold text-xl">
              Type it in
            </h2>
            <TypedForm
              id={id}
              known={{ title: now.title ?? undefined, authors: now.author ? [now.author] : undefined }}
              submit={canModerate ? "Add the book" : "Send it in"}
              onDone={onChanged}
            />
          </section>
        )}
      </div>
    </div>
  );
}
