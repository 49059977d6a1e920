"use client";

import { type Decision, tell } from "@/components/ui/tell";
import {
  deleteReadingAction,
  rateAction,
  restoreReadingAction,
  setProgressAction,
  setStatusAction,
} from "@/lib/reading/actions";
import type { Restore, Status } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";
import { todayHere } from "./today";
import { sayStars } from "./words";

type Book = { isbn: string; title: string };
type Undone = { ok: true; undo: Restore } | { ok: false; message?: string };

/** Does something that the server says how to undo, and tells how it ended. */
export async function tellWithUndo(done: string, work: () => Promise<Undone>): Promise<boolean> {
  let undo: Restore | undefined;
  const decision: Decision = {
    done,
    undone: "As it was before",
    work: async () => {
      const result = await work();
      if (result.ok) undo = result.undo;
      return result;
    },
    undo: async () => (undo ? restoreReadingAction(undo) : { ok: false }),
  };
  return tell(decision);
}

type Ending = { endedOn?: string | null; rating?: number | null };

/** Says where the reader is with a book. */
export const tellStatus = ({ isbn, title }: Book, status: Status | null, ending: Ending = {}) =>
  tellWithUndo(
    status === null ? `“${title}” is in none of your lists now` : `${STATUS_NAMES[status]}: “${title}”`,
    () => setStatusAction({ isbn, status, day: todayHere(), ...ending }),
  );

export type Place = { page?: number; percent?: number; pages?: number };

/** Says how far the reader is. */
export const tellProgress = ({ isbn, title }: Book, place: Place) =>
  tellWithUndo(place.page === undefined ? `${place.percent} % of “${title}”` : `Page ${place.page} of “${title}”`, () =>
    setProgressAction({ isbn, day: todayHere(), ...place }),
  );

/** Deletes one time of reading. */
export const tellDeletedReading = ({ isbn }: Book, readingId: number) =>
  tellWithUndo("Deleted this time of reading", () => deleteReadingAction({ isbn, readingId }));

/** Gives stars, or takes them away. */
export async function tellRating({ isbn, title }: Book, rating: number | null): Promise<boolean> {
  let before: number | null = null;
  return tell({
    done: rating === null ? `No stars for “${title}”` : `${sayStars(rating)} for “${title}”`,
    undone: "As it was before",
    work: async () => {
      const result = await rateAction({ isbn, rating });
      if (result.ok) before = result.before;
      return result;
    },
    undo: () => rateAction({ isbn, rating: before }),
  });
}
