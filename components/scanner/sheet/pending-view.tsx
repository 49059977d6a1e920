"use client";

import { PenLine } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { noticePending } from "@/components/pending/notice-pending";
import { PendingProgress } from "@/components/pending/pending-progress";
import { needsReader } from "@/components/pending/pending-words";
import { usePending } from "@/components/pending/use-pending";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import type { CollectionChoice } from "@/lib/library/schema";
import { markToldAction } from "@/lib/scans/pending/actions";
import type { Candidate } from "../lookup/finding";
import { getBook } from "../lookup/lookup-client";
import type { RequestProblem } from "../lookup/request-problem";

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
  /** It has come under this name, but the way to it failed. */
  const [missed, setMissed] = useState<{ isbn: string; problem: RequestProblem } | null>(null);
  const fetchBook = async (isbn: string) => {
    setMissed(null);
    const found = await getBook(isbn, new AbortController().signal);
    if (!found.ok) return setMissed({ isbn, problem: found.problem });
    if (found.finding.kind !== "match") return;
    isOver.current = true;
    if (choices) void markToldAction({ id }).catch(() => undefined);
    onCome(found.finding.best);
  };
  const pending = usePending(id, null, fetchBook);
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
      {missed && (
        <Notice tone="danger" role="alert" title={missed.problem.title}>
          <p>{missed.problem.help}</p>
          <Button variant="secondary" size="sm" className="mt-2" onClick={() => void fetchBook(missed.isbn)}>
            Try again
          </Button>
        </Notice>
      )}
      {pending && needsReader(pending) && (
        <ButtonLink href={`/pending/${encodeURIComponent(id)}`} className="justify-self-start">
          <PenLine aria-hidden="true" />
          {pending.reason === "choose" ? "Choose the right one" : "Type it in"}
        </ButtonLink>
      )}
    </div>
  );
}
