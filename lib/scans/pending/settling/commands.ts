import "server-only";
import { and, eq } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { pendingAskers, pendingBooks, userScans } from "@/db/schema/scans";
import { importRecords, isImportRace, namesOf, type SaidBy } from "@/lib/catalog/commands";
import { creditReaders } from "@/lib/catalog/credits/commands";
import { listKnownBooks } from "@/lib/catalog/queries";
import { findKnown } from "@/lib/catalog/records/rules";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import { settlePictures } from "@/lib/covers/pending/commands";
import type { PictureDecision } from "@/lib/covers/pending/schema";
import { recordEvent } from "@/lib/events/commands";
import { fulfilWishes } from "@/lib/library/commands";
import { indexBooks } from "@/lib/search/commands";
import { pendingFound } from "../events";
import { holdPending, listArrived, listAskers } from "../queries";
import { nextLook } from "../rules";
import type { PendingState } from "../schema";

export type PendingRow = typeof pendingBooks.$inferSelect;

/** Where no moderator has seen the pictures that readers added. */
const UNDECIDED: PictureDecision = { shownId: null, refusedIds: [] };

/** Brings a held one to an end, for now or for good. Whatever its readers were told, this is news. */
export async function endPending(
  tx: Tx,
  { id }: PendingRow,
  state: PendingState,
  more: Partial<PendingRow>,
): Promise<void> {
  const calm = { stucked: false, reason: null, message: null, nextTryAt: null, isAwaited: false };
  await tx
    .update(pendingBooks)
    .set({ state, ...calm, ...more, updatedAt: new Date() })
    .where(eq(pendingBooks.id, id));
  await tx.update(pendingAskers).set({ toldAt: null }).where(eq(pendingAskers.pendingId, id));
}

/**
 * Makes a record the book that a held pending one was for: the book, its search row, the collections that readers chose
 * and the news of it in one transaction. `isAwaited`: somebody waits for its pictures on the screen; `pictures`: what a
 * moderator decided about those that readers added. Answers with the id and the ISBN-13 of the book, null for one without.
 */
export async function settleAsBook(
  tx: Tx,
  row: PendingRow,
  record: ImportableRecord,
  { isAwaited, pictures, ...said }: SaidBy & { isAwaited: boolean; pictures?: PictureDecision },
) {
  if (row.isbn !== null && record.isbn13 !== row.isbn)
    throw new Error("a record of another ISBN than the one asked for");
  const { written } = await importRecords(tx, [record], said, { isAwaited });
  await indexBooks(tx, written);
  const known = findKnown(await listKnownBooks(tx, namesOf([record])), record);
  if (!known) throw new Error("a book vanished in its own transaction");
  const askers = await listAskers(tx, row.id);
  await creditReaders(
    tx,
    known.id,
    askers.map(({ userId }) => userId),
  );
  await giveToAskers(tx, row, known.id, { isAwaited }, pictures);
  return { bookId: known.id, isbn13: known.isbn13 };
}

/**
 * Gives the readers of a held pending book the one that came into the catalogue another way: by an import, a crawl or a
 * moderator's hand. False where it is not there.
 */
export async function settleAsKnown(tx: Tx, row: PendingRow): Promise<boolean> {
  const [known] = row.isbn === null ? [] : await listKnownBooks(tx, { isbns: [row.isbn], sourceKeys: [] });
  if (!known) return false;
  await giveToAskers(tx, row, known.id, { isAwaited: row.isAwaited, candidates: null });
  return true;
}

async function giveToAskers(
  tx: Tx,
  row: PendingRow,
  bookId: number,
  more: Partial<PendingRow>,
  pictures = UNDECIDED,
): Promise<void> {
  const askers = await listAskers(tx, row.id);
  // What they scanned is found now, and stands in their histories as if it had been at once.
  if (askers.length > 0) await tx.insert(userScans).values(askers.map(({ userId }) => ({ userId, bookId })));
  await fulfilWishes(
    tx,
    bookId,
    askers.flatMap(({ userId, collectionId }) => (collectionId === null ? [] : [{ userId, collectionId }])),
  );
  await settlePictures(tx, { pendingId: row.id, bookId }, pictures);
  await endPending(tx, row, "found", { bookId, typed: null, ...more });
  await recordEvent(tx, pendingFound, { pendingId: row.id, isAwaited: more.isAwaited });
}

const ARRIVED_AT_ONCE = 200;

/**
 * Gives readers the books that they asked for and that came into the catalogue another way. Most books are asked for by
 * nobody: one question by the clock, instead of a job for each book of an import. Answers with how many.
 */
export async function settleArrived(): Promise<number> {
  let [settled, after] = [0, 0];
  for (;;) {
    const arrived = await listArrived(after, ARRIVED_AT_ONCE);
    for (const { id } of arrived) if (await settleOne(id)) settled += 1;
    const last = arrived.at(-1);
    if (last === undefined || arrived.length < ARRIVED_AT_ONCE) return settled;
    after = last.id;
  }
}

const settleOne = (pendingId: number): Promise<boolean> =>
  inTransaction(async (tx) => {
    const row = await holdPending(tx, eq(pendingBooks.id, pendingId));
    if (!row || row.bookId !== null || row.state === "ready") return false;
    return settleAsKnown(tx, row);
  }, isImportRace);

/** What was found is ready, with a cover from outside or without. */
export async function finishFound(tx: Tx, pendingId: number): Promise<void> {
  await tx
    .update(pendingBooks)
    .set({ state: "ready", updatedAt: new Date() })
    .where(and(eq(pendingBooks.id, pendingId), eq(pendingBooks.state, "found")));
}

/**
 * Leaves one unknown, until a person says more, it is looked up again, or it comes another way. What a reader typed of it
 * waits for a moderator as before.
 */
export async function leaveUnknown(
  tx: Tx,
  row: PendingRow,
  reason: "offline" | "not_found" | "choose",
  more: Partial<PendingRow> = {},
): Promise<void> {
  if (await settleAsKnown(tx, row)) return;
  const why = row.typed !== null && reason !== "choose" ? "typed" : reason;
  await endPending(tx, row, "unknown", { reason: why, nextTryAt: nextLook(why, new Date()), ...more });
}
