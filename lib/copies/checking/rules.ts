/** Checks of places, and what a book in hand is to one. Pure. */
import type { Seeing } from "./schema";

/** A check that began and has not ended since. */
export const isUnderWay = ({ beganAt, checkedAt }: { beganAt: Date | null; checkedAt: Date | null }): boolean =>
  beganAt !== null && (checkedAt === null || checkedAt < beganAt);

export type SeenCopy = {
  id: number;
  ownerId: number;
  placeId: number | null;
  seenAt: Date | null;
  seenPlaceId: number | null;
};

/** `below`: the place and all in it. */
type Before = { beganAt: Date; placeId: number; below: ReadonlySet<number>; actorId: number };

/**
 * Which of the household's copies of a book it is that somebody holds before a place, and what that says: one that belongs
 * there and was not seen yet before all others, so that of two equal ones each is counted once.
 */
export function recogniseCopy<Copy extends SeenCopy>(
  held: readonly Copy[],
  { beganAt, placeId, below, actorId }: Before,
): { seeing: Seeing; copy: Copy | null } {
  const wasSeen = ({ seenAt }: Copy) => seenAt !== null && seenAt >= beganAt;
  const standsHere = (copy: Copy) => copy.placeId !== null && below.has(copy.placeId);
  const here = held.filter(standsHere);
  const due = here.find((copy) => !wasSeen(copy) || !below.has(copy.seenPlaceId ?? 0));
  if (due) return { seeing: "here", copy: due };
  const [first] = here;
  if (first) return { seeing: "again", copy: first };
  // Seen before in this very check; else one of which nobody has said where it stands, and the actor's own before another's.
  const rank = (copy: Copy): number =>
    (wasSeen(copy) && copy.seenPlaceId === placeId ? 0 : copy.placeId === null ? 1 : 3) +
    (copy.ownerId === actorId ? 0 : 0.5);
  const [stray] = held.toSorted((one, other) => rank(one) - rank(other));
  return stray ? { seeing: "astray", copy: stray } : { seeing: "foreign", copy: null };
}
