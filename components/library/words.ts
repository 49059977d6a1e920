import type { LotResult } from "@/lib/library/lots/schema";
import type { Collection } from "@/lib/library/schema";

/** "🌊 Sea" */
export const labelOf = ({ icon, name }: Pick<Collection, "icon" | "name">): string => `${icon} ${name}`;

/** "🌊 Sea · ana": in a household two may be called alike. */
export const labelWithOwner = (choice: Pick<Collection, "icon" | "name"> & { owner?: string | null }): string =>
  choice.owner ? `${labelOf(choice)} · ${choice.owner}` : labelOf(choice);

const numbers = new Intl.NumberFormat("en");

/** "1 book", "1,204 books" */
export const countBooks = (count: number): string => `${numbers.format(count)} ${count === 1 ? "book" : "books"}`;

/** "500 of 1,204 books": of many, so many are done. */
export const sayProgress = (count: number, total: number): string =>
  `${numbers.format(count)} of ${countBooks(Math.max(count, total))}`;

/** Books that others have put into a shared collection, and that only they or its owner can take out. */
const sayStayed = (stayed: number): string => (stayed === 0 ? "" : `${countBooks(stayed)} stayed, which others put in`);

/** After an undo of something done to many books. `stayed`: those left alone, as they were changed since. */
export const sayUndone = (undone: string, stayed: number): string =>
  sentences(
    undone,
    stayed === 0
      ? ""
      : `${countBooks(stayed)} ${stayed === 1 ? "stays as it is, for it was" : "stay as they are, for they were"} changed since`,
  );

const sentences = (...parts: string[]): string => parts.filter(Boolean).join("; ");

/** What came of moving books to another collection. */
export function sayMoved(asked: number, { taken, added, stayed }: LotResult, to: string): string {
  const moved = taken === 0 ? "" : `Moved ${countBooks(taken)} to ${to}`;
  return sentences(moved, sayPresent(taken - added), sayStayed(stayed), sayGone(asked - taken - stayed));
}

/** Books that another device took out first. */
const sayGone = (gone: number): string =>
  gone <= 0 ? "" : `${countBooks(gone)} ${gone === 1 ? "was" : "were"} not there any more`;

/** What came of putting books into a collection as well. */
export const sayPut = (verb: "Copied" | "Added", asked: number, { added }: { added: number }, to: string): string =>
  added === 0
    ? `${asked === 1 ? "It is" : "They are"} in ${to} already`
    : sentences(`${verb} ${countBooks(added)} to ${to}`, sayPresent(asked - added));

const sayPresent = (present: number): string =>
  present === 0 ? "" : `${numbers.format(present)} ${present === 1 ? "was" : "were"} there already`;

/** What came of taking books out. `what`: as they are called. */
export const sayTakenOut = (what: string, { taken, stayed }: { taken: number; stayed: number }, from: string): string =>
  sentences(
    stayed === 0 ? `Took ${what} out of ${from}` : taken === 0 ? "" : `Took ${countBooks(taken)} out of ${from}`,
    sayStayed(stayed),
  );
