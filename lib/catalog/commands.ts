import "server-only";
import { eq } from "drizzle-orm";
import { hasLostRace, inTransaction, isDuplicate, type Tx } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { recordEvent, recordEvents } from "@/lib/events/commands";
import { ok } from "@/lib/platform/result";
import { bookAdded, bookChanged } from "./events";
import { filling, IsbnTaken, recordChanges, writeChanges } from "./provenance/commands";
import { hasChanged } from "./provenance/queries";
import { originsOf } from "./provenance/rules";
import { type BookColumns, type BookField, isLocked, type Said } from "./provenance/schema";
import { holdBookToFill, listAliases, listKnownBooks } from "./queries";
import {
  fieldsOf,
  fillEmpty,
  findKnown,
  isOfAnotherBook,
  ownWorkKeyOf,
  sourceKeysOf,
  workNamesOf,
} from "./records/rules";
import type { ImportableRecord, RecordOutcome } from "./records/schema";
import type { ImportBookInput } from "./schema";
import { findOrAddWorks } from "./works/commands";

/** The book with that ISBN; where there is none, the one that the same source brought before, or into which it was merged. */
async function getImported(tx: Tx, { isbn13, sourceKey }: ImportBookInput): Promise<number | undefined> {
  for (const isSame of [isbn13 && eq(books.isbn13, isbn13), eq(books.sourceKey, sourceKey)]) {
    if (!isSame) continue;
    const [row] = await tx.select({ id: books.id }).from(books).where(isSame).limit(1);
    if (row) return row.id;
  }
  const [merged] = await listAliases(
    tx,
    [isbn13, sourceKey].filter((name) => name !== null),
  );
  return merged?.bookId;
}

/**
 * Holds a book until the caller's transaction ends, so that changes to what belongs to it take turns; false where there
 * is no such book. Comes first in a transaction: locks taken in one order cannot block each other.
 */
export async function lockBook(tx: Tx, bookId: number): Promise<boolean> {
  const [row] = await tx.select({ id: books.id }).from(books).where(eq(books.id, bookId)).for("update");
  return row !== undefined;
}

/** They say that a book is there already. */
const BOOK_INDEXES = ["books_isbn10", "books_isbn13", "books_source_key"];

/** What came with the product was looked through by people. */
const SEED: Said = { source: "seed", confidence: 0.9 };

/**
 * Adds an edition, and its work where that is new, with the event that leads to its cover and its search row.
 * Importing the same ISBN (or the same source key) again changes nothing that somebody may have corrected by hand since; only
 * a series of which nobody has ever said anything is added, since catalogues were filled before their books knew it.
 */
export async function importBook(input: ImportBookInput) {
  const { workKey: _, workTitle: __, series: given, ...rest } = input;
  const book = { ...rest, series: given.length > 0 ? given : null };
  const none = { coverUrl: null, externalLinks: {}, averageRating: null, ratingsCount: 0 };
  const origins = originsOf({ ...book, ...none }, () => SEED, new Date());
  const names = workNamesOf(input, [input.workTitle]);
  return inTransaction(async (tx) => {
    const present = await getImported(tx, input);
    if (present !== undefined) {
      const isNews = book.series !== null && (await addSeries(tx, present, book.series));
      return ok({ bookId: present, outcome: isNews ? ("updated" as const) : ("unchanged" as const) });
    }
    const [workId = 0] = await findOrAddWorks(tx, [{ names, title: input.workTitle }]);
    const [row] = await tx
      .insert(books)
      .values({ ...book, workId, externalLinks: {}, origins })
      .$returningId();
    if (!row) throw new Error("the insert returned no id");
    await recordEvent(tx, bookAdded, { bookId: row.id });
    return ok({ bookId: row.id, outcome: "imported" as const });
  }, isImportRace);
}

/** Says of a book of which series it is, if nobody has said anything of that yet. */
async function addSeries(tx: Tx, bookId: number, series: NonNullable<BookColumns["series"]>): Promise<boolean> {
  const book = await holdBookToFill(tx, bookId);
  const isOpen = book && book.series === null && !isLocked(book.origins, "series");
  if (!isOpen || (await hasChanged(tx, bookId, "series"))) return false;
  await recordChanges(
    tx,
    await writeChanges(
      tx,
      book,
      filling(book, { series }, () => SEED, new Date()),
    ),
  );
  await recordEvent(tx, bookChanged, { bookId });
  return true;
}

/** Who says what a record says, field by field. */
export type SaidBy = { saidOf: (record: ImportableRecord, field: BookField) => Said; at: Date };

