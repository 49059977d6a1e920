/** What is said of a book that was scanned. Pure. */
import type { Seeing } from "@/lib/copies/checking/schema";
import type { Status } from "@/lib/reading/schema";
import type { Tone } from "./schema";

const KNOWN: Record<Status, string> = {
  want: "On your list to read",
  reading: "You are reading it",
  read: "You have read it",
  stopped: "You stopped reading it",
};

const NOTED: Record<Status, string> = {
  want: "On your list to read now",
  reading: "You are reading it now",
  read: "Noted as read",
  stopped: "Noted as stopped",
};

/** Where the reader has been with a book all along; null where nowhere. */
export const sayKnown = (status: Status | null): string | null => status && KNOWN[status];

/** What a status says that has just been set. */
export const sayNoted = (status: Status): string => NOTED[status];

/** What came of putting one book into a place: it was moved there, is the reader's from now on, or stood there already. */
export function sayPutAway({ moved, added }: { moved: number; added: number[] }, place: string): string {
  if (moved > 0) return `Moved to ${place}`;
  return added.length > 0 ? `Yours now, in ${place}` : `Stands in ${place} already`;
}

/** What a book in hand is to the place that is being checked; `place`: where it belongs. */
export function saySeeing(seeing: Seeing, place: string | null): { tone: Tone; said: string } {
  switch (seeing) {
    case "here":
      return { tone: "done", said: "Seen. It belongs here." };
    case "again":
      return { tone: "present", said: "Seen already" };
    case "astray":
      return { tone: "alert", said: place ? `Belongs in ${place}` : "Nobody has said where it belongs" };
    case "foreign":
      return { tone: "alert", said: "Not among your books" };
  }
}

/** Parts of a line, without those that have nothing to say. */
export const sayAll = (parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(" · ");
