import "server-only";
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks } from "@/db/schema/library";

export type Placed = { id: number; bookId: number; position: number };

const PLACED = {
  id: collectionBooks.id,
  bookId: collectionBooks.bookId,
  position: collectionBooks.position,
};

/** A book of a collection with its place. */
export async function getPlaced(tx: Tx, collectionId: number, bookId: number): Promise<Placed | undefined> {
  const [row] = await tx
    .select(PLACED)
    .from(collectionBooks)
    .where(and(eq(collectionBooks.collectionId, collectionId), eq(collectionBooks.bookId, bookId)));
  return row;
}

/**
 * The book that stands before or behind `of` in the order by hand, or without one the first or the last; `except` is
 * looked through.
 */
export async function getNeighbour(
  tx: Tx,
  collectionId: number,
  side: "before" | "behind",
  of: Placed | undefined,
  except?: number,
): Promise<Placed | undefined> {
  const order = side === "before" ? desc : asc;
  const isBeyond =
    of &&
    (side === "before"
      ? sql`(${collectionBooks.position}, ${collectionBooks.id}) < (${of.position}, ${of.id})`
      : sql`(${collectionBooks.position}, ${collectionBooks.id}) > (${of.position}, ${of.id})`);
  const [row] = await tx
    .select(PLACED)
    .from(collectionBooks)
    .where(
      and(
        eq(collectionBooks.collectionId, collectionId),
        isBeyond,
        except === undefined ? undefined : ne(collectionBooks.id, except),
      ),
    )
    .orderBy(order(collectionBooks.position), order(collectionBooks.id))
    .limit(1);
  return row;
}
