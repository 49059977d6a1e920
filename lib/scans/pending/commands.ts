import "server-only";
import { createHash } from "node:crypto";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { pendingAskers, pendingBooks } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { isImportRace } from "@/lib/catalog/commands";
import { foldKey } from "@/lib/catalog/records/texts/rules";
import { inRemoval } from "@/lib/covers/commands";
import { forgetSettled, keepWithPending } from "@/lib/covers/pending/commands";
import { getPictureFor } from "@/lib/covers/pending/queries";
import { straightenOwnPhoto } from "@/lib/covers/straightening/queries";
import type { Corners } from "@/lib/covers/straightening/schema";
import { recordEvent } from "@/lib/events/commands";
import { fulfilWishes } from "@/lib/library/commands";
import { canEditCollection } from "@/lib/library/policy";
import { getCollection } from "@/lib/library/queries";
import { collectionNotFound } from "@/lib/library/rules";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { canModeratePending } from "../policy";
import { bookAskedFor, pendingFound } from "./events";
import { candidatesOf, evidenceOf, holdPending, isNamed, listAskers, listDue } from "./queries";
import { pendingIdOf, recordOfTyped } from "./rules";
import {
  type ApprovePendingInput,
  type AskByTitleInput,
  type ChooseCandidateInput,
  type PendingInput,
  type TypeBookInput,
  typedBook,
  type WishInput,
} from "./schema";
import { endPending, leaveUnknown, type PendingRow, settleArrived, settleAsBook } from "./settling/commands";

type Wanted = { isbn: string } | { handle: string; titleKey: string; title: string; author: string | null };

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
  return inTransaction(async (tx) => {
    const isOffline = !canAsk();
    const first = isOffline ? { state: "unknown" as const, reason: "offline" } : { state: "waiting" as const };
    // To be asked for moves nothing: `updatedAt` tells what has lost its job, however many ask meanwhile.
    await tx
      .insert(pendingBooks)
      .values({ ...wanted, ...first, timesAsked: 0 })
      .onDuplicateKeyUpdate({ set: { timesAsked: sql`times_asked`, updatedAt: sql`updated_at` } });
    const row = await holdPending(tx, isMeant);
    if (!row) throw new Error("a pending book vanished in its own transaction");
    const isNew = row.timesAsked === 0;
    await tx
      .update(pendingBooks)
      .set({ timesAsked: row.timesAsked + 1, updatedAt: row.updatedAt })
      .where(eq(pendingBooks.id, row.id));
    if (actor) await addAsker(tx, row.id, actor.id, collectionId);
    // One that was ready has left the catalogue since, or nobody would ask.
    const isGone = row.state === "ready" && row.bookId === null;
    const isAgain = isGone || (row.state === "unknown" && row.reason === "offline");
    // The clock has put it behind everything that somebody waits for; now somebody does.
    const isLate = row.state === "waiting" && !row.stucked && !row.isAwaited;
    if (!isOffline && (isNew || isAgain || isLate)) await putOnItsWay(tx, row, { isAwaited: true });
    return ok({ id: pendingIdOf(row) });
  }, isImportRace);
}

async function isOwn(actor: Actor | null, collectionId: number): Promise<boolean> {
  const collection = await getCollection(collectionId);
  return collection !== undefined && canEditCollection(actor, collection);
}

async function addAsker(tx: Tx, pendingId: number, userId: number, collectionId: number | undefined): Promise<void> {
  const wish = collectionId === undefined ? {} : { collectionId };
  await tx
    .insert(pendingAskers)
    .values({ pendingId, userId, ...wish })
    .onDuplicateKeyUpdate({ set: { ...wish, toldAt: null } });
}

/**
 * Keeps the cover in a reader's own photo, cut out along `corners`, with a book that is asked for: it waits for a moderator
 * as what is typed does, and nobody else sees it. Nothing else of the photo is kept, and of several the last one. Who adds
 * one waits for the book from then on.
 */
export async function addPicture(actor: Actor, id: string, photo: Uint8Array, corners: Corners) {
  const straight = await straightenOwnPhoto(photo, corners);
  if (!straight.ok) return straight;
  return inRemoval(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row) return pendingNotFound();
    if (row.bookId !== null || row.state === "rejected")
      return fail("changed_since", "This has been decided since you looked at it.");
    await addAsker(tx, row.id, actor.id, undefined);
    await keepWithPending(tx, actor, row.id, straight);
    return ok({ as: "waiting" as const });
  });
}

