import "server-only";
import { createHash } from "node:crypto";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { db, hasLostRace, type Tx } from "@/db/client";
import { pendingAskers, pendingBooks, userScans } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { importRecords, isImportRace, type SaidBy } from "@/lib/catalog/commands";
import { creditReaders } from "@/lib/catalog/credits/commands";
import { listKnownBooks } from "@/lib/catalog/queries";
import { findKnown, sourceKeyOf } from "@/lib/catalog/records/rules";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import { foldKey } from "@/lib/catalog/records/texts/rules";
import { recordEvent } from "@/lib/events/commands";
import { fulfilWishes } from "@/lib/library/commands";
import { canEditCollection } from "@/lib/library/policy";
import { getCollection } from "@/lib/library/queries";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { indexBooks } from "@/lib/search/commands";
import { canModeratePending } from "../policy";
import { bookAskedFor, pendingFound } from "./events";
import { candidatesOf, holdPending, isNamed, listAskers, listDue } from "./queries";
import { nextLook, pendingIdOf, recordOfTyped } from "./rules";
import {
  type AskByTitleInput,
  type ChooseCandidateInput,
  type PendingInput,
  type PendingState,
  type TypeBookInput,
  typedBook,
  type WishInput,
} from "./schema";

export type PendingRow = typeof pendingBooks.$inferSelect;
type Wanted = { isbn: string } | { handle: string; titleKey: string; title: string; author: string | null };

const TRIES_MAX = 8;

/** Does a transaction again that lost to another one. */
export async function retryRaces<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(work, { isolationLevel: "read committed" });
    } catch (error) {
      if (tries === TRIES_MAX || !(hasLostRace(error) || isImportRace(error))) throw error;
    }
  }
}

const canAsk = (): boolean => env().providers.names.length > 0;

/**
 * Asks for the edition with an ISBN that the catalogue does not know. However many ask, also at once, it is one row and
 * one job: the unique index decides, and only the row that was new, or is to be looked up again, leads to a job. A reader
 * who is signed in is told when it has come. Answers with its name.
 */
export async function askForIsbn(
  actor: Actor | null,
  { isbn13, collectionId }: { isbn13: string; collectionId?: number },
) {
  return ask(actor, { isbn: isbn13 }, eq(pendingBooks.isbn, isbn13), collectionId);
}

/** Asks for a book of which a reader has typed title and author, where its cover was not recognised. As `askForIsbn`. */
export async function askForTitle(actor: Actor, { title, author, collectionId }: AskByTitleInput) {
  // Without an author two readers may mean two books.
  const said = [foldKey(title), author === null ? actor.id : foldKey(author)];
  const titleKey = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  const wanted = { handle: newId(), titleKey, title, author };
  return ask(actor, wanted, eq(pendingBooks.titleKey, titleKey), collectionId ?? undefined);
}

async function ask(actor: Actor | null, wanted: Wanted, isMeant: SQL, collectionId: number | undefined) {
  if (collectionId !== undefined && !(await isOwn(actor, collectionId))) return collectionNotFound();
  return retryRaces(async (tx) => {
    const isOffline = !canAsk();
    const first = isOffline ? { state: "unknown" as const, reason: "offline" } : { state: "waiting" as const };
    await tx
      .insert(pendingBooks)
      .values({ ...wanted, ...first, timesAsked: 0 })
      .onDuplicateKeyUpdate({ set: { timesAsked: sql`times_asked` } });
    const row = await holdPending(tx, isMeant);
    if (!row) throw new Error("a pending book vanished in its own transaction");
    const isNew = row.timesAsked === 0;
    await tx
      .update(pendingBooks)
      .set({ timesAsked: row.timesAsked + 1 })
      .where(eq(pendingBooks.id, row.id));
    if (actor) await addAsker(tx, row.id, actor.id, collectionId);
    // One that was ready has left the catalogue since, or nobody would ask.
    const isGone = row.state === "ready" && row.bookId === null;
    const isAgain = isGone || (row.state === "unknown" && row.reason === "offline" && row.typed === null);
    if (!isOffline && (isNew || isAgain)) await putOnItsWay(tx, row);
    return ok({ id: pendingIdOf(row) });
  });
}

async function isOwn(actor: Actor | null, collectionId: number): Promise<boolean> {
  const collection = await getCollection(collectionId);
  return collection !== undefined && canEditCollection(actor, collection);
}

const collectionNotFound = () => fail("collection_not_found", "This collection no longer exists.");

