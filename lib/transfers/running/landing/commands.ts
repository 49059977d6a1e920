import "server-only";
import { and, inArray, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { importRows } from "@/db/schema/transfers";
import { getAccount } from "@/lib/accounts/queries";
import type { Actor } from "@/lib/accounts/schema";
import { getBookIdByName } from "@/lib/catalog/queries";
import { claimSeries } from "@/lib/catalog/series/claiming/commands";
import { importCopies } from "@/lib/copies/importing/commands";
import { ensureLibrary } from "@/lib/households/commands";
import { getLibraryOf } from "@/lib/households/queries";
import { putImported } from "@/lib/library/importing/commands";
import { listPresentPairs, mapShelves } from "@/lib/library/importing/queries";
import { groupBy } from "@/lib/platform/group";
import { importReaderWorks } from "@/lib/reading/importing/commands";
import { listSaid } from "@/lib/reading/importing/undoing/queries";
import type { MadeByImport } from "@/lib/reading/importing/undoing/schema";
import { addTags } from "@/lib/tags/commands";
import {
  entryOf,
  getArrived,
  holdImport,
  type ImportHead,
  listArrivedIsbns,
  listHad,
  listRowsById,
  listWaiting,
  listWorksOf,
} from "../../queries";
import { type Entry, type ImportOptions, importOptions } from "../../schema";
import { isLostRace } from "../races/commands";
import { BROUGHT, listLater, listSaidBefore } from "./queries";
import { newShelves, newsOf, shelvesOf, workOf } from "./rules";
import type { Added, Landed, Landing } from "./schema";

type Reader = Actor;

type Brought = { importId: string; options: ImportOptions };

/**
 * Brings rows whose books are known to their reader's library, in the caller's transaction, and notes what became of each. Of
 * rows that an earlier import has brought only what they say anew: what the reader has done with the rest since then stays.
 */
export async function land(tx: Tx, reader: Reader, landings: Landing[], brought: Brought): Promise<Landed[]> {
  const landed: Landed[] = [];
  // Two rows of one work: what the second one adds is told apart from the first only after that one.
  for (let waiting = landings; waiting.length > 0; ) {
    const works = new Set<number>();
    const [now, later]: [Landing[], Landing[]] = [[], []];
    for (const one of waiting) {
      (works.has(one.workId) ? later : now).push(one);
      works.add(one.workId);
    }
    landed.push(...(await landWave(tx, reader, now, brought)));
    waiting = later;
  }
  await noteLanded(tx, landed);
  return landed;
}

/** Writes down what became of rows, in one statement for all of them. */
async function noteLanded(tx: Tx, landed: Landed[]): Promise<void> {
  if (landed.length === 0) return;
  // What was added is text in there: a JSON column takes it as it is, in MariaDB and in MySQL.
  const said = JSON.stringify(landed.map(({ added, ...row }) => ({ ...row, added: JSON.stringify(added) })));
  await tx.execute(sql`
    update ${importRows} join json_table(${said}, '$[*]' columns (
      row_id int path '$.rowId', book_id int path '$.bookId', state varchar(10) path '$.state',
      reason varchar(40) path '$.reason', added longtext path '$.added'
    )) said on said.row_id = ${importRows.id}
    set ${importRows.bookId} = said.book_id, ${importRows.state} = said.state, ${importRows.reason} = said.reason,
      ${importRows.added} = said.added`);
}

/**
 * Notes of rows that were taken back that the same rows of later imports have found there what is gone now: these count no
 * more as brought, also when the import that was undone is deleted.
 */
export async function noteTakenBack(tx: Tx, head: ImportHead, rowKeys: string[]): Promise<void> {
  const later = rowKeys.length === 0 ? [] : await listLater(tx, head);
  if (later.length === 0) return;
  await tx
    .update(importRows)
    .set({ reason: "undone_since" })
    .where(
      and(
        ...[inArray(importRows.importId, later), inArray(importRows.rowKey, rowKeys)],
        inArray(importRows.state, [...BROUGHT]),
      ),
    );
}

async function landWave(tx: Tx, reader: Reader, wave: Landing[], { importId, options }: Brought): Promise<Landed[]> {
  const had = await listHad(tx, reader.id, wave);
  const before = await listSaid(tx, reader.id, wave);
  const rowKeys = wave.map(({ entry }) => entry.key);
  const earlier = await listSaidBefore(tx, { userId: reader.id, importId }, rowKeys);
  const saidBefore = wave.map(({ entry, bookId }) => {
    const one = earlier.get(entry.key);
    return one?.bookId === bookId ? one : undefined;
  });
  const news = wave.map(({ entry }, at) => newsOf(entry, saidBefore[at]?.entry));
  const whole = wave.map(({ entry }) => shelvesOf(entry, options));
  const shelves = whole.map((all, at) => {
    const one = saidBefore[at];
    return newShelves(all, one && shelvesOf(one.entry, one.options));
  });
  const put = await putImported(
    tx,
    reader.id,
    wave.map(({ bookId }, at) => ({
      ...{ bookId, addedAt: shelves[at]?.addedAt ?? null, collections: shelves[at]?.collections ?? [] },
    })),
  );
  const tagged = await tagWorks(
    tx,
    reader.id,
    wave.map(({ workId, bookId }, at) => ({ workId, bookId, tags: shelves[at]?.tags ?? [] })),
  );
  const readingsOf = groupBy(before.readings, ({ workId }) => workId);
  await importReaderWorks(
    tx,
    reader.id,
    wave.flatMap(
      ({ entry, bookId, workId }, at) =>
        workOf(entry, bookId, readingsOf.get(workId) ?? [], saidBefore[at]?.entry) ?? [],
    ),
  );
  const library = await getLibraryOf(reader.id, tx);
  const owned = wave.map(({ bookId }, at) => ({ bookId, copies: news[at]?.copies ?? [] }));
  const copies = library ? await importCopies(tx, { userId: reader.id, libraryId: library.libraryId }, owned) : [];
  const named = wave.map(({ bookId, entry }) => ({ bookId, series: entry.book.series }));
  const claimed = await claimSeries(tx, reader, named, new Date());
  const after = await listSaid(tx, reader.id, wave);
  const again = wave.flatMap(({ bookId }, at) =>
    saidBefore[at] ? { bookId, collections: whole[at]?.collections } : [],
  );
  const isShelved = await tellShelved(tx, reader.id, again);

  return wave.map((landing, at): Landed => {
    const { rowId, bookId, workId, entry } = landing;
    const mine = put.added.filter((one) => one.bookId === bookId).map(({ collectionId }) => collectionId);
    const claims = claimed.filter((one) => one.bookId === bookId);
    const added: Added = {
      collectionIds: mine,
      madeCollectionIds: put.madeIds.filter((id) => mine.includes(id)),
      tags: tagged.get(workId) ?? [],
      work: madeOf(landing, before, after),
      copies: copies.filter((one) => one.bookId === bookId),
      series: claims,
    };
    const isNothing =
      mine.length + added.tags.length + added.copies.length + claims.length === 0 && added.work === null;
    const state = isNothing ? "unchanged" : had.has(bookId) ? "updated" : "imported";
    const said = before.said.get(workId);
    const kept = said && differs(entry, said) ? "kept_yours" : null;
    const isAway =
      saidBefore[at] !== undefined &&
      ((entry.status !== null && (after.said.get(workId)?.status ?? null) === null) ||
        whole[at]?.collections.some(({ name }) => !isShelved(bookId, name)) === true);
    const isOther = said !== undefined && said.bookId !== bookId && saysOfText(entry);
    return {
      rowId,
      bookId,
      state,
      reason: put.left.has(bookId)
        ? "collections_full"
        : isOther
          ? "other_edition"
          : (kept ?? (isAway ? "left_away" : null)),
      added,
    };
  });
}

/** Tells whether a book is in the collection that an import puts it into by a name. */
async function tellShelved(
  tx: Tx,
  userId: number,
  shelved: { bookId: number; collections?: { name: string }[] }[],
): Promise<(bookId: number, name: string) => boolean> {
  const names = [...new Set(shelved.flatMap((one) => (one.collections ?? []).map(({ name }) => name)))];
  const { idOf } = await mapShelves(tx, userId, names);
  const pairs = await listPresentPairs(
    tx,
    names.flatMap((name) => idOf(name) ?? []),
    shelved.map(({ bookId }) => bookId),
  );
  return (bookId, name) => pairs.has(`${idOf(name)} ${bookId}`);
}

type Said = Awaited<ReturnType<typeof listSaid>>;

/** What an import made of a work, by what was there before and after. */
function madeOf({ workId, bookId }: Landing, before: Said, after: Said): MadeByImport | null {
  const [was, is] = [before.said.get(workId), after.said.get(workId)];
  const isNew = <Row extends { id: number }>(rows: Row[], row: Row) => !rows.some(({ id }) => id === row.id);
  const readings = after.readings.filter((one) => one.workId === workId && isNew(before.readings, one));
  const quotes = after.quotes.filter((one) => one.bookId === bookId && isNew(before.quotes, one));
  const made: MadeByImport = {
    ...(is?.status && is.status !== (was?.status ?? null)
      ? { status: { before: was?.status ?? null, after: is.status } }
      : {}),
    ...(is && is.rating !== null && (was?.rating ?? null) === null ? { rating: is.rating } : {}),
    ...(is && is.review !== null && (was?.review ?? null) === null ? { review: is.review } : {}),
    readings: readings.map(({ id }) => ({ id })),
    quotes: quotes.map(({ id }) => ({ id })),
  };
  const isNothing = !made.status && made.rating === undefined && made.review === undefined;
  return isNothing && readings.length + quotes.length === 0 ? null : made;
}

/** What is kept once for all editions. */
const saysOfText = ({ status, rating, review }: Entry): boolean =>
  status !== null || rating !== null || review !== null;

/** The reader has said something else here, which stays. */
const differs = ({ rating, review }: Entry, said: { rating: number | null; review: string | null }): boolean =>
  (rating !== null && said.rating !== null && rating !== said.rating) ||
  (review !== null && said.review !== null && review.trim() !== said.review.trim());

/** Answers with the tags that were new on each work. */
async function tagWorks(
  tx: Tx,
  userId: number,
  wanted: { workId: number; bookId: number; tags: string[] }[],
): Promise<Map<number, string[]>> {
  const byName = new Map<string, { name: string; workIds: number[]; bookIds: number[] }>();
  for (const { workId, bookId, tags } of wanted)
    for (const name of tags) {
      const key = name.toLowerCase();
      const one = byName.get(key) ?? { name, workIds: [], bookIds: [] };
      one.workIds.push(workId);
      one.bookIds.push(bookId);
      byName.set(key, one);
    }
  const fresh = new Map<number, string[]>();
  if (byName.size === 0) return fresh;
  const { undo } = await addTags(tx, userId, [...byName.values()]);
  for (const { name, workIds } of undo.remove)
    for (const workId of workIds) fresh.set(workId, [...(fresh.get(workId) ?? []), name]);
  return fresh;
}

/** Brings rows of an import to the library by themselves; those that are pending, in review or failed no more are passed over. */
export async function landRows(importId: string, rowIds: number[], book: { bookId: number }): Promise<number> {
  const owner = await prepare(importId, rowIds);
  if (!owner) return 0;
  return inTransaction(async (tx) => {
    const head = await holdImport(tx, importId);
    if (!head || (head.state !== "running" && head.state !== "done")) return 0;
    const rows = (await listRowsById(tx, rowIds)).filter(({ state }) => isOpen(state));
    const found = (await listWorksOf(tx, [book.bookId])).get(book.bookId);
    if (!found) return 0;
    const landings = rows.flatMap((row) => {
      const entry = entryOf(row);
      return entry ? [{ rowId: row.id, entry, ...found }] : [];
    });
    await land(tx, owner, landings, { importId, options: importOptions.parse(head.options) });
    return landings.length;
  }, isLostRace);
}

const isOpen = (state: string): boolean =>
  state === "pending" || state === "review" || state === "failed" || state === "skipped";

/** The reader of an import, with a library where a row brings copies: made before the transaction, see `ensureLibrary`. */
async function prepare(importId: string, rowIds: number[]): Promise<Reader | undefined> {
  const { owner, brings } = await inTransaction(async (tx) => {
    const head = await holdImport(tx, importId);
    const rows = await listRowsById(tx, rowIds);
    return { owner: head?.userId, brings: rows.some((row) => (entryOf(row)?.copies.length ?? 0) > 0) };
  });
  const account = owner === undefined ? undefined : await getAccount(owner);
  if (account && brings) await ensureLibrary(account);
  return account;
}

/** Gives imports the book that their rows wait for. Answers with how many rows. */
export async function landPending(pendingId: number): Promise<number> {
  const arrived = await getArrived(pendingId);
  if (!arrived || arrived.bookId === null) return 0;
  return landAll(await listWaiting(arrived), arrived.bookId);
}

async function landAll(rows: { id: number; importId: string }[], bookId: number): Promise<number> {
  let landed = 0;
  for (const importId of new Set(rows.map((row) => row.importId))) {
    const mine = rows.filter((row) => row.importId === importId).map(({ id }) => id);
    landed += await landRows(importId, mine, { bookId });
  }
  return landed;
}

const ISBNS_AT_ONCE = 200;

/** The same for all books that have come in another way: by an import, a crawl, or while a row was being written. */
export async function landArrived(signal?: AbortSignal): Promise<number> {
  let landed = 0;
  for (;;) {
    const isbns = await listArrivedIsbns(ISBNS_AT_ONCE);
    let now = 0;
    for (const isbn of isbns) {
      signal?.throwIfAborted();
      const bookId = await getBookIdByName(isbn);
      if (bookId !== undefined) now += await landAll(await listWaiting({ isbn, handle: null }), bookId);
    }
    landed += now;
    // Rows of an import that was undone or stands still are found again and again.
    if (now === 0) return landed;
  }
}
