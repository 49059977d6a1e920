import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { copies, places } from "@/db/schema/copies";

/** The copies that a reader has of some books, held until the transaction ends. */
export async function holdOwnedCopies(tx: Tx, ownerId: number, bookIds: number[]) {
  if (bookIds.length === 0) return [];
  return tx
    .select()
    .from(copies)
    .where(and(eq(copies.ownerId, ownerId), inArray(copies.bookId, bookIds)))
    .for("update");
}

export async function getPlaceNamed(tx: Tx, libraryId: number, parentId: number | null, name: string) {
  const isIn = parentId === null ? isNull(places.parentId) : eq(places.parentId, parentId);
  const [row] = await tx
    .select({ id: places.id })
    .from(places)
    .where(and(eq(places.libraryId, libraryId), isIn, eq(places.name, name)));
  return row?.id;
}
