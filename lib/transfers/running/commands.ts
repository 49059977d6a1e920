import "server-only";
import { eq, inArray } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { importRows, imports } from "@/db/schema/transfers";
import { getAccount } from "@/lib/accounts/queries";
import type { Actor } from "@/lib/accounts/schema";
import { importRecords, namesOf } from "@/lib/catalog/commands";
import { listKnownBooks } from "@/lib/catalog/queries";
import { findKnown } from "@/lib/catalog/records/rules";
import { takeBackClaims } from "@/lib/catalog/series/claiming/commands";
import { findOrMakePlaces, takeBackCopies } from "@/lib/copies/importing/commands";
import { ensureLibrary } from "@/lib/households/commands";
import { getLibraryOf } from "@/lib/households/queries";
import { dropEmptyCollections, findOrMakeCollections, takeOutImported } from "@/lib/library/importing/commands";
import { groupBy } from "@/lib/platform/group";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { importGoal } from "@/lib/reading/importing/commands";
import { takeBackReaderWorks } from "@/lib/reading/importing/undoing/commands";
import { canModeratePending } from "@/lib/scans/policy";
import { indexBooks } from "@/lib/search/commands";
import { removeTags } from "@/lib/tags/commands";
import { readCells } from "../files/queries";
import { detectFormat } from "../formats/rules";
import {
  entryOf,
  getImportHead,
  hasCopies,
  holdImport,
  type ImportHead,
  type ImportRow,
  listChosen,
  listRowsById,
  listRowsToDo,
  listWorksOf,
} from "../queries";
import { type Entry, type ImportFacts, type ImportOptions, importOptions, type RowReason } from "../schema";
import { askForRows } from "./asking/commands";
import { land, noteTakenBack } from "./landing/commands";
import { shelvesOf } from "./landing/rules";
import type { Added, Landing } from "./landing/schema";
import { isLostRace } from "./races/commands";

/** Rows of one transaction: a second's work, so that a job that is killed has little to do again. */
const ROWS_AT_ONCE = 100;

/**
 * Does an import, or takes it back, a part at a time, each part in one transaction with what becomes of its rows: a job that
 * was killed goes on where it was. Fails where there is nothing to do any more.
 */
export async function runImport(importId: string, signal?: AbortSignal) {
  const head = await getImportHead(importId);
  const reader = head && (await getAccount(head.userId));
  if (!head || !reader) return fail("import_not_found");
  if (head.state !== "running" && head.state !== "undoing") return fail("nothing_to_do");
  const hasPlaces = ((head.facts as ImportFacts).extras?.places ?? []).length > 0;
  if (head.state === "running" && (hasPlaces || (await hasCopies(importId)))) await ensureLibrary(reader);
  if (head.state === "running") await bringExtras(reader, importId);
  const step = head.state === "running" ? doPart : undoPart;
  let rows = 0;
  for (;;) {
    signal?.throwIfAborted();
    const done = await step(reader, importId);
    if (done === "ended") return ok({ rows });
    rows += done;
  }
}

/** What our own export holds besides books, once: collections, also empty ones and those that fill themselves, places, and goals. */
const bringExtras = (reader: Actor, importId: string): Promise<void> =>
  inTransaction(async (tx) => {
    const head = await holdImport(tx, importId);
    const facts = head?.facts as ImportFacts | undefined;
    if (!facts?.extras || facts.madeCollectionIds) return;
    const { madeIds } = await findOrMakeCollections(tx, reader.id, facts.extras.collections);
    const library = await getLibraryOf(reader.id, tx);
    // A file that was read before places came along names none.
    if (library) await findOrMakePlaces(tx, library.libraryId, facts.extras.places ?? []);
    for (const { year, books } of facts.extras.goals) await importGoal(tx, reader.id, year, books);
    await tx
      .update(imports)
      .set({ facts: { ...facts, madeCollectionIds: madeIds } })
      .where(eq(imports.id, importId));
  }, isLostRace);

async function doPart(reader: Actor, importId: string): Promise<number | "ended"> {
  try {
    return await doRows(reader, importId);
  } catch (error) {
    if (isLostRace(error)) throw error;
    // One row that cannot be done must not hold up the others: each by itself, and the one fails.
    log.warn("transfers.part_failed", { importId, error });
    const rows = await inTransaction((tx) => listRowsToDo(tx, importId, ["new"], ROWS_AT_ONCE));
    for (const { id } of rows) {
      await doRows(reader, importId, id).catch(async (cause) => {
        log.warn("transfers.row_failed", { importId, rowId: id, error: cause });
        await inTransaction((tx) => settle(tx, [id], { state: "failed", reason: "unexpected" }));
      });
    }
    return rows.length;
  }
}