/**
 * Takes many records in the caller's transaction: adds the books that are new, with their works and events, and fills what
 * books that are known lack and nobody has locked; each field keeps by whom it was said. A record that gives the ISBN of a
 * known book to another title is not taken. Answers with what became of each, in order, and with the ids of the books that
 * were written.
 * Where another transaction adds one of them at the same time, a unique index says so (`isImportRace`) and the whole is
 * to be done again. `isAwaited`: a reader waits for the new ones on the screen.
 */
export async function importRecords(
  tx: Tx,
  records: ImportableRecord[],
  said: SaidBy,
  { isAwaited = false }: { isAwaited?: boolean } = {},
) {
  const outcomes: RecordOutcome[] = [];
  const history: Parameters<typeof recordChanges>[1] = [];
  const written = new Set<number>();
  // Two records of one book in a batch: the second meets what the first has become.
  let waiting = records.map((record, at) => ({ record, at }));
  while (waiting.length > 0) {
    const taken = new Set<string>();
    const now: typeof waiting = [];
    const later: typeof waiting = [];
    for (const entry of waiting) {
      const names = [entry.record.isbn13, ...sourceKeysOf(entry.record)].filter((name) => name !== null);
      (names.some((name) => taken.has(name)) ? later : now).push(entry);
      for (const name of names) taken.add(name);
    }
    const known = await listKnownBooks(tx, namesOf(now.map(({ record }) => record)));
    const added: ImportableRecord[] = [];
    for (const { record, at } of now) {
      const book = findKnown(known, record);
      if (!book) {
        added.push(record);
        outcomes[at] = "imported";
      } else if (isOfAnotherBook(book, record)) outcomes[at] = "isbn_of_another_title";
      else if (Object.keys(fillEmpty(book, record)).length === 0) outcomes[at] = "unchanged";
      else {
        const changes = await fillBook(tx, book.id, record, said);
        outcomes[at] = changes.length > 0 ? "updated" : "unchanged";
        history.push(...changes);
        written.add(book.id);
      }
    }
    const inUse = new Set(known.flatMap(({ sourceKey, aliases }) => [sourceKey, ...aliases]));
    for (const id of await addBooks(tx, added, inUse, said, isAwaited)) written.add(id);
    waiting = later;
  }
  await recordChanges(tx, history);
  return { outcomes, written: [...written] };
}

/** The names by which the books of these records are looked for. */
export const namesOf = (records: ImportableRecord[]) => ({
  isbns: records.flatMap(({ isbn13 }) => isbn13 ?? []),
  sourceKeys: records.flatMap(sourceKeysOf),
});

/** True when another transaction has just added one of the same books or works, or merged one: a unique index says so. */
export const isImportRace = (error: unknown): boolean =>
  hasLostRace(error) ||
  error instanceof IsbnTaken ||
  [...BOOK_INDEXES, "work_keys_work_key"].some((index) => isDuplicate(error, index));

/** Fills what the book lacks by the record; looks again under its lock, so that an edit made meanwhile stays. */
async function fillBook(tx: Tx, id: number, record: ImportableRecord, { saidOf, at }: SaidBy) {
  const book = await holdBookToFill(tx, id);
  const columns = book ? fillEmpty(book, record) : {};
  if (!book || Object.keys(columns).length === 0) return [];
  return writeChanges(
    tx,
    book,
    filling(book, columns, (field) => saidOf(record, field), at),
  );
}

async function addBooks(
  tx: Tx,
  records: ImportableRecord[],
  inUse: Set<string | null>,
  { saidOf, at }: SaidBy,
  isAwaited: boolean,
): Promise<number[]> {
  if (records.length === 0) return [];
  // Two books under one name of a source are two all the same: the name stays with the first.
  const sourceKeys = records.map((record) => sourceKeysOf(record).find((key) => !inUse.has(key)) ?? null);
  const workIds = await findOrAddWorks(
    tx,
    records.map((record, place) => {
      const names = workNamesOf(record);
      return {
        names: names.length > 0 ? names : [ownWorkKeyOf(record, sourceKeys[place] ?? null)],
        title: record.title,
      };
    }),
  );
  const rows = records.map((record, place) => {
    const workId = workIds[place] ?? 0;
    const { title, kind } = record;
    const columns = { ...fieldsOf(record), title };
    const origins = originsOf(columns, (field) => saidOf(record, field), at);
    return { ...columns, kind, workId, origins, sourceKey: sourceKeys[place] };
  });
  const added = await tx.insert(books).values(rows).$returningId();
  const ids = added.map(({ id }) => id);
  await recordEvents(
    tx,
    bookAdded,
    ids.map((bookId) => (isAwaited ? { bookId, isAwaited } : { bookId })),
  );
  return ids;
}
