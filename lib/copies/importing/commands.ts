import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { copies, places } from "@/db/schema/copies";
import { newPlaceCode } from "../places/commands";
import { getPlaceNamed, holdOwnedCopies } from "./queries";
import type { CopiesToImport, ImportedCopy, MadeCopy } from "./schema";

/** What a copy says, to tell whether it was changed. */
const saysOf = (copy: Omit<typeof copies.$inferSelect, "id" | "createdAt">): string => {
  const { condition, acquiredOn, acquiredFrom, price, currency, isSigned, notes, placeId } = copy;
  return JSON.stringify([condition, acquiredOn, acquiredFrom, price, currency, isSigned, notes, placeId]);
};

/**
 * Gives a reader copies in the caller's transaction: as many of each book as the import says that there are. Those that the
 * reader has already count, so that the same import brings none twice. Places that are not there are made.
 */
export async function importCopies(
  tx: Tx,
  { userId, libraryId }: { userId: number; libraryId: number },
  given: CopiesToImport[],
): Promise<MadeCopy[]> {
  const wanted = given.filter((one) => one.copies.length > 0);
  const owned = await holdOwnedCopies(
    tx,
    userId,
    wanted.map(({ bookId }) => bookId),
  );
  const count = new Map<number, number>();
  for (const { bookId } of owned) count.set(bookId, (count.get(bookId) ?? 0) + 1);
  const made: MadeCopy[] = [];
  for (const { bookId, copies: said } of wanted) {
    const had = count.get(bookId) ?? 0;
    for (const { place, ...copy } of said.slice(had)) {
      const placeId = await findOrMakePlace(tx, libraryId, place);
      const values = { ...copy, bookId, libraryId, ownerId: userId, placeId };
      const [row] = await tx.insert(copies).values(values).$returningId();
      if (!row) throw new Error("the insert returned no id");
      made.push({ id: row.id, bookId, says: saysOf(values) });
    }
    count.set(bookId, Math.max(had, said.length));
  }
  return made;
}

async function findOrMakePlace(tx: Tx, libraryId: number, path: ImportedCopy["place"]): Promise<number | null> {
  let parentId: number | null = null;
  for (const { kind, name } of path) {
    await tx
      .insert(places)
      .values({ libraryId, parentId, kind, name, code: newPlaceCode() })
      .onDuplicateKeyUpdate({ set: { id: sql`id` } });
    const id: number | undefined = await getPlaceNamed(tx, libraryId, parentId, name);
    if (id === undefined) throw new Error("a place vanished in its own transaction");
    parentId = id;
  }
  return parentId;
}

/** Takes copies back that an import made, in the caller's transaction; those that were changed since stay. */
export async function takeBackCopies(tx: Tx, userId: number, made: MadeCopy[]): Promise<void> {
  const owned = await holdOwnedCopies(tx, userId, [...new Set(made.map(({ bookId }) => bookId))]);
  const same = owned.filter((copy) => made.some(({ id, says }) => id === copy.id && says === saysOf(copy)));
  if (same.length > 0)
    await tx.delete(copies).where(
      and(
        eq(copies.ownerId, userId),
        inArray(
          copies.id,
          same.map(({ id }) => id),
        ),
      ),
    );
}