async function addAsker(tx: Tx, pendingId: number, userId: number, collectionId: number | undefined): Promise<void> {
  const wish = collectionId === undefined ? {} : { collectionId };
  await tx
    .insert(pendingAskers)
    .values({ pendingId, userId, ...wish })
    .onDuplicateKeyUpdate({ set: { ...wish, toldAt: null } });
}

/** Back to its start, with a job that looks it up. */
async function putOnItsWay(tx: Tx, { id }: Pick<PendingRow, "id">): Promise<void> {
  await tx
    .update(pendingBooks)
    .set({ state: "waiting", stucked: false, reason: null, message: null, nextTryAt: null, updatedAt: new Date() })
    .where(eq(pendingBooks.id, id));
  await recordEvent(tx, bookAskedFor, { pendingId: id });
}

/** Says where a reader wants a pending book; who wishes waits for it from then on. */
export async function wish(actor: Actor, { id, collectionId }: WishInput) {
  if (collectionId !== null && !(await isOwn(actor, collectionId))) return collectionNotFound();
  return retryRaces(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row) return pendingNotFound();
    await addAsker(tx, row.id, actor.id, undefined);
    await tx
      .update(pendingAskers)
      .set({ collectionId })
      .where(and(eq(pendingAskers.pendingId, row.id), eq(pendingAskers.userId, actor.id)));
    // It may have come while the reader chose.
    if (row.bookId !== null && collectionId !== null)
      await fulfilWishes(tx, row.bookId, [{ userId: actor.id, collectionId }]);
    return ok();
  });
}

/** Notes that a reader has seen how it ended. */
export async function markTold(actor: Actor, { id }: PendingInput) {
  const isMeant = isNamed(id);
  if (!isMeant) return pendingNotFound();
  const meant = db.select({ id: pendingBooks.id }).from(pendingBooks).where(isMeant);
  await db
    .update(pendingAskers)
    .set({ toldAt: new Date() })
    .where(and(inArray(pendingAskers.pendingId, meant), eq(pendingAskers.userId, actor.id)));
  return ok();
}

/** Takes the candidate that a reader recognised: its record becomes the book. By one who waits for it, or a moderator. */
export async function chooseCandidate(actor: Actor, { id, at }: ChooseCandidateInput) {
  return retryRaces(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row || !(await mayDecide(tx, actor, row))) return pendingNotFound();
    const chosen = candidatesOf(row)[at];
    if (row.state !== "unknown" || !chosen) return fail("changed_since", "This has changed since you looked at it.");
    const { source, confidence, record } = chosen;
    // Rarely, and by mistake, a search brings the record of another ISBN than the one that was asked for.
    if (row.isbn !== null && record.isbn13 !== row.isbn)
      return fail("another_book", "This is a book with another ISBN.");
    // Its cover is looked for at the addresses of this one.
    await tx
      .update(pendingBooks)
      .set({ candidates: [chosen] })
      .where(eq(pendingBooks.id, row.id));
    const isbn = await settleAsBook(tx, row, record, { saidOf: () => ({ source, confidence }), at: new Date() });
    return ok({ isbn });
  });
}

const TYPED = { source: "reader", confidence: 0.6 };
const APPROVED = { source: "reader", confidence: 0.9 };

/**
 * Keeps what a person typed of a book that nobody knows. From a moderator it becomes the book at once; from anybody else it
 * waits for one.
 */
export async function typeBook(actor: Actor, { id, book }: TypeBookInput) {
  return retryRaces(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row) return pendingNotFound();
    if (row.bookId !== null || row.state === "rejected")
      return fail("changed_since", "This has been decided since you looked at it.");
    if (canModeratePending(actor)) {
      const isbn = await settleAsBook(tx, row, recordOfTyped(book, row.isbn), {
        saidOf: () => APPROVED,
        at: new Date(),
      });
      return ok({ isbn });
    }
    const isTaken = row.typed !== null && row.typedById !== actor.id;
    if (isTaken) return fail("already_typed", "Another reader has typed this book in; it waits for a moderator.");
    await tx
      .update(pendingBooks)
      .set({ typed: book, typedById: actor.id, state: "unknown", stucked: false, reason: "typed", nextTryAt: null })
      .where(eq(pendingBooks.id, row.id));
    await addAsker(tx, row.id, actor.id, undefined);
    return ok({ isbn: null });
  });
}

/** Makes a book of what a reader typed. */
export async function approvePending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    const typed = typedBook.safeParse(row.typed).data;
    if (row.bookId !== null || !typed) return fail("changed_since", "This has been decided since you looked at it.");
    const isbn = await settleAsBook(tx, row, recordOfTyped(typed, row.isbn), { saidOf: () => TYPED, at: new Date() });
    return ok({ isbn });
  });
}

