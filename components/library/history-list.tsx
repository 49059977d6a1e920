"use client";

import { History, Trash2, X } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { BookRow } from "@/components/book/book-row";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Moment } from "@/components/ui/moment";
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
            note={
              <span className="flex flex-wrap items-center gap-x-1.5">
                <History aria-hidden="true" className="size-4 shrink-0" />
                <Moment at={scan.scannedAt} />
                {scan.times > 1 && <span>· {scan.times} times</span>}
              </span>
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