/** Back to its start, with a job that looks it up. `isAwaited`: now, and not when nobody waits. */
async function putOnItsWay(
  tx: Tx,
  { id }: Pick<PendingRow, "id">,
  { isAwaited }: { isAwaited: boolean },
): Promise<void> {
  const start = { state: "waiting" as const, stucked: false, reason: null, message: null, nextTryAt: null };
  await tx
    .update(pendingBooks)
    .set({ ...start, isAwaited, updatedAt: new Date() })
    .where(eq(pendingBooks.id, id));
  await recordEvent(tx, bookAskedFor, { pendingId: id, isAwaited });
}

/** Says where a reader wants a pending book; who wishes waits for it from then on. */
export async function wish(actor: Actor, { id, collectionId }: WishInput) {
  if (collectionId !== null && !(await isOwn(actor, collectionId))) return collectionNotFound();
  return inTransaction(async (tx) => {
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
  }, isImportRace);
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
export async function chooseCandidate(actor: Actor, { id, evidence }: ChooseCandidateInput) {
  return inTransaction(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row || !(await mayDecide(tx, actor, row))) return pendingNotFound();
    // Not by its place: after another look-up another book may stand there.
    const chosen = candidatesOf(row).find((candidate) => evidenceOf(candidate) === evidence);
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
    const said = { saidOf: () => ({ source, confidence }), at: new Date() };
    const { isbn13: isbn } = await settleAsBook(tx, row, record, { ...said, isAwaited: true });
    return ok({ isbn });
  }, isImportRace);
}

const TYPED = { source: "reader", confidence: 0.6 };
const APPROVED = { source: "reader", confidence: 0.9 };

/**
 * Keeps what a person typed of a book that nobody knows. From a moderator it becomes the book at once, also while it is
 * looked up; from any other reader, who is one of those that wait for it from then on, it waits for a moderator.
 */
export async function typeBook(actor: Actor, { id, book, pictures }: TypeBookInput) {
  const result = await inTransaction(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    if (!row) return pendingNotFound();
    if (row.bookId !== null || row.state === "rejected")
      return fail("changed_since", "This has been decided since you looked at it.");
    if (canModeratePending(actor)) {
      const said = { saidOf: () => APPROVED, at: new Date() };
      const record = recordOfTyped(book, row.isbn);
      // A moderator who has added one means it to stand for the book.
      const own = await getPictureFor(actor.id, row.id);
      const decided = pictures ?? { shownId: own?.id ?? null, refusedIds: [] };
      const { isbn13: isbn } = await settleAsBook(tx, row, record, { ...said, isAwaited: true, pictures: decided });
      return ok({ isbn });
    }
    // What is looked up, or rests before it is, must not end for everybody by one reader's word.
    if (row.state !== "unknown")
      return fail("still_looking", "It is still being looked up. Please wait for the answer.");
    const isTaken = row.typed !== null && row.typedById !== actor.id;
    if (isTaken) return fail("already_typed", "Another reader has typed this book in; it waits for a moderator.");
    await tx
      .update(pendingBooks)
      .set({ typed: book, typedById: actor.id, state: "unknown", stucked: false, reason: "typed", nextTryAt: null })
      .where(eq(pendingBooks.id, row.id));
    await addAsker(tx, row.id, actor.id, undefined);
    return ok({ isbn: null });
  }, isImportRace);
  if (result.ok && pictures) await forgetRefused();
  return result;
}

/** At once; what a stop leaves of them goes with the daily job. */
const forgetRefused = () =>
  forgetSettled(new Date()).catch((error) => log.warn("scans.refused_pictures_left", { error }));

/** Makes a book of what a reader typed, as the moderator saw it, with the picture that the moderator chose as its cover. */
export async function approvePending(actor: Actor, { id, evidence, pictures }: ApprovePendingInput) {
  const result = await moderate(actor, id, async (tx, row) => {
    const typed = typedBook.safeParse(row.typed).data;
    if (row.bookId !== null || !typed) return fail("changed_since", "This has been decided since you looked at it.");
    if (evidenceOf(row.typed) !== evidence)
      return fail("changed_since", "Its reader has typed something else meanwhile. Please look again.");
    const said = { saidOf: () => TYPED, at: new Date() };
    const record = recordOfTyped(typed, row.isbn);
    const { isbn13: isbn } = await settleAsBook(tx, row, record, { ...said, isAwaited: false, pictures });
    return ok({ isbn });
  });
  if (result.ok) await forgetRefused();
  return result;
}

/** Says that there will be no such book. Its readers are told, and it is not looked up again. What is known of it stays. */
export async function rejectPending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    if (row.bookId !== null) return fail("changed_since", "This book is in the catalogue by now.");
    await endPending(tx, row, "rejected", {});
    return ok({ isbn: null });
  });
}

