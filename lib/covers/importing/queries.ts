import "server-only";
import { and, eq, isNotNull, notExists, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { covers, spareCovers } from "@/db/schema/covers";

/** Whether a picture is a cover of a book, in use. */
export async function isCoverThere(tx: Tx, bookId: number, sha256: string): Promise<boolean> {
  const isIt = and(eq(covers.bookId, bookId), eq(covers.sha256, sha256));
  const [row] = await tx.select({ id: covers.id }).from(covers).where(isIt).limit(1);
  return row !== undefined;
}

/** What pictures of a book look like that a person has rejected or taken away, and that nobody has brought back since. */
export function listRefusedLooks(tx: Tx, bookId: number) {
  const isInUse = tx
    .select({ id: covers.id })
    .from(covers)
    .where(and(eq(covers.bookId, spareCovers.bookId), eq(covers.sha256, spareCovers.sha256)));
  // What a source's better one has replaced was taken away by nobody.
  const isByPerson = or(
    eq(spareCovers.state, "rejected"),
    and(eq(spareCovers.state, "removed"), isNotNull(spareCovers.decidedById)),
  );
  return tx
    .select({ phash: spareCovers.phash })
    .from(spareCovers)
    .where(and(eq(spareCovers.bookId, bookId), isByPerson, notExists(isInUse)));
}
