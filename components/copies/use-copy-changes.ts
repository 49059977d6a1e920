"use client";

import { tell, tellDone } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { deleteCopyAction, restoreCopyAction, updateCopyAction } from "@/lib/copies/actions";
import type { RestoreCopyInput } from "@/lib/copies/schema";
import type { Saved } from "./copy-dialog";

/** Deleting a copy, and saying what was saved, each with its undo. */
export function useCopyChanges() {
  function remove(copyId: number) {
    let undo: RestoreCopyInput | null = null;
    return tell({
      done: "Copy deleted",
      work: async () => {
        const result = await deleteCopyAction({ copyId });
        if (result.ok) undo = result.undo;
        return result;
      },
      undo: async () => (undo ? restoreCopyAction(undo) : { ok: true }),
      undone: "It is back",
    });
  }

  function tellSaved(saved: Saved) {
    const undo = () =>
      saved.kind === "added" ? deleteCopyAction({ copyId: saved.copyId }) : updateCopyAction(saved.before);
    if (saved.kind === "added") tellDone("Copy added", undo, "Taken off your shelf again");
    else tellDone("Saved", undo, AS_BEFORE);
  }

  return { remove, tellSaved };
}