/**
 * Takes a rejection back: what was typed waits for a moderator again, what may be meant for its reader; where there is
 * neither it is looked up again. It is news for its readers, whatever they were told.
 */
export async function reopenPending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    if (row.state !== "rejected") return fail("changed_since", "It is not rejected any more.");
    const mayBeMeant = candidatesOf(row).length > 0 && row.typed === null;
    if (row.typed === null && !mayBeMeant && canAsk()) await putOnItsWay(tx, row, { isAwaited: true });
    else await leaveUnknown(tx, row, mayBeMeant ? "choose" : "offline");
    return ok({ isbn: null });
  });
}

/** Looks it up again now, also one that was rejected. */
export async function retryPending(actor: Actor, { id }: PendingInput) {
  return moderate(actor, id, async (tx, row) => {
    if (row.bookId !== null) return fail("changed_since", "This book is in the catalogue by now.");
    if (!canAsk()) return fail("offline", "This site asks no other catalogue: PROVIDERS is none.");
    await putOnItsWay(tx, row, { isAwaited: true });
    return ok({ isbn: null });
  });
}

async function moderate<Value>(actor: Actor, id: string, decide: (tx: Tx, row: PendingRow) => Promise<Value>) {
  if (!canModeratePending(actor)) return pendingNotFound();
  const result = await inTransaction(async (tx) => {
    const row = await holdPending(tx, isNamed(id));
    return row ? decide(tx, row) : pendingNotFound();
  }, isImportRace);
  log.info("scans.pending_moderated", { id, moderatorId: actor.id });
  return result;
}

const pendingNotFound = () => fail("pending_not_found", "There is no such request.");

async function mayDecide(tx: Tx, actor: Actor, row: PendingRow): Promise<boolean> {
  if (canModeratePending(actor)) return true;
  return (await listAskers(tx, row.id)).some(({ userId }) => userId === actor.id);
}

const DUE_AT_ONCE = 200;

/**
 * Looks up again what rested long enough, and what lost its job, be it the one for its cover; and gives readers what came
 * another way. Answers with how many.
 */
export async function retryDue(now: Date): Promise<number> {
  let retried = await settleArrived();
  for (let isMore = true; isMore; ) {
    const due = await inTransaction(async (tx) => {
      const rows = await listDue(tx, now, { canAsk: canAsk() }, DUE_AT_ONCE);
      for (const row of rows) {
        if (row.bookId === null) await putOnItsWay(tx, row, { isAwaited: false });
        else await coverAgain(tx, row.id);
      }
      return rows.length;
    }, isImportRace);
    retried += due;
    isMore = due === DUE_AT_ONCE;
  }
  return retried;
}

/** Its cover is looked for again; that it has no more than a drawn one is for the job to say. */
async function coverAgain(tx: Tx, pendingId: number): Promise<void> {
  await tx.update(pendingBooks).set({ updatedAt: new Date() }).where(eq(pendingBooks.id, pendingId));
  await recordEvent(tx, pendingFound, { pendingId });
}

/**
 * Asks for many editions that the catalogue does not know, in the caller's transaction: for imports, which follow their own
 * rows. Nobody waits for them on the screen, so a reader who scans comes before; and nobody is told of each.
 */
export async function askForMany(tx: Tx, isbns: string[]): Promise<void> {
  const asked = [...new Set(isbns)].toSorted();
  if (asked.length === 0) return;
  const isOffline = !canAsk();
  const first = isOffline ? { state: "unknown" as const, reason: "offline" } : { state: "waiting" as const };
  await tx
    .insert(pendingBooks)
    .values(asked.map((isbn) => ({ isbn, ...first, timesAsked: 0 })))
    .onDuplicateKeyUpdate({ set: { timesAsked: sql`times_asked`, updatedAt: sql`updated_at` } });
  const isMeant = inArray(pendingBooks.isbn, asked);
  const rows = await tx.select().from(pendingBooks).where(isMeant).orderBy(pendingBooks.id).for("update");
  await tx
    .update(pendingBooks)
    .set({ timesAsked: sql`${pendingBooks.timesAsked} + 1`, updatedAt: sql`updated_at` })
    .where(isMeant);
  if (isOffline) return;
  const isGone = ({ state, bookId }: PendingRow) => state === "ready" && bookId === null;
  for (const row of rows) if (row.timesAsked === 0 || isGone(row)) await putOnItsWay(tx, row, { isAwaited: false });
}
