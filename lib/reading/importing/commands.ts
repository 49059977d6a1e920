import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readerWorks, readingGoals, readingProgress, readings } from "@/db/schema/reading";
import { fail, ok } from "@/lib/platform/result";
import { type OnWork, setStatusOf, writeOn } from "../commands";
import { getReadBookById, holdReadings } from "../queries";
import { placeOfImport } from "../rules";
import type { Status } from "../schema";
import { listImportedQuotes, listImportedReadings } from "./queries";
import type { Imported, ImportedReading, ImportedWork } from "./schema";

/**
 * Takes over what another program knows of one book for one reader, in the caller's transaction, which is to be done again
 * where it loses a race (`inTransaction`). The reader's own words win: a status that only wanted the book moves on, stars
 * and review fill what is empty. Readings and quotes come once by their keys, and a reading of the same days is the same one.
 */
export async function importReaderWork(tx: Tx, userId: number, imported: ImportedWork) {
  const book = await getReadBookById(tx, imported.bookId);
  if (!book) return fail("book_not_found", "This book is not in the catalogue.");
  return writeOn(tx, userId, book, async (on) => {
    const made: Imported = { fields: 0, readings: 0, quotes: 0 };
    for (const reading of imported.readings ?? []) made.readings += await importReading(on, reading);
    made.fields = await importFields(on, imported);
    made.quotes = await importQuotes(on, imported.quotes ?? []);
    return ok({ made });
  });
}

/** A status that says less gives way to one that says more; what the reader said themselves is not taken back. */
const movesOn = (from: Status | null, to: Status): boolean => from === null || (from === "want" && to !== "want");

async function importFields({ tx, row, book }: OnWork, imported: ImportedWork): Promise<number> {
  const { status, rating, review } = imported;
  let changed = 0;
  if (status && movesOn(row.status, status)) {
    await setStatusOf(tx, row, status, book.id, imported.statusAt);
    changed += 1;
  }
  const stars = row.rating === null && rating ? { rating } : {};
  const words =
    row.review === null && review
      ? {
          review,
          hasSpoilers: imported.hasSpoilers ?? false,
          reviewedAt: imported.reviewedAt ?? new Date(),
        }
      : {};
  const filled = { ...stars, ...words };
  const count = Object.keys(stars).length + (Object.keys(words).length > 0 ? 1 : 0);
  if (count === 0) return changed;
  // Who sees it is said with the first of the two, and never widened by an import.
  const isFirst = row.rating === null && row.review === null;
  await tx
    .update(readerWorks)
    .set({ ...filled, ...(isFirst && imported.visibility && { visibility: imported.visibility }) })
    .where(eq(readerWorks.id, row.id));
  return changed + count;
}

async function importReading({ tx, row, book }: OnWork, imported: ImportedReading): Promise<number> {
  const { importKey, startedOn, endedOn, outcome, progress = [] } = imported;
  const [known] = await listImportedReadings(tx, row.userId, importKey);
  if (known) return 0;
  // Of two editions of a work in one file one may be read and the other still open: the reader is through with the work.
  if (outcome === "reading" && (row.status === "read" || row.status === "stopped")) return 0;
  const held = await holdReadings(tx, row);
  const isSame = held.some(
    (one) =>
      one.outcome === outcome &&
      (outcome === "reading" || (endedOn !== null && one.endedOn === endedOn && sameOrUnknown(one, startedOn))),
  );
  if (isSame) return 0;
  const place = placeOfImport(imported, imported.pages ?? book.pages);
  const [made] = await tx
    .insert(readings)
    .values({
      ...{ userId: row.userId, workId: book.workId, bookId: book.id },
      ...{ importKey, startedOn, endedOn, outcome, ...place, pages: imported.pages ?? null },
    })
    .$returningId();
  const days = [...new Map(progress.map((day) => [day.day, { ...day, readingId: made?.id ?? 0 }])).values()];
  if (days.length > 0) await tx.insert(readingProgress).values(days);
  return 1;
}

const sameOrUnknown = ({ startedOn }: { startedOn: string | null }, other: string | null): boolean =>
  startedOn === other || startedOn === null || other === null;

async function importQuotes({ tx, row, book }: OnWork, imported: NonNullable<ImportedWork["quotes"]>): Promise<number> {
  if (imported.length === 0) return 0;
  const known = new Set(
    await listImportedQuotes(
      tx,
      row.userId,
      imported.map(({ importKey }) => importKey),
    ),
  );
  const fresh = [...new Map(imported.map((one) => [one.importKey, one])).values()].filter(
    ({ importKey }) => !known.has(importKey),
  );
  if (fresh.length > 0)
    await tx.insert(quotes).values(fresh.map((one) => ({ ...one, userId: row.userId, bookId: book.id })));
  return fresh.length;
}

/** Takes over a goal where the reader has none for that year. True where it was taken. */
export async function importGoal(tx: Tx, userId: number, year: number, books: number): Promise<boolean> {
  const [{ affectedRows }] = await tx.insert(readingGoals).ignore().values({ userId, year, books });
  return affectedRows > 0;
}
