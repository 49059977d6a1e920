"use client";

import { PenLine } from "lucide-react";
import { useEffect, useRef } from "react";
import { noticePending } from "@/components/pending/notice-pending";
import { PendingProgress } from "@/components/pending/pending-progress";
import { needsReader } from "@/components/pending/pending-words";
import { usePending } from "@/components/pending/use-pending";
import { ButtonLink } from "@/components/ui/button-link";
import type { CollectionChoice } from "@/lib/library/schema";
import { markToldAction } from "@/lib/scans/pending/actions";
import type { Candidate } from "../lookup/finding";
import { getBook } from "../lookup/lookup-client";

type PendingViewProps = {
  id: string;
  choices: CollectionChoice[] | null;
  wish: number | null;
  onWish: (collectionId: number | null) => void;
  onCome: (book: Candidate) => void;
};

/** An ISBN that is being looked up elsewhere: how it stands, and the book as soon as it has come. */
export function PendingView({ id, choices, wish, onWish, onCome }: PendingViewProps) {
  const isOver = useRef(false);
  const pending = usePending(id, null, async (isbn) => {
    const found = await getBook(isbn, new AbortController().signal);
    if (!found.ok || found.finding.kind !== "match") return;
    isOver.current = true;
    if (choices) void markToldAction({ id }).catch(() => undefined);
    onCome(found.finding.best);
  });
  useEffect(
    () => () => {
      // Whoever goes on scanning is told when it has come.
      if (!isOver.current) noticePending();
    },
    [],
  );

  return (
    <div className="grid gap-5">
      <p className="text-muted">
        ISBN <strong className="text-ink tabular-nums">{id}</strong> is new here.
      </p>
      <PendingProgress id={id} pending={pending} choices={choices} wish={wish} onWish={onWish} />
      {pending && needsReader(pending) && (
        <ButtonLink href={`/pending/${encodeURIComponent(id)}`} className="justify-self-start">
          <PenLine aria-hidden="true" />
          {pending.reason === "choose" ? "Choose the right one" : "Type it in"}
        </ButtonLink>
      )}
    </div>
  );
}