const doRows = (reader: Actor, importId: string, rowId?: number): Promise<number | "ended"> =>
  inTransaction(async (tx) => {
    const head = await holdImport(tx, importId);
    if (head?.state !== "running") return "ended";
    const rows =
      rowId === undefined
        ? await listRowsToDo(tx, importId, ["new"], ROWS_AT_ONCE)
        : (await listRowsById(tx, [rowId])).filter(({ state }) => state === "new");
    if (rows.length > 0) {
      await bringRows(tx, reader, head, rows);
      return rows.length;
    }
    // Another job was first with this very row.
    if (rowId !== undefined) return 0;
    await tx.update(imports).set({ state: "done", endedAt: new Date() }).where(eq(imports.id, importId));
    return "ended";
  }, isLostRace);

type Read = { row: ImportRow; entry: Entry };

async function bringRows(tx: Tx, reader: Actor, head: ImportHead, rows: ImportRow[]): Promise<void> {
  const options = importOptions.parse(head.options);
  const read: Read[] = [];
  for (const row of rows) {
    const again = entryOf(row) ?? readRaw(head, options, row);
    if (typeof again === "string") await settle(tx, [row.id], { state: "failed", reason: again });
    else read.push({ row, entry: again });
  }
  const isOurs = head.format === "ridizi";
  const found = await findBooks(tx, reader.id, read, isOurs);
  const mayTake = options.unknown === "take" && canModeratePending(reader);
  const unknown = read.filter(({ row }) => !found.has(row.id));
  // Without an ISBN only our own export says for certain which book it is.
  const taken = unknown.filter(
    ({ entry: { book } }) => mayTake && book.title !== "" && (book.isbn13 !== null || isOurs),
  );
  if (taken.length > 0) {
    await takeBooks(
      tx,
      taken.map(({ entry: { book } }) => book),
    );
    for (const [id, bookId] of await findBooks(tx, reader.id, taken, true)) found.set(id, bookId);
  }
  const asked = unknown.filter(({ row, entry: { book } }) => book.isbn13 !== null && !found.has(row.id));
  const unsaid = unknown.filter(({ row, entry: { book } }) => book.isbn13 === null && !found.has(row.id));
  await askForRows(
    tx,
    reader.id,
    asked.map(({ row, entry: { book } }) => ({ id: row.id, isbn: book.isbn13 ?? "" })),
  );
  await settle(tx, idsOf(unsaid), { state: "review", reason: "no_isbn" });

  const works = await listWorksOf(tx, [...new Set(found.values())]);
  const landings = read.flatMap(({ row, entry }): Landing[] => {
    const book = works.get(found.get(row.id) ?? 0);
    return book ? [{ rowId: row.id, entry, ...book }] : [];
  });
  await land(tx, reader, landings, { importId: head.id, options });
}

const idsOf = (read: Read[]): number[] => read.map(({ row }) => row.id);

/** A row that nothing was understood of, once more: this version may know better. */
function readRaw(
  { facts, options: _ }: ImportHead,
  { dateOrder }: ImportOptions,
  { line, raw, reason }: ImportRow,
): Entry | RowReason {
  const header = (facts as ImportFacts).columns.map(({ name }) => name);
  const format = detectFormat(header);
  const isCells = Array.isArray(raw) && raw.every((cell) => typeof cell === "string");
  if (!format || !isCells || reason === "broken_row") return (reason as RowReason | null) ?? "unreadable";
  const context = { encoding: "utf-8", delimiter: null, dateOrder, now: new Date() };
  const [again] = readCells(format, header, [{ line, cells: raw as string[] }], context).rows;
  if (!again) return "unreadable";
  return again.read.problem ?? again.read.entry;
}

/** Names that are made of what is said of a book, and not given to it. */
const OF_FACTS = /^record:/;

/**
 * The books of rows: by the ISBN, which is the truth; without one by what its reader chose for the same row before, or by
 * the name that its source gave the edition. Nothing else, however alike. `isExact`: rows of our own export, whose facts are
 * the catalogue's.
 */
