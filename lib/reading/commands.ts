import "server-only";
import { isDeepStrictEqual } from "node:util";
import { and, eq, inArray, sql } from "drizzle-orm";
import { hasLostRace, inTransaction, isDuplicate, isOrphan, type Tx } from "@/db/client";
import { readerWorks, readingProgress, readings } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { parseBookReference } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { getReadBook, holdOpenReading, holdReaderWork, holdReadings, listProgress, type ReadBook } from "./queries";
import { hasMoved, placeIn, statusAfter } from "./rules";
import {
  type RateInput,
  READINGS_MAX,
  type ReadingInput,
  type Restore,
  type ReviewInput,
  type SaveReadingInput,
  type SetProgressInput,
  type SetStatusInput,
  type Status,
} from "./schema";

type ReaderWorkRow = typeof readerWorks.$inferSelect;
type ReadingRow = typeof readings.$inferSelect;

/** What a write has in hand: the book, and the reader's row about its work, held. */
export type OnWork = { tx: Tx; book: ReadBook; row: ReaderWorkRow };

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");
const readingNotFound = () => fail("reading_not_found", "This is not there any more.");

/** Another one wrote the same row first, or the book was merged into another meanwhile: once more, with what is now. */
const isLost = (error: unknown): boolean =>
  hasLostRace(error) ||
  isOrphan(error, "books") ||
  isOrphan(error, "works") ||
  ["reader_works_once", "readings_open", "reading_progress_day"].some((index) => isDuplicate(error, index));

/**
 * Writes what a reader says of a book's work, in a transaction of its own that holds their row about it: two devices of one
 * reader come one after the other. A row that says nothing afterwards is taken away.
 */
async function onWork<Value extends { ok: boolean }>(
  actor: Actor,
  isbn: string,
  write: (on: OnWork) => Promise<Value>,
) {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") return bookNotFound();
  return inTransaction(async (tx) => {
    const book = await getReadBook(tx, reference);
    return book ? writeOn(tx, actor.id, book, write) : bookNotFound();
  }, isLost);
}

/**
 * The same of many books, one after the other in one transaction: what throws undoes it of all of them. Unknown ones, and
 * those of which `write` is refused, are passed over.
 */
export async function onWorks(
  actor: Actor,
  isbns: readonly string[],
  write: (on: OnWork, at: number) => Promise<{ ok: boolean }>,
): Promise<void> {
  await inTransaction(async (tx) => {
    for (const [at, isbn] of isbns.entries()) {
      const reference = parseBookReference(isbn);
      const book = typeof reference === "string" ? undefined : await getReadBook(tx, reference);
      if (book) await writeOn(tx, actor.id, book, (on) => write(on, at));
    }
  }, isLost);
}

/** The same within the caller's transaction, which is to be done again where it loses a race. */
export async function writeOn<Value extends { ok: boolean }>(
  tx: Tx,
  userId: number,
  book: ReadBook,
  write: (on: OnWork) => Promise<Value>,
): Promise<Value> {
  const { workId, id: bookId } = book;
  // Made first and held then: what is not there cannot be held. An existing row stays exactly as it is.
  await tx
    .insert(readerWorks)
    .values({ userId, workId, bookId })
    .onDuplicateKeyUpdate({ set: { id: sql`id`, updatedAt: sql`updated_at` } });
  const row = await holdReaderWork(tx, userId, workId);
  if (!row) throw new Error("a row vanished in its own transaction");
  const result = await write({ tx, book, row });
  // Who saw what was said there is nobody's leave to see what is said later.
  await tx
    .update(readerWorks)
    .set({ visibility: "private", updatedAt: sql`updated_at` as never })
    .where(
      sql`${readerWorks.id} = ${row.id} and ${readerWorks.rating} is null and ${readerWorks.review} is null and ${readerWorks.visibility} <> 'private'`,
    );
  await tx
    .delete(readerWorks)
    .where(
      sql`${readerWorks.id} = ${row.id} and ${readerWorks.status} is null and ${readerWorks.rating} is null and ${readerWorks.review} is null`,
    );
  return result;
}

const setRow = (tx: Tx, { id }: ReaderWorkRow, values: Partial<ReaderWorkRow>) =>
  tx.update(readerWorks).set(values).where(eq(readerWorks.id, id));

