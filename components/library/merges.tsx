"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { sayFullDay } from "@/components/ui/day-words";
import { Spinner } from "@/components/ui/spinner";
import { tell } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import { undoMergeAction } from "@/lib/library/actions";
import type { Merge } from "@/lib/library/joining/schema";
import { labelOf } from "./words";

const LOOK_EVERY_MS = 1_000;

const undoOf = ({ id }: Merge) => undoMergeAction({ mergeId: id });
function nameOf({ kept }: Merge): string {
  if (!kept) return "a collection that is gone";
  return kept.isDeleted ? `${labelOf(kept)}, which is deleted,` : labelOf(kept);
}

/** The merges that are under way: looks every second how far they are, and says when one is done. */
export function MergesUnderWay({ merges }: { merges: Merge[] }) {
  const router = useRouter();
  const waiting = merges.filter(({ state }) => state === "waiting");
  const before = useRef<Map<number, Merge["state"]> | null>(null);

  useEffect(() => {
    // A quick one is done before the page has heard that it waits.
    const known = before.current;
    before.current = new Map(merges.map(({ id, state }) => [id, state]));
    for (const merge of merges.filter(({ id, state }) => known && known.get(id) !== state)) {
      if (merge.state === "failed")
        toast({ message: `${labelOf(merge)} could not be merged: one of the two was deleted.`, tone: "problem" });
      if (merge.state === "done")
        toast({
          message: `${labelOf(merge)} is part of ${nameOf(merge)} now`,
          action: {
            label: "Undo",
            onAction: () => void tell({ done: "They are two collections again", work: () => undoOf(merge) }),
          },
        });
    }
  }, [merges]);

  const isWaiting = waiting.length > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWaiting, router]);

  return waiting.map((merge) => (
    <div
      key={merge.id}
      role="status"
      className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md bg-well py-1.5 pr-1.5 pl-4"
    >
      <Spinner />
      <p className="min-w-0 flex-1 py-1.5">
        {labelOf(merge)} becomes part of {nameOf(merge)}… You can go on meanwhile.
      </p>
      <UndoMerge merge={merge} label="Cancel" done="Nothing was merged" />
    </div>
  ));
}

/** The merges that can be taken back. */
export function MergesDone({ merges }: { merges: Merge[] }) {
  const done = merges.filter(({ state }) => state === "done");
  if (done.length === 0) return null;
  return (
    <section aria-labelledby="merged" className="mt-10">
      <h2 id="merged" className="font-book font-semibold text-lg">
        Merged lately
      </h2>
      <ul className="mt-2 grid grid-cols-1 divide-y divide-line">
        {done.map((merge) => (
          <li key={merge.id} className="flex items-center gap-4 py-1.5">
            <p className="min-w-0 flex-1 break-words">
              {labelOf(merge)} is part of {nameOf(merge)} since {sayFullDay(merge.requestedAt)}
            </p>
            <UndoMerge merge={merge} label="Undo" done={`${labelOf(merge)} is back`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function UndoMerge({ merge, label, done }: { merge: Merge; label: string; done: string }) {
  const [isPending, startTransition] = useTransition();
  const undo = () =>
    startTransition(async () => {
      await tell({ done, work: () => undoOf(merge) });
    });
  return (
    <Button variant="ghost" loading={isPending} onClick={undo}>
      {label}
    </Button>
  );
}
