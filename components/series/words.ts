import { sayNumbers } from "@/lib/catalog/series/rules";
import type { Gap, MyWork, Progress } from "@/lib/catalog/series/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";

/** "3 of 7" in words, for the head of a series; what only stands in collections is said apart. */
export function sayProgress({ had, read, kept, total }: Progress): string {
  const all = `${had} of ${total}`;
  const stands = `${kept === 1 ? "is" : "are"} in your collections`;
  if (had === 0) return `${kept} of ${total} ${stands}`;
  const own =
    read === 0 ? `You have ${all}` : read === had ? `You have read ${all}` : `You have ${all}, ${read} of them read`;
  return kept === 0 ? own : `${own}; ${kept} more ${stands}`;
}

const numbersOf = ({ from, to }: Gap) => (from === to ? String(from) : `${from}–${to}`);

/** What the catalogue does not have, honestly. */
export function sayGap(gap: Gap): string {
  const [what, is] = gap.from === gap.to ? [`Volume ${numbersOf(gap)}`, "is"] : [`Volumes ${numbersOf(gap)}`, "are"];
  return gap.isBoxed ? `${what} ${is} here only in a box set` : `${what} ${is} not in our catalogue`;
}

/** "You lack volumes 3 and 5"; null where nothing is lacking. */
export const sayLacking = ({ lacking }: Progress): string | null =>
  lacking.length === 0 ? null : `You lack ${lacking.length === 1 ? "volume" : "volumes"} ${sayNumbers(lacking)}`;

/** How a reader stands to a book, in a word or two. Null where nothing is left to say: that it is in the house stands in a line of its own. */
export function sayMine(mine: MyWork | null): string | null {
  if (!mine) return null;
  if (mine.status) return STATUS_NAMES[mine.status];
  return mine.isKept && !mine.isOwned ? "In your library" : null;
}