/** Says that there will be no such book. Its readers are told, and it is not looked up again. */
export async function rejectPending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    if (row.bookId !== null) return fail("changed_since", "This book is in the catalogue by now.");
    await end(tx, row, "rejected", { typed: null, candidates: null });
    return ok({ isbn: null });
  });
}

/** Looks it up again now, also one that was rejected. */
export async function retryPending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    if (row.bookId !== null) return fail("changed_since", "This book is in the catalogue by now.");
    if (!canAsk()) return fail("offline", "This site asks no other catalogue: PROVIDERS is none.");
    await putOnItsWay(tx, row);
    return ok({ isbn: null });
  });
}

async function moderate<Value>(actor: Actor, id: string, decide: (tx: Tx, row: PendingRow) => Promise<Value>) {
  if (!canModeratePending(actor)) return pendingNotFound();
  const result = await retryRaces(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    return row ? decide(tx, row) : pendingNotFound();
  });
  log.info("scans.pending_moderated", { id, moderatorId: actor.id });
  return result;
}

const pendingNotFound = () => fail("pending_not_found", "There is no such request.");

async function mayDecide(tx: Tx, actor: Actor, row: PendingRow): Promise<boolean> {
  if (canModeratePending(actor)) return true;
  return (await listAskers(tx, row.id)).some(({ userId }) => userId === actor.id);
}

/**
 * Makes a record the book that a held pending one was for: the book, its search row, the collections that readers chose
 * and the news of it in one transaction. Answers with the ISBN-13, null for a book without.
 */
export async function settleAsBook(tx: Tx, row: PendingRow, record: ImportableRecord, said: SaidBy) {
  if (row.isbn !== null && record.isbn13 !== row.isbn)
    throw new Error("a record of another ISBN than the one asked for");
  const { written } = await importRecords(tx, [record], said);
  await indexBooks(tx, written);
  const names = { isbns: record.isbn13 ? [record.isbn13] : [], sourceKeys: [sourceKeyOf(record) ?? ""] };
  const known = findKnown(await listKnownBooks(tx, names), record);
  if (!known) throw new Error("a book vanished in its own transaction");
  const askers = await listAskers(tx, row.id);
  await creditReaders(
    tx,
    known.id,
    askers.map(({ userId }) => userId),
  );
  // What they scanned is found now, and stands in their histories as if it had been at once.
  if (askers.length > 0) await tx.insert(userScans).values(askers.map(({ userId }) => ({ userId, bookId: known.id })));
  await fulfilWishes(
    tx,
    known.id,
    askers.flatMap(({ userId, collectionId }) => (collectionId === null ? [] : [{ userId, collectionId }])),
  );
  await end(tx, row, "found", { bookId: known.id, typed: null });
  await recordEvent(tx, pendingFound, { pendingId: row.id });
  return known.isbn13;
}

async function end(tx: Tx, { id }: PendingRow, state: PendingState, more: Partial<PendingRow>): Promise<void> {
  await tx
    .update(pendingBooks)
    .set({ state, stucked: false, reason: null, message: null, nextTryAt: null, ...more, updatedAt: new Date() })
    .where(eq(pendingBooks.id, id));
  // Whatever they were told before, this is news.
  await tx.update(pendingAskers).set({ toldAt: null }).where(eq(pendingAskers.pendingId, id));
}

const DUE_AT_ONCE = 200;

/** Looks up again what rested long enough, and what lost its job. Answers with how many. */
export async function retryDue(now: Date): Promise<number> {
  let retried = 0;
  for (let isMore = true; isMore; ) {
    const due = await retryRaces(async (tx) => {
      const rows = await listDue(tx, now, { canAsk: canAsk() }, DUE_AT_ONCE);
      for (const row of rows) {
        if (row.bookId === null) await putOnItsWay(tx, row);
        else await finishFound(tx, row.id);
      }
      return rows.length;
    });
    retried += due;
    isMore = due === DUE_AT_ONCE;
  }
  return retried;
}

/** What was found is ready, with a cover from outside or without. */
export async function finishFound(tx: Tx, pendingId: number): Promise<void> {
  await tx
    .update(pendingBooks)
    .set({ state: "ready", updatedAt: new Date() })
    .where(and(eq(pendingBooks.id, pendingId), eq(pendingBooks.state, "found")));
}

/** Leaves one unknown, until a person says more or it is looked up again. */
export const leaveUnknown = (
  tx: Tx,
  row: PendingRow,
  reason: "offline" | "not_found" | "choose",
  more: Partial<PendingRow> = {},
): Promise<void> => end(tx, row, "unknown", { reason, nextTryAt: nextLook(reason, new Date()), ...more });
