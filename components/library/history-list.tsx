"use client";

import { ChevronDown, History, Trash2, X } from "lucide-react";
import Link from "next/link";
import { useOptimistic, useState, useTransition } from "react";
import { BookRow } from "@/components/book/book-row";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { ExactMoment, Moment } from "@/components/ui/moment";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { deleteScansAction, restoreScansAction } from "@/lib/scans/actions";
import type { RecentScan } from "@/lib/scans/schema";

/** What the reader scanned. One entry goes at once, with "Undo"; the whole history asks before, since it stays gone. */
export function HistoryList({ scans }: { scans: RecentScan[] }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(scans, (now, isbn: string) => now.filter(({ book }) => book.isbn !== isbn));

  function restore(isbn: string, scannedAt: Date[]) {
    startTransition(async () => {
      try {
        const result = await restoreScansAction({ isbn, scannedAt });
        if (!result.ok) toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  function forget({ book: { isbn, title } }: RecentScan) {
    startTransition(async () => {
      leaveOut(isbn);
      try {
        const result = await deleteScansAction({ isbn });
        if (!result.ok) return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
        const { scannedAt } = result;
        toast({
          message: `Took “${title}” out of your history`,
          action: scannedAt.length > 0 ? { label: "Undo", onAction: () => restore(isbn, scannedAt) } : undefined,
        });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  return (
    <ul className="grid grid-cols-1 gap-1">
      {present.map((scan) => (
        <li key={scan.book.isbn}>
          <BookRow
            book={scan.book}
            className="has-[details[open]]:items-start"
            note={
              scan.times > 1 ? (
                <ScanMoments scan={scan} />
              ) : (
                <span className="flex items-center gap-1.5">
                  <History aria-hidden="true" className="size-4 shrink-0" />
                  <Moment at={scan.scannedAt} />
                </span>
              )
            }
            actions={
              <IconButton
                label={`Take “${scan.book.title}” out of your history`}
                title="Take out"
                onClick={() => forget(scan)}
              >
                <X aria-hidden="true" />
              </IconButton>
            }
          />
        </li>
      ))}
    </ul>
  );
}

/** When a book was scanned that was scanned more than once; folded, since most look for the book. */
function ScanMoments({ scan: { book, scannedAt, times, moments } }: { scan: RecentScan }) {
  return (
    // Above the link that covers the row.
    <details className="group/moments relative w-fit">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1.5 rounded-sm pr-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <History aria-hidden="true" className="size-4 shrink-0" />
        <span>
          <Moment at={scannedAt} /> · {times} times
        </span>
        <span className="sr-only">: when “{book.title}” was scanned</span>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 group-open/moments:rotate-180" />
      </summary>
      <ol className="grid gap-1 pb-2 tabular-nums">
        {moments.map((at, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two scans of one moment are two
          <li key={`${at.getTime()}-${place}`}>
            <ExactMoment at={at} />
          </li>
        ))}
      </ol>
      {times > moments.length && (
        <Link
          href={historyHref(book.isbn)}
          className="inline-flex min-h-11 items-center rounded-sm font-semibold text-primary underline"
        >
          All {times}
        </Link>
      )}
    </details>
  );
}

const historyHref = (isbn: string): string => `/history/${encodeURIComponent(isbn)}`;

/** Deletes the whole history, after asking. */
export function ClearHistoryButton() {
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isPending, startTransition] = useTransition();

  function clear() {
    startTransition(async () => {
      try {
        const result = await deleteScansAction({});
        if (!result.ok) return setProblem(result.message ?? GENERAL_PROBLEM);
        setOpen(false);
        toast({ message: "Your history is empty" });
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        <Trash2 aria-hidden="true" />
        Clear history
      </Button>
      {isOpen && (
        <Dialog open onOpenChange={setOpen}>
          <DialogContent
            role="alertdialog"
            title="Clear your history?"
            description="Every scan is deleted for good, with the photos that you agreed to have kept, and your name is taken off what we keep to make recognition better. Your collections stay as they are."
            footer={
              <>
                <Button variant="secondary" onClick={() => setOpen(false)}>
                  Keep it
                </Button>
                <Button variant="danger" loading={isPending} onClick={clear}>
                  Clear history
                </Button>
              </>
            }
          >
            <p role="alert" className="font-medium text-danger text-sm empty:hidden">
              {problem}
            </p>
          </DialogContent>
        </Dialog>
      )}
    </>
  );
}