/** A status holds since it was first said; to say it again changes nothing. */
export const setStatusOf = (tx: Tx, row: ReaderWorkRow, status: Status | null, bookId: number, at = new Date()) =>
  setRow(tx, row, row.status === status ? { bookId } : { status, statusAt: at, bookId });

/** What undoing an act needs: the row, and readings as they were before it. */
async function undoOf({ tx, row, book }: OnWork, touched: ReadingRow[], madeIds: number[] = []): Promise<Restore> {
  const progress = await listProgress(
    tx,
    touched.map(({ id }) => id),
  );
  return {
    ...{ isbn: book.isbn, status: row.status, statusAt: row.statusAt, madeIds },
    readings: touched.map(({ userId, workId, bookId, createdAt, updatedAt, openWorkId, ...reading }) => ({
      ...reading,
      isbn: `local:${bookId}`,
      progress: progress
        .filter(({ readingId }) => readingId === reading.id)
        .map(({ day, page, percent }) => ({ day, page, percent })),
    })),
  };
}

type ReadingState = NonNullable<Restore["leftReadings"]>[number];

const stateOf = ({ id, startedOn, endedOn, outcome, page, percent, pages }: ReadingState): ReadingState => ({
  ...{ id, startedOn, endedOn, outcome, page, percent, pages },
});

/** The undo of an act that is done, with how it left the readings that it made or changed. */
async function withLeft({ tx, row }: OnWork, undo: Restore): Promise<Restore> {
  const ids = [...undo.madeIds, ...undo.readings.map(({ id }) => id)];
  return { ...undo, leftReadings: (await holdReadings(tx, row, ids)).map(stateOf) };
}

/** Whether readings are as they were at some moment. */
async function areStill({ tx, row }: OnWork, left: ReadingState[]): Promise<boolean> {
  const held = await holdReadings(
    tx,
    row,
    left.map(({ id }) => id),
  );
  const now = new Map(held.map((one) => [one.id, stateOf(one)]));
  return left.every((one) => isDeepStrictEqual(one, now.get(one.id)));
}

async function addReading(tx: Tx, { row, book }: OnWork, values: Partial<ReadingRow> & Pick<ReadingRow, "outcome">) {
  const [made] = await tx
    .insert(readings)
    .values({ ...values, userId: row.userId, workId: book.workId, bookId: book.id })
    .$returningId();
  if (!made) throw new Error("the insert returned no id");
  return made.id;
}

/**
 * Says where the actor is with a book. "Reading" begins to read, "read" and "stopped" end what is being read, or note that it
 * was; "want", and taking the book out of all lists, put an open one away: what had no progress goes, the rest was stopped.
 * `undo` is what `restoreReading` needs.
 */
export const setStatus = (actor: Actor, { isbn, ...said }: SetStatusInput) =>
  onWork(actor, isbn, (on) => sayStatus(on, said));

/**
 * The same of a book of which the actor has said nothing so far: what they said before is worth more, stays, and is told.
 * Two devices at once say it once.
 */
export const setFirstStatus = (actor: Actor, { isbn, ...said }: SetStatusInput) =>
  onWork(actor, isbn, async (on) =>
    on.row.status === null ? sayStatus(on, said) : { ...fail("said_already"), status: on.row.status },
  );

/** What `setStatus` does, with the row in hand. */
export async function sayStatus(on: OnWork, { status, day, endedOn, rating }: Omit<SetStatusInput, "isbn">) {
  const { tx, row, book } = on;
  const open = await holdOpenReading(tx, row.userId, book.workId);
  const undo: Restore = { ...(await undoOf(on, open ? [open] : [])), left: status };
  if (rating !== undefined) undo.rating = row.rating;
  const end = (outcome: "finished" | "stopped", endedOn: string | null) => {
    // Begun on a day that is after its end: the end is what the reader has just said.
    const startedOn = open?.startedOn && endedOn && open.startedOn > endedOn ? endedOn : open?.startedOn;
    return tx
      .update(readings)
      .set({ outcome, endedOn, startedOn })
      .where(eq(readings.id, open?.id ?? 0));
  };
  if (status === "reading") {
    if (!open) undo.madeIds = [await addReading(tx, on, { outcome: "reading", startedOn: day })];
  } else if (status === "read") {
    const on_ = endedOn === undefined ? day : endedOn;
    if (open) await end("finished", on_);
    else undo.madeIds = [await addReading(tx, on, { outcome: "finished", endedOn: on_ })];
  } else if (status === "stopped") {
    if (open) await end("stopped", day);
    else undo.madeIds = [await addReading(tx, on, { outcome: "stopped", endedOn: day })];
  } else if (open) {
    if (hasMoved(open)) await end("stopped", day);
    else await tx.delete(readings).where(eq(readings.id, open.id));
  }
  await setStatusOf(tx, row, status, book.id);
  if (rating !== undefined) await setRow(tx, row, { rating });
  return ok({ undo: await withLeft(on, undo) });
}

