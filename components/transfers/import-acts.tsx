"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { useWatch } from "@/components/ui/use-watch";
import { forgetImportAction, recallImportAction, retryRowsAction, undoImportAction } from "@/lib/transfers/actions";
import type { ImportState } from "@/lib/transfers/schema";
import { countRows } from "./words";

type ImportProgressProps = { state: ImportState; total: number; toDo: number; undone: number };

/** How far the job is, while there is one. */
export function ImportProgress({ state, total, toDo, undone }: ImportProgressProps) {
  const isAtWork = state === "running" || state === "undoing";
  useWatch(isAtWork);
  const done = state === "undoing" ? undone : total - toDo;
  return (
    <div aria-live="polite" className="empty:hidden">
      {isAtWork && (
        <div className="mb-6 grid gap-2">
          <p id="import-progress" className="font-semibold">
            {state === "undoing" ? "Being undone" : "Being imported"}: {done.toLocaleString("en")} of {countRows(total)}
          </p>
          <progress
            aria-labelledby="import-progress"
            className="h-2 w-full accent-primary"
            max={total || 1}
            value={done}
          />
          <p className="text-muted text-sm">You can leave this page: it goes on by itself.</p>
        </div>
      )}
    </div>
  );
}

export function RetryAllButton({ importId, count }: { importId: string; count: number }) {
  const [isPending, startTransition] = useTransition();
  const retry = () =>
    startTransition(async () => {
      await tell({ done: "They are tried again", work: () => retryRowsAction({ importId }) });
    });
  return (
    <Button variant="secondary" loading={isPending} onClick={retry}>
      Try the {count.toLocaleString("en")} failed again
    </Button>
  );
}

/** Takes back what the import added. It can be brought again from the same file. */
export function UndoButton({ importId, isRunning }: { importId: string; isRunning: boolean }) {
  const [isPending, startTransition] = useTransition();
  const undo = () =>
    startTransition(async () => {
      await tell({
        done: "It is being taken back; what you changed since stays",
        work: () => undoImportAction({ importId }),
      });
    });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="danger-ghost" loading={isPending} onClick={undo}>
        {isRunning ? "Stop and undo" : "Undo this import"}
      </Button>
      {/* The button's own words give way to its sign; how far it is shows once the job has begun. */}
      <p role="status" className="text-muted text-sm empty:hidden">
        {isPending && "It is being taken back…"}
      </p>
    </div>
  );
}

type ForgetButtonProps = { importId: string; isPreview: boolean /** Rows that may still come. */; waiting: number };

export function ForgetButton({ importId, isPreview, waiting }: ForgetButtonProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const forget = () =>
    startTransition(async () => {
      const kept = waiting > 0 ? `${countRows(waiting)} that waited do not come any more` : "your books stay";
      const done = isPreview ? "Discarded; nothing was imported" : `The file is deleted; ${kept}`;
      const undo = () => recallImportAction({ importId });
      const work = () => forgetImportAction({ importId });
      if (await tell({ done, work, undo, undone: "The file is back" })) router.push("/library/import");
    });
  return (
    <Button variant="ghost" loading={isPending} onClick={forget}>
      {isPreview ? "Discard this file" : "Delete the file"}
    </Button>
  );
}
