import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Move } from "@/db/moving";
import { covers } from "@/db/schema/covers";

/** A book's covers, held until the transaction ends. */
export const listCoversToMove = (tx: Tx, bookId: number) =>
  tx.select().from(covers).where(eq(covers.bookId, bookId)).for("update");

/** The covers of one book that the other has too, each with that one. */
export async function listDoubles(tx: Tx, { from, to }: Move): Promise<Move[]> {
  const twinOf = new Map((await listCoversToMove(tx, to)).map(({ sha256, id }) => [sha256, id]));
  return (await listCoversToMove(tx, from)).flatMap(({ id, sha256 }) => {
    const twin = twinOf.get(sha256);
    return twin === undefined ? [] : [{ from: id, to: twin }];
  });
}