async function findBooks(tx: Tx, userId: number, read: Read[], isExact: boolean): Promise<Map<number, number>> {
  const names = namesOf(read.map(({ entry }) => entry.book));
  const sourceKeys = [...names.sourceKeys, ...read.flatMap(({ entry }) => (isExact && entry.sourceKey) || [])];
  const isGiven = (name: string) => isExact || !OF_FACTS.test(name);
  const known = await listKnownBooks(tx, { isbns: names.isbns, sourceKeys: sourceKeys.filter(isGiven) });
  const chosen = await listChosen(
    tx,
    userId,
    read.flatMap(({ entry }) => (entry.book.isbn13 === null ? entry.key : [])),
  );
  return new Map(
    read.flatMap(({ row, entry }) => {
      const { book, sourceKey } = entry;
      const byName = () =>
        isExact && sourceKey !== null && book.isbn13 === null
          ? known.find((one) => one.sourceKey === sourceKey || one.aliases.includes(sourceKey))
          : undefined;
      const bookId =
        (book.isbn13 === null ? chosen.get(entry.key) : undefined) ?? findKnown(known, book)?.id ?? byName()?.id;
      return bookId === undefined ? [] : [[row.id, bookId] as const];
    }),
  );
}

/** What an owner of the site brings is believed as what a moderator types. */
const SAID = { source: "reader", confidence: 0.9 };

async function takeBooks(tx: Tx, records: Entry["book"][]): Promise<void> {
  const { written } = await importRecords(tx, records, { saidOf: () => SAID, at: new Date() });
  await indexBooks(tx, written);
}

async function settle(tx: Tx, ids: number[], to: Partial<ImportRow>): Promise<void> {
  if (ids.length > 0) await tx.update(importRows).set(to).where(inArray(importRows.id, ids));
}

/** Takes back what some rows added; when none is left the collections go that were made for it and hold nothing. */
const undoPart = (reader: Actor, importId: string): Promise<number | "ended"> =>
  inTransaction(async (tx) => {
    const head = await holdImport(tx, importId);
    if (head?.state !== "undoing") return "ended";
    // Two rows may be about one work: the later one goes back to what the earlier one made.
    const rows = await listRowsToDo(tx, importId, ["imported", "updated"], ROWS_AT_ONCE, { lastFirst: true });
    if (rows.length === 0) {
      const rest = await listRowsToDo(
        tx,
        importId,
        ["new", "unchanged", "pending", "review", "skipped"],
        Number.MAX_SAFE_INTEGER,
      );
      for (let at = 0; at < rest.length; at += 1_000)
        await settle(
          tx,
          rest.slice(at, at + 1_000).map(({ id }) => id),
          { state: "undone" },
        );
      const { madeCollectionIds = [], extras } = head.facts as ImportFacts;
      await dropEmptyCollections(tx, reader.id, madeCollectionIds, extras?.collections ?? []);
      await tx.update(imports).set({ state: "undone", endedAt: new Date() }).where(eq(imports.id, importId));
      return "ended";
    }
    const works = await listWorksOf(
      tx,
      rows.flatMap(({ bookId }) => bookId ?? []),
    );
    await takeBack(
      tx,
      reader.id,
      rows.flatMap(({ bookId, added }) => {
        const book = works.get(bookId ?? 0);
        return book && added ? [{ ...book, added: added as Added }] : [];
      }),
    );
    await settle(
      tx,
      rows.map(({ id }) => id),
      { state: "undone", reason: null },
    );
    await noteTakenBack(
      tx,
      head,
      rows.flatMap(({ rowKey }) => rowKey ?? []),
    );
    const made = rows.flatMap(({ added }) => (added as Added | null)?.madeCollectionIds ?? []);
    const options = importOptions.parse(head.options);
    const asMade = rows.flatMap((row) => {
      const entry = entryOf(row);
      return entry ? shelvesOf(entry, options).collections : [];
    });
    await dropEmptyCollections(tx, reader.id, [...new Set(made)], asMade);
    return rows.length;
  }, isLostRace);

type Taken = { bookId: number; workId: number; added: Added };

async function takeBack(tx: Tx, userId: number, taken: Taken[]): Promise<void> {
  await takeOutImported(
    tx,
    userId,
    taken.flatMap(({ bookId, added }) => added.collectionIds.map((collectionId) => ({ collectionId, bookId }))),
  );
  const tagged = groupBy(
    taken.flatMap(({ workId, added }) => added.tags.map((name) => ({ name, workId }))),
    ({ name }) => name,
  );
  await removeTags(
    tx,
    userId,
    [...tagged].map(([name, works]) => ({ name, workIds: works.map(({ workId }) => workId) })),
  );
  await takeBackReaderWorks(
    tx,
    userId,
    taken.flatMap(({ bookId, added: { work } }) => (work ? [{ bookId, made: work }] : [])),
  );
  await takeBackCopies(
    tx,
    userId,
    taken.flatMap(({ added }) => added.copies),
  );
  await takeBackClaims(
    tx,
    taken.flatMap(({ added }) => added.series ?? []),
  );
}
