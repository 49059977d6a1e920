import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { fail, ok } from "@/lib/platform/result";
import { withOwnCollection } from "../holding/commands";
import { getNeighbour, getPlaced, type Placed } from "./queries";
import { between, ROOM } from "./rules";
import type { MoveBookInput, Place } from "./schema";

/**
 * Moves a book of the actor's collection to another place in the order by hand, in which the collection opens from then
 * on. `undo` is the place that it had: moving it there takes the move back.
 */
export async function moveBook(actor: Actor, { collectionId, bookId, place }: MoveBookInput) {
  // Held, so that of two who move books at once one sees what the other has done.
  return withOwnCollection(actor, collectionId, async (tx) => {
    const moved = await getPlaced(tx, collectionId, bookId);
    if (!moved) return fail("not_there", "This book is no longer in the collection.");
    const before = await getNeighbour(tx, collectionId, "before", moved);
    const target = (await findGap(tx, collectionId, moved, place)) ?? (await makeGap(tx, collectionId, moved, place));
    if (target === undefined) return fail("not_there", "The book beside it is no longer in the collection.");
    await tx.update(collectionBooks).set({ position: target }).where(eq(collectionBooks.id, moved.id));
    await tx.update(collections).set({ sort: "hand" }).where(eq(collections.id, collectionId));
    return ok({ undo: (before ? { after: before.bookId } : "start") satisfies Place as Place });
  });
}

const besideOf = (place: Exclude<Place, string>): number => ("after" in place ? place.after : place.before);

/** A free position at the place; undefined where there is no room, or no such place. */
async function findGap(tx: Tx, collectionId: number, moved: Placed, place: Place): Promise<number | undefined> {
  if (place === "start" || place === "end") {
    const side = place === "start" ? "behind" : "before";
    const end = await getNeighbour(tx, collectionId, side, undefined, moved.id);
    return place === "start" ? between(undefined, end?.position) : between(end?.position, undefined);
  }
  const beside = await getPlaced(tx, collectionId, besideOf(place));
  if (!beside || beside.id === moved.id) return beside?.position;
  const isAfter = "after" in place;
  const next = await getNeighbour(tx, collectionId, isAfter ? "behind" : "before", beside, moved.id);
  return isAfter ? between(beside.position, next?.position) : between(next?.position, beside.position);
}

/** The same after all books of the collection have got new positions in the order that they have. */
async function makeGap(tx: Tx, collectionId: number, moved: Placed, place: Place): Promise<number | undefined> {
  if (typeof place === "object" && !(await getPlaced(tx, collectionId, besideOf(place)))) return undefined;
  await tx.execute(sql`
    update ${collectionBooks} join (
      select id, row_number() over (order by position, id) as place from ${collectionBooks}
      where ${collectionBooks.collectionId} = ${collectionId}
    ) numbered on numbered.id = ${collectionBooks.id}
    set ${collectionBooks.position} = numbered.place * ${ROOM}`);
  return findGap(tx, collectionId, moved, place);
}
