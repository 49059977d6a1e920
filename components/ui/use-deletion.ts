"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import type { Refused } from "./form-dialog";
import { toast } from "./toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "./words";

type Deletion<Undo, Restored> = {
  /** What is deleted, as the message calls it. */
  name: string;
  /** Where its page leads when it is gone. */
  goneTo: string;
  /** The reason of the server when somebody else has deleted it already. */
  goneReason: string;
  /** `undo`: what brings it back, null where it is too much for that. */
  remove: () => Promise<{ ok: true; undo: Undo | null } | Refused>;
  restore: (undo: Undo) => Promise<(Restored & { ok: true }) | Refused>;
  /** The page of what was brought back. */
  backTo: (restored: Restored) => string;
};

/** Deletes the thing whose page this is and leads away from there; "Undo" in the message leads back. */
export function useDeletion<Undo, Restored>({ name, goneTo, goneReason, ...way }: Deletion<Undo, Restored>) {
  const [isPending, startTransition] = useTransition();
  const router = useRouter();

  function restore(undo: Undo) {
    startTransition(async () => {
      try {
        const result = await way.restore(undo);
        if (result.ok) router.push(way.backTo(result));
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        const action = { label: "Try again", onAction: () => restore(undo) };
        toast({ message: NO_CONNECTION, tone: "problem", action });
      }
    });
  }

  function remove() {
    startTransition(async () => {
      try {
        const result = await way.remove();
        if (!result.ok && result.reason !== goneReason) {
          return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
        }
        const undo = result.ok ? result.undo : null;
        const action = undo === null ? undefined : { label: "Undo", onAction: () => restore(undo) };
        toast({
          message: result.ok && undo === null ? `Deleted ${name}, which held too much for an undo` : `Deleted ${name}`,
          action,
        });
        startTransition(() => router.replace(goneTo));
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  return { remove, isPending };
}
