import "server-only";
import type { Tx } from "@/db/client";
import { userAddedBooks } from "@/db/schema/catalog";

/** Notes of a book that these readers brought it into the catalogue, in the caller's transaction. Twice is once. */
export async function creditReaders(tx: Tx, bookId: number, userIds: number[]): Promise<void> {
  if (userIds.length === 0) return;
  const rows = userIds.map((userId) => ({ userId, bookId }));
  await tx.insert(userAddedBooks).values(rows).onDuplicateKeyUpdate({ set: { bookId } });
}