/** Notes how far the actor is with a book, and begins to read it where they had not. */
export async function setProgress(actor: Actor, { isbn, day, page, percent, pages }: SetProgressInput) {
  return onWork(actor, isbn, async (on) => {
    const { tx, row, book } = on;
    const open = await holdOpenReading(tx, row.userId, book.workId);
    const count = pages ?? open?.pages ?? book.pages;
    if (page !== undefined && count !== null && page > count)
      return fail("beyond_end", `This book has ${count.toLocaleString("en")} pages.`);
    const undo: Restore = { ...(await undoOf(on, open ? [open] : [])), left: "reading" };
    const readingId = open?.id ?? (await addReading(tx, on, { outcome: "reading", startedOn: day }));
    if (!open) undo.madeIds = [readingId];
    const place = placeIn({ page, percent }, count);
    await tx
      .update(readings)
      .set({ ...place, ...(pages !== undefined && { pages }) })
      .where(eq(readings.id, readingId));
    await tx
      .insert(readingProgress)
      .values({ readingId, day, ...place })
      .onDuplicateKeyUpdate({ set: place });
    await setStatusOf(tx, row, "reading", book.id);
    return ok({ undo: await withLeft(on, undo) });
  });
}

/** Gives a book the actor's stars, or takes them away. */
export async function rate(actor: Actor, { isbn, rating }: RateInput) {
  return onWork(actor, isbn, async ({ tx, row, book }) => {
    await setRow(tx, row, { rating, bookId: book.id });
    return ok({ before: row.rating });
  });
}

/** Writes the actor's review, and who sees it and their stars; empty words take the review away. */
export async function saveReview(actor: Actor, { isbn, review, hasSpoilers, visibility }: ReviewInput) {
  return onWork(actor, isbn, async ({ tx, row, book }) => {
    const words = review === "" ? null : review;
    await setRow(tx, row, {
      ...{ review: words, hasSpoilers: words !== null && hasSpoilers, visibility, bookId: book.id },
      ...(words !== row.review && { reviewedAt: new Date() }),
    });
    const before = { review: row.review ?? "", hasSpoilers: row.hasSpoilers, visibility: row.visibility };
    return ok({ before });
  });
}

/** Adds a time that the actor read a book, or changes one that is over. */
export async function saveReading(actor: Actor, { isbn, readingId, startedOn, endedOn, outcome }: SaveReadingInput) {
  return onWork(actor, isbn, async (on) => {
    const { tx, row, book } = on;
    const values = { startedOn, endedOn, outcome };
    if (readingId === undefined) {
      const madeId = await addReading(tx, on, values);
      const undo = await undoOf(on, [], [madeId]);
      // A book that was read is a read one, unless it is being read again; one that was only stopped is in that list.
      if (row.status !== "reading" && outcome === "finished") await setStatusOf(tx, row, "read", book.id);
      else if (row.status === null) await setStatusOf(tx, row, "stopped", book.id);
      return ok({ undo: await withLeft(on, undo) });
    }
    const [held] = await holdReadings(tx, row, [readingId]);
    if (!held) return readingNotFound();
    const before = await undoOf(on, [held]);
    await tx.update(readings).set(values).where(eq(readings.id, held.id));
    const undo = await withLeft(on, before);
    const left = (await holdReadings(tx, row)).map((one) => one.outcome);
    const status = statusAfter(row.status, held.outcome, left);
    if (status !== row.status) await setStatusOf(tx, row, status, book.id);
    return ok({ undo });
  });
}

