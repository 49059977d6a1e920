import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readerWorks, readingGoals, readingProgress, readings } from "@/db/schema/reading";
import { groupBy } from "@/lib/platform/group";
import type { ReadBook } from "../queries";
import { placeOfImport } from "../rules";
import type { Status } from "../schema";
import { holdReaderWorks, holdReadingsOf, listImportedQuotes, listImportedReadings, mapReadBooks } from "./queries";
import type { Imported, ImportedReading, ImportedWork } from "./schema";

type ReaderWorkRow = typeof readerWorks.$inferSelect;
type Quotes = NonNullable<ImportedWork["quotes"]>;
type NewReading = Omit<ImportedReading, "progress"> & { userId: number; workId: number; bookId: number };

/** What is written of many works in the end, and what is known of them until then. */
type Draft = {
  userId: number;
  /** Of works, as they are held and as they are to be. */
  rows: Map<number, ReaderWorkRow>;
  changed: Set<number>;
  /** Times of reading, those that are there and those that come. */
  times: Map<number, Pick<ImportedReading, "startedOn" | "endedOn" | "outcome">[]>;
  /** By which readings and quotes have come. */
  come: { readings: Set<string>; quotes: Set<string> };
  readings: NewReading[];
  progress: { importKey: string; days: NonNullable<ImportedReading["progress"]> }[];
  quotes: (Quotes[number] & { userId: number; bookId: number })[];
};

/**
 * Takes over what another program knows of books for one reader, in the caller's transaction, which is to be done again
 * where it loses a race (`inTransaction`): all of them in a fixed number of statements. The reader's own words win: a status
 * that only wanted the book moves on, stars and review fill what is empty. Readings and quotes come once by their keys, and
 * a reading of the same days is the same one. Answers with what was new of each; null for a book that is not there.
 */
export async function importReaderWorks(
  tx: Tx,
  userId: number,
  imported: ImportedWork[],
): Promise<(Imported | null)[]> {
  const books = await mapReadBooks(
    tx,
    imported.map(({ bookId }) => bookId),
  );
  // In one order, so that two imports of one reader wait for one another.
  const found = [...new Map([...books.values()].map((book) => [book.workId, book])).values()];
  const meant = found.toSorted((a, b) => a.workId - b.workId);
  if (meant.length === 0) return imported.map(() => null);
  // Made first and held then: what is not there cannot be held. Existing rows stay exactly as they are.
  const addedAt = new Map(imported.map((one) => [one.bookId, one.addedAt]));
  await tx
    .insert(readerWorks)
    .values(meant.map(({ id: bookId, workId }) => ({ userId, workId, bookId, createdAt: addedAt.get(bookId) })))
    .onDuplicateKeyUpdate({ set: { id: sql`id`, updatedAt: sql`updated_at` } });
  const draft = await openDraft(tx, userId, meant, imported);
  const made = imported.map((one) => {
    const book = books.get(one.bookId);
    return book ? importWork(draft, book, one) : null;
  });
  await writeDraft(tx, draft);
  return made;
}

async function openDraft(tx: Tx, userId: number, books: ReadBook[], imported: ImportedWork[]): Promise<Draft> {
  const workIds = books.map(({ workId }) => workId);
  const rows = await holdReaderWorks(tx, userId, workIds);
  const held = await holdReadingsOf(tx, userId, workIds);
  const readingKeys = imported.flatMap((one) => (one.readings ?? []).map(({ importKey }) => importKey));
  const quoteKeys = imported.flatMap((one) => (one.quotes ?? []).map(({ importKey }) => importKey));
  const come = {
    readings: new Set(await listImportedReadings(tx, userId, readingKeys)),
    quotes: new Set(await listImportedQuotes(tx, userId, quoteKeys)),
  };
  return {
    userId,
    rows: new Map(rows.map((row) => [row.workId, row])),
    changed: new Set(),
    times: groupBy(held, ({ workId }) => workId),
    ...{ come, readings: [], progress: [], quotes: [] },
  };
}

function importWork(draft: Draft, book: ReadBook, imported: ImportedWork): Imported {
  const row = draft.rows.get(book.workId);
  if (!row) throw new Error("a row vanished in its own transaction");
  const times = (imported.readings ?? []).filter((one) => importReading(draft, book, row, one));
  const fields = importFields(draft, book, row, imported);
  return { fields, readings: times.length, quotes: importQuotes(draft, book, imported.quotes ?? []) };
}

/** Answers with how many are new. */
function importQuotes({ userId, come, quotes: made }: Draft, book: ReadBook, imported: Quotes): number {
  const fresh = [...new Map(imported.map((one) => [one.importKey, one])).values()].filter(
    ({ importKey }) => !come.quotes.has(importKey),
  );
  for (const one of fresh) {
    come.quotes.add(one.importKey);
    made.push({ ...one, userId, bookId: book.id });
  }
  return fresh.length;
}

/** A status that says less gives way to one that says more; what the reader said themselves is not taken back. */
const movesOn = (from: Status | null, to: Status): boolean => from === null || (from === "want" && to !== "want");

