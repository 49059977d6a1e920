"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { listEditions } from "../feedback/feedback-client";
import type { Candidate } from "../lookup/finding";
import { CandidateList, editionLine } from "./candidate-list";

type EditionChoiceProps = { of: Candidate; onChoose: (candidate: Candidate) => void };

/** The other editions of a book's work, fetched when they are asked for. */
export function EditionChoice({ of: { book }, onChoose }: EditionChoiceProps) {
  const [editions, setEditions] = useState<Candidate[] | "loading" | "failed">("loading");
  const { isbn } = book;
  useEffect(() => {
    if (editions !== "loading") return;
    const controller = new AbortController();
    listEditions(isbn, controller.signal)
      .then((listed) => setEditions(listed.ok ? listed.value : "failed"))
      .catch(() => undefined);
    return () => controller.abort();
  }, [isbn, editions]);

  if (editions === "loading") {
    return (
      <div role="status">
        <span className="sr-only">Looking for other editions…</span>
        <Skeleton className="h-24 w-full" />
      </div>
    );
  }
  if (editions === "failed") {
    return (
      <p className="flex flex-wrap items-center gap-3 text-muted text-sm">
        The other editions did not come.
        <Button variant="secondary" onClick={() => setEditions("loading")}>
          Try again
        </Button>
      </p>
    );
  }
  if (editions.length === 0) return <p className="text-muted text-sm">The catalogue has no other edition of it.</p>;
  return <CandidateList candidates={editions} onChoose={onChoose} lineOf={editionAndIsbn} />;
}

const editionAndIsbn = (edition: Candidate): string =>
  [editionLine(edition), edition.book.isbn13 && `ISBN ${edition.book.isbn13}`].filter(Boolean).join(" · ");
