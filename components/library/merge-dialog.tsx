"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { previewMergeAction, requestMergeAction } from "@/lib/library/actions";
import { type MergePreview, UNDO_DAYS } from "@/lib/library/joining/schema";
import type { Collection } from "@/lib/library/schema";
import { ChooseCollection } from "./choose-collection";
import { sayWhoSees } from "./merge-words";
import { countBooks, labelOf } from "./words";

type MergeDialogProps = { collection: Collection; choices: Collection[]; onClose: () => void };
type Asked = { other: Collection; preview: MergePreview };

/** Asks with which collection another is merged, shows what comes of it, and starts it. Rendered while it is open. */
export function MergeDialog({ collection, choices, onClose }: MergeDialogProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [staysHere, setStaysHere] = useState(true);
  const [problem, setProblem] = useState("");
  const [isPending, startTransition] = useTransition();
  const router = useRouter();

  function attempt(work: () => Promise<{ ok: true } | { ok: false; message?: string }>) {
    setProblem("");
    startTransition(async () => {
      try {
        const result = await work();
        if (!result.ok) setProblem(result.message ?? GENERAL_PROBLEM);
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  const choose = (other: Collection) =>
    attempt(async () => {
      const result = await previewMergeAction({ keptId: collection.id, goneId: other.id });
      if (result.ok) setAsked({ other, preview: result.preview });
      return result;
    });

  const merge = ({ other }: Asked) =>
    attempt(async () => {
      const [kept, gone] = staysHere ? [collection, other] : [other, collection];
      const result = await requestMergeAction({ keptId: kept.id, goneId: gone.id });
      // The dialog goes with the page: closing it first would step back in history and cross the way there.
      if (result.ok) startTransition(() => (staysHere ? onClose() : router.replace(`/library/${kept.id}`)));
      return result;
    });

  if (!asked) {
    const others = choices.filter(({ id }) => id !== collection.id);
    return (
      <ChooseCollection
        title={`Merge ${collection.name} with…`}
        description={problem || "Their books come together in one collection, each once."}
        choices={others}
        onChoose={choose}
        onClose={onClose}
      />
    );
  }
  const { counts, seenBy, inBoth } = asked.preview;
  const [kept, gone] = staysHere ? [collection, asked.other] : [asked.other, collection];
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Merge two collections"
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={isPending} onClick={() => merge(asked)}>
              Merge
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 tabular-nums">
            <Line name={labelOf(collection)} count={counts[0]} />
            <Line name={labelOf(asked.other)} count={counts[1]} />
            <Line name="In both" count={inBoth} />
            <Line name="Together" count={counts[0] + counts[1] - inBoth} isSum />
          </dl>
          <fieldset className="grid gap-1">
            <legend className="mb-1 font-semibold text-sm">
              Which one stays, with its name, icon and description?
            </legend>
            {[collection, asked.other].map((one) => (
              <label key={one.id} className="flex min-h-11 items-center gap-3 rounded-md px-2 hover:bg-well">
                <input
                  type="radio"
                  name="stays"
                  checked={one.id === kept.id}
                  onChange={() => setStaysHere(one.id === collection.id)}
                  className="size-5 accent-primary"
                />
                <span className="min-w-0 break-words">{labelOf(one)}</span>
              </label>
            ))}
          </fieldset>
          {sayWhoSees({ kept, gone }, { kept: seenBy[staysHere ? 0 : 1], gone: seenBy[staysHere ? 1 : 0] }).map(
            (words) => (
              <p key={words}>{words}</p>
            ),
          )}
          <p className="text-muted text-sm">
            You can take this back for {UNDO_DAYS} days, at the foot of your library.
          </p>
          <p role="alert" className="font-medium text-danger text-sm empty:hidden">
            {problem}
          </p>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Line({ name, count, isSum }: { name: string; count: number; isSum?: boolean }) {
  return (
    <div className={`col-span-2 grid grid-cols-subgrid ${isSum ? "border-line border-t pt-1.5 font-semibold" : ""}`}>
      <dt className="min-w-0 break-words">{name}</dt>
      <dd>{countBooks(count)}</dd>
    </div>
  );
}
