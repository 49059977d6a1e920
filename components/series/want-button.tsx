"use client";

import { BookmarkPlus, Check } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { sayUndone } from "@/components/library/words";
import { tellStatus } from "@/components/reading/acts";
import { todayHere } from "@/components/reading/today";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { restoreStatusesAction, setStatusesAction } from "@/lib/reading/actions";
import type { Restore } from "@/lib/reading/schema";

type WantButtonProps = {
  book: { isbn: string; title: string };
  /** It is on the reader's list already. */
  isWanted: boolean;
  /** In a row of a list: short, and where there is little room a sign alone. */
  isSmall?: boolean;
};

/** Puts a volume on the list of what to read, by one tap, with an undo. */
export function WantButton({ book, isWanted, isSmall = false }: WantButtonProps) {
  const [wanted, showBefore] = useOptimistic(isWanted);
  const [, startTransition] = useTransition();
  const want = () =>
    startTransition(async () => {
      showBefore(true);
      await tellStatus(book, "want");
    });
  if (wanted) {
    return (
      <p className="inline-flex min-h-11 items-center gap-2 font-semibold text-sm">
        <Check aria-hidden="true" className="size-4 text-primary" />
        <span className={isSmall ? "sr-only sm:not-sr-only" : undefined}>On your list to read</span>
      </p>
    );
  }
  if (isSmall)
    return (
      <Button
        variant="ghost"
        onClick={want}
        aria-label={`Want to read “${book.title}”`}
        className="min-w-11 px-3 text-sm"
      >
        <BookmarkPlus aria-hidden="true" />
        <span className="hidden sm:inline">Want to read</span>
      </Button>
    );
  return (
    <Button onClick={want} aria-label={`Want to read “${book.title}”`}>
      <BookmarkPlus aria-hidden="true" />
      Want to read
    </Button>
  );
}

/** What the server takes at once; longer series are rare. */
const AT_ONCE_MAX = 500;

/** Puts all volumes that a reader lacks on the list of what to read, with one undo. */
export function WantAllButton({ isbns }: { isbns: string[] }) {
  const [isBusy, setBusy] = useState(false);
  const books = isbns.slice(0, AT_ONCE_MAX);
  async function wantAll() {
    setBusy(true);
    let undo: Restore[] = [];
    await tell({
      done: `Want to read: ${books.length} volumes`,
      undone: AS_BEFORE,
      work: async () => {
        const result = await setStatusesAction({ books, status: "want", day: todayHere() });
        if (result.ok) undo = result.undo;
        return result;
      },
      undo: async () => {
        const result = await restoreStatusesAction({ undo });
        return result.ok ? { ...result, said: sayUndone(AS_BEFORE, result.stayed) } : result;
      },
    });
    setBusy(false);
  }
  return (
    <Button variant="secondary" loading={isBusy} onClick={wantAll}>
      <BookmarkPlus aria-hidden="true" />
      Want all {books.length} that you lack
    </Button>
  );
}