/** Deletes one time that the actor read a book, with its progress; the status follows what is left. */
export async function deleteReading(actor: Actor, { isbn, readingId }: ReadingInput) {
  return onWork(actor, isbn, async (on) => {
    const { tx, row, book } = on;
    const [held] = await holdReadings(tx, row, [readingId]);
    if (!held) return readingNotFound();
    const undo = await undoOf(on, [held]);
    await tx.delete(readings).where(eq(readings.id, held.id));
    const left = (await holdReadings(tx, row)).map(({ outcome }) => outcome);
    const status = statusAfter(row.status, held.outcome, left);
    if (status !== row.status) await setStatusOf(tx, row, status, book.id);
    return ok({ undo });
  });
}

/**
 * Undoes an act: what it made goes, what it changed or deleted is as it was. What the reader did since to other readings
 * stays, and where they have said since that they are elsewhere with the book, further in it or on other days, so does all
 * of it.
 */
export const restoreReading = (actor: Actor, { isbn, ...before }: Restore) =>
  onWork(actor, isbn, (on) => restoreWork(on, before));

/** What `restoreReading` does, with the row in hand. */
export async function restoreWork(
  on: OnWork,
  { status, statusAt, left, leftReadings = [], rating, madeIds, readings: before }: Omit<Restore, "isbn">,
) {
  const { tx, row, book } = on;
  const made = await holdReadings(tx, row, madeIds);
  const isAsLeft = (left === undefined || row.status === left) && (await areStill(on, leftReadings));
  if (!isAsLeft) {
    // The same undo once more, as its answer was lost.
    if (row.status === status && made.length === 0 && (await areStill(on, before.map(stateOf)))) return ok();
    return fail("changed_since", "You have said something else of this book since. It stays as it is.");
  }
  if (made.length > 0)
    await tx.delete(readings).where(
      inArray(
        readings.id,
        made.map(({ id }) => id),
      ),
    );
  const present = await holdReadings(tx, row);
  const known = new Set(present.map(({ id }) => id));
  if (present.length + before.filter(({ id }) => !known.has(id)).length > READINGS_MAX)
    return fail("too_many", `A book has at most ${READINGS_MAX} times of reading.`);
  for (const one of before) await restoreOne(on, one);
  const stars = rating === undefined ? {} : { rating };
  await tx
    .update(readerWorks)
    .set({ status, statusAt, ...stars, bookId: book.id })
    .where(eq(readerWorks.id, row.id));
  return ok();
}

async function restoreOne(on: OnWork, { id, isbn, progress, importKey, ...values }: Restore["readings"][number]) {
  const { tx, row, book } = on;
  // One that was open cannot be so beside another that was begun since.
  const open = values.outcome === "reading" ? await holdOpenReading(tx, row.userId, book.workId) : undefined;
  if (open && open.id !== id) return;
  const [held] = await holdReadings(tx, row, [id]);
  const reference = parseBookReference(isbn);
  const edition = typeof reference === "string" ? undefined : await getReadBook(tx, reference);
  const bookId = edition?.workId === book.workId ? edition.id : book.id;
  if (held)
    await tx
      .update(readings)
      .set({ ...values, bookId })
      .where(eq(readings.id, id));
  const readingId = held?.id ?? (await restoreDeleted(on, { ...values, importKey }, bookId));
  await tx.delete(readingProgress).where(eq(readingProgress.readingId, readingId));
  const days = [...new Map(progress.map((day) => [day.day, { ...day, readingId }])).values()];
  if (days.length > 0) await tx.insert(readingProgress).values(days);
}

/** Under a new id, and with what an import knows it by unless that has come again meanwhile. */
async function restoreDeleted(on: OnWork, values: Pick<ReadingRow, "outcome" | "importKey">, bookId: number) {
  const { tx, row } = on;
  const [known] =
    values.importKey === null
      ? []
      : await tx
          .select({ id: readings.id })
          .from(readings)
          .where(and(eq(readings.userId, row.userId), eq(readings.importKey, values.importKey)));
  const id = await addReading(tx, on, { ...values, importKey: known ? null : values.importKey });
  await tx.update(readings).set({ bookId }).where(eq(readings.id, id));
  return id;
}
