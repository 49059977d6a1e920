"use client";

import { useId, useState, useTransition } from "react";
import { labelOf } from "@/components/library/words";
import { toast } from "@/components/ui/toast";
import type { CollectionChoice } from "@/lib/library/schema";
import { wishAction } from "@/lib/scans/pending/actions";

type WishSelectProps = {
  id: string;
  choices: CollectionChoice[];
  wish: number | null;
  onWish?: (collectionId: number | null) => void;
};

/** Where a book is to go when it has come. */
export function WishSelect({ id, choices, wish, onWish }: WishSelectProps) {
  const selectId = useId();
  const [chosen, setChosen] = useState(wish);
  const [isSaving, startTransition] = useTransition();

  function choose(collectionId: number | null) {
    const before = chosen;
    setChosen(collectionId);
    onWish?.(collectionId);
    startTransition(async () => {
      const result = await wishAction({ id, collectionId }).catch(() => ({ ok: false as const, message: undefined }));
      if (result.ok) return;
      setChosen(before);
      onWish?.(before);
      toast({ message: result.message ?? "That did not work. Please try again.", tone: "problem" });
    });
  }

  return (
    <div className="grid gap-1.5">
      <label htmlFor={selectId} className="font-semibold text-sm">
        When it comes, put it into
      </label>
      <select
        id={selectId}
        value={chosen ?? ""}
        aria-busy={isSaving || undefined}
        onChange={(event) => choose(event.target.value === "" ? null : Number(event.target.value))}
        className="block min-h-11 w-full rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink hover:border-ink"
      >
        <option value="">no collection, only tell me</option>
        {choices
          // What comes later is put into one's own alone.
          .filter(({ isOwn }) => isOwn)
          .map((choice) => (
            <option key={choice.id} value={choice.id}>
              {labelOf(choice)}
            </option>
          ))}
      </select>
    </div>
  );
}
