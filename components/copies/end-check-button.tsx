"use client";

import { Flag } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { endCheckAction, reopenCheckAction } from "@/lib/copies/checking/actions";
import type { ReopenInput } from "@/lib/copies/checking/schema";

/** Ends the check of a place: what was not seen is missing from then on. */
export function EndCheckButton({ placeId }: { placeId: number }) {
  const [isPending, startTransition] = useTransition();
  const end = () =>
    startTransition(async () => {
      let undo: ReopenInput | null = null;
      await tell({
        done: "The check has ended",
        work: async () => {
          const result = await endCheckAction({ placeId });
          if (result.ok) undo = result.undo;
          return result;
        },
        undo: async () => (undo ? reopenCheckAction(undo) : { ok: true }),
        undone: "The check goes on",
      });
    });
  return (
    <Button variant="secondary" loading={isPending} onClick={end}>
      <Flag aria-hidden="true" />
      End the check
    </Button>
  );
}
