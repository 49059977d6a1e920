/**
 * Places in the order by hand are numbers with room between them. What comes stands at the moment of its coming, in
 * milliseconds, so whatever is given here stays below that. Pure.
 */

/** Between two books whose places are given anew: room for twenty more at one spot before all are numbered again. */
export const ROOM = 1_048_576;

/** Behind the last one: what comes a moment later is still to come after it. */
const BEHIND = 1;

/** A number strictly between two; undefined where no double is left between them. Without a neighbour on one side: beyond. */
export function between(before: number | undefined, after: number | undefined): number | undefined {
  if (after === undefined) return before === undefined ? ROOM : before + BEHIND;
  if (before === undefined) return after - ROOM;
  const middle = before + (after - before) / 2;
  return middle > before && middle < after ? middle : undefined;
}
