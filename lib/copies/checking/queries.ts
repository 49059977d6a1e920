import "server-only";
import { and, asc, eq, exists, gte, inArray, isNull, lte, not, or, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { checkedCopies, copies, places } from "@/db/schema/copies";
import { getLibraryOf } from "@/lib/households/queries";
import { listPlaces } from "../places/queries";
import { listBelow } from "../places/rules";
import { listPlacedByIds } from "../queries";
import { isUnderWay } from "./rules";
import { type Check, type CheckCounts, type CheckFindings, FINDINGS_SHOWN_MAX } from "./schema";

type Reader = Pick<Tx, "select">;

/** When the check of a place began that is under way or was the last, and when that one ended. */
export async function getMoments(libraryId: number, placeId: number, tx: Reader = db) {
  const [row] = await tx
    .select({ beganAt: places.checkBeganAt, checkedAt: places.checkedAt })
    .from(places)
    .where(and(eq(places.id, placeId), eq(places.libraryId, libraryId)));
  return row;
}

type Place = { libraryId: number; placeId: number };
type Span = { beganAt: Date; checkedAt: Date | null };

/** What a check finds, each as a condition on `copies`; `below` are the place and all in it. */
function conditionsOf({ libraryId, placeId }: Place, { beganAt, checkedAt }: Span, below: number[]) {
  const isOver = checkedAt !== null && checkedAt >= beganAt;
  const standsHere = inArray(copies.placeId, below);
  const wasSeen = gte(copies.seenAt, beganAt);
  // What was in hand before another place meanwhile is still to be seen before its own.
  const wasSeenHere = and(wasSeen, inArray(copies.seenPlaceId, below));
  // Whatever came after the check had ended was not looked for; what was astray and is to stand here since was seen in it.
  const wasThere = isOver ? or(wasChecked(placeId), and(wasSeenHere, lte(copies.seenAt, checkedAt))) : undefined;
  return {
    present: eq(copies.libraryId, libraryId),
    expected: and(standsHere, wasThere),
    missing: and(standsHere, wasThere, sql`(${wasSeenHere}) is not true`),
    seen: and(standsHere, wasThere, wasSeenHere),
    astray: and(eq(copies.seenPlaceId, placeId), wasSeen, or(isNull(copies.placeId), not(standsHere))),
  };
}

const wasChecked = (placeId: number): SQL =>
  exists(
    db
      .select({ copyId: checkedCopies.copyId })
      .from(checkedCopies)
      .where(and(eq(checkedCopies.placeId, placeId), eq(checkedCopies.copyId, copies.id))),
  );

const belowOf = async ({ libraryId, placeId }: Place, tx: Reader): Promise<number[]> =>
  listBelow(await listPlaces(libraryId, tx), placeId).map(({ id }) => id);

/** How far the check of a place is that has these moments. */
export async function countSeen(place: Place, span: Span, tx: Reader = db): Promise<CheckCounts> {
  const found = conditionsOf(place, span, await belowOf(place, tx));
  const countOf = (condition: SQL | undefined) => sql<number>`count(case when ${condition} then 1 end)`.mapWith(Number);
  const [counts] = await tx
    .select({ expected: countOf(found.expected), seen: countOf(found.seen), astray: countOf(found.astray) })
    .from(copies)
    .innerJoin(users, eq(users.id, copies.ownerId))
    .where(and(found.present, isNull(users.erasureDueAt), or(found.expected, found.seen, found.astray)));
  return { placeId: place.placeId, ...(counts ?? { expected: 0, seen: 0, astray: 0 }) };
}

/** The check of a place that is under way, or else the last one; undefined where it was never checked. */
export async function getCheck(place: Place): Promise<Check | undefined> {
  const moments = await getMoments(place.libraryId, place.placeId);
  const { beganAt, checkedAt } = moments ?? { beganAt: null, checkedAt: null };
  if (beganAt === null) return undefined;
  return {
    ...(await countSeen(place, { beganAt, checkedAt })),
    ...{ beganAt, checkedAt, isUnderWay: isUnderWay({ beganAt, checkedAt }) },
  };
}

/** The same of a place of the actor's household. */
export async function getCheckFor(userId: number, placeId: number): Promise<Check | undefined> {
  const membership = await getLibraryOf(userId);
  return membership && getCheck({ libraryId: membership.libraryId, placeId });
}

/** What that check has not found, and what it found that belongs elsewhere, by title. */
export async function listFindings(place: Place, userId: number, span: Span): Promise<CheckFindings> {
  const found = conditionsOf(place, span, await belowOf(place, db));
  const list = async (condition: SQL | undefined) => {
    const rows = await db
      .select({ id: copies.id })
      .from(copies)
      .innerJoin(users, eq(users.id, copies.ownerId))
      .innerJoin(books, eq(books.id, copies.bookId))
      .where(and(found.present, isNull(users.erasureDueAt), condition))
      .orderBy(asc(books.title), asc(copies.id))
      .limit(FINDINGS_SHOWN_MAX);
    return listPlacedByIds(
      { libraryId: place.libraryId, userId },
      rows.map(({ id }) => id),
    );
  };
  const [missing, astray] = await Promise.all([list(found.missing), list(found.astray)]);
  return { missing, astray };
}

/** Whether anything was seen in the check of a place that began then. */
export async function hasSeen(tx: Tx, { libraryId, placeId }: Place, beganAt: Date): Promise<boolean> {
  const [row] = await tx
    .select({ id: copies.id })
    .from(copies)
    .where(and(eq(copies.libraryId, libraryId), eq(copies.seenPlaceId, placeId), gte(copies.seenAt, beganAt)))
    .limit(1);
  return row !== undefined;
}

/** The copies of a book in a library, with when and where each was last seen, held until the transaction ends. */
export const holdSeen = (tx: Tx, libraryId: number, bookId: number) =>
  tx
    .select({
      ...{ id: copies.id, ownerId: copies.ownerId, placeId: copies.placeId },
      ...{ seenAt: copies.seenAt, seenPlaceId: copies.seenPlaceId },
    })
    .from(copies)
    .where(and(eq(copies.libraryId, libraryId), eq(copies.bookId, bookId)))
    .orderBy(asc(copies.id))
    .for("update");