/** Answers with how much of it is new. */
function importFields({ rows, changed }: Draft, book: ReadBook, row: ReaderWorkRow, imported: ImportedWork): number {
  const { status, rating, review, statusAt = new Date() } = imported;
  const said = status && movesOn(row.status, status) ? { status, statusAt, bookId: book.id } : {};
  const stars = row.rating === null && rating ? { rating } : {};
  const words =
    row.review === null && review
      ? {
          review,
          hasSpoilers: imported.hasSpoilers ?? false,
          reviewedAt: imported.reviewedAt ?? new Date(),
        }
      : {};
  const given = [said, stars, words].filter((part) => Object.keys(part).length > 0);
  if (given.length === 0) return 0;
  const isShown = [stars, words].some((part) => Object.keys(part).length > 0);
  // Who sees it is said with the first of the two, and never widened by an import.
  const isFirst = row.rating === null && row.review === null;
  const shown = isShown && isFirst && imported.visibility ? { visibility: imported.visibility } : {};
  rows.set(book.workId, { ...row, ...said, ...stars, ...words, ...shown });
  changed.add(book.workId);
  return given.length;
}

/** Answers with whether it is new. */
function importReading(draft: Draft, book: ReadBook, row: ReaderWorkRow, imported: ImportedReading): boolean {
  const { importKey, startedOn, endedOn, outcome, progress = [] } = imported;
  if (draft.come.readings.has(importKey)) return false;
  // Of two editions of a work in one file one may be read and the other still open: the reader is through with the work.
  if (outcome === "reading" && (row.status === "read" || row.status === "stopped")) return false;
  const times = draft.times.get(book.workId) ?? [];
  const isSame = times.some(
    (one) =>
      one.outcome === outcome &&
      (outcome === "reading" || (endedOn !== null && one.endedOn === endedOn && sameOrUnknown(one, startedOn))),
  );
  if (isSame) return false;
  draft.come.readings.add(importKey);
  draft.times.set(book.workId, [...times, imported]);
  const place = placeOfImport(imported, imported.pages ?? book.pages);
  draft.readings.push({
    ...{ userId: draft.userId, workId: book.workId, bookId: book.id },
    ...{ importKey, startedOn, endedOn, outcome, ...place, pages: imported.pages ?? null },
  });
  const days = [...new Map(progress.map((day) => [day.day, day])).values()];
  if (days.length > 0) draft.progress.push({ importKey, days });
  return true;
}

const sameOrUnknown = ({ startedOn }: { startedOn: string | null }, other: string | null): boolean =>
  startedOn === other || startedOn === null || other === null;

async function writeDraft(tx: Tx, { userId, rows, changed, ...made }: Draft): Promise<void> {
  if (made.readings.length > 0) await tx.insert(readings).values(made.readings);
  if (made.progress.length > 0) {
    const keys = made.progress.map(({ importKey }) => importKey);
    const ids = await tx
      .select({ id: readings.id, importKey: readings.importKey })
      .from(readings)
      .where(and(eq(readings.userId, userId), inArray(readings.importKey, keys)));
    const idOf = new Map(ids.map(({ id, importKey }) => [importKey, id]));
    const days = made.progress.flatMap(({ importKey, days: of }) =>
      of.map((day) => ({ ...day, readingId: idOf.get(importKey) ?? 0 })),
    );
    await tx.insert(readingProgress).values(days);
  }
  if (made.quotes.length > 0) await tx.insert(quotes).values(made.quotes);
  await putReaderWorks(
    tx,
    [...rows.values()].filter(({ workId }) => changed.has(workId)),
  );
  const untouched = [...rows.values()].filter(({ workId }) => !changed.has(workId)).map(({ id }) => id);
  // What only has been read says nothing by itself.
  if (untouched.length > 0)
    await tx
      .delete(readerWorks)
      .where(
        and(
          inArray(readerWorks.id, untouched),
          ...[isNull(readerWorks.status), isNull(readerWorks.rating), isNull(readerWorks.review)],
        ),
      );
}

/** Writes rows about works as they are to be. They are there, and held: each is found by its id, and none is made. */
export async function putReaderWorks(tx: Tx, rows: ReaderWorkRow[]): Promise<void> {
  if (rows.length === 0) return;
  const updatedAt = new Date();
  await tx
    .insert(readerWorks)
    .values(rows.map((row) => ({ ...row, updatedAt })))
    .onDuplicateKeyUpdate({
      set: {
        ...{ bookId: sql`values(book_id)`, status: sql`values(status)`, statusAt: sql`values(status_at)` },
        ...{ rating: sql`values(rating)`, review: sql`values(review)`, hasSpoilers: sql`values(has_spoilers)` },
        ...{ visibility: sql`values(visibility)`, reviewedAt: sql`values(reviewed_at)`, updatedAt },
      },
    });
}

/** Takes over a goal where the reader has none for that year. True where it was taken. */
export async function importGoal(tx: Tx, userId: number, year: number, books: number): Promise<boolean> {
  const [{ affectedRows }] = await tx.insert(readingGoals).ignore().values({ userId, year, books });
  return affectedRows > 0;
}
