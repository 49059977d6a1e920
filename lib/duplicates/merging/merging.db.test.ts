import { getTableColumns, getTableName, inArray, sql } from "drizzle-orm";
import type { MySqlTable } from "drizzle-orm/mysql-core";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import {
  buildBook,
  buildCollection,
  buildCollectionBook,
  buildScan,
  buildUser,
  buildUserScan,
  buildWork,
  randomIsbn,
} from "@/db/factories";
import * as catalog from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { covers, spareCovers } from "@/db/schema/covers";
import { duplicatePairs, merges } from "@/db/schema/duplicates";
import { bookLookups } from "@/db/schema/etl";
import { outbox } from "@/db/schema/events";
import { collectionBooks } from "@/db/schema/library";
import { quotes, readerWorks, readingProgress, readings } from "@/db/schema/reading";
import { pendingBooks, scanFeedback, scanLogs, scanPhotos, userScans } from "@/db/schema/scans";
import { workTags } from "@/db/schema/tags";
import { searchAudit } from "@/lib/accounts/audit/queries";
import type { Actor } from "@/lib/accounts/schema";
import { importBook, importRecords } from "@/lib/catalog/commands";
import { editBook, undoChange } from "@/lib/catalog/provenance/commands";
import { getCuratedBook } from "@/lib/catalog/provenance/queries";
import { getBookByReference, getBookIdByName } from "@/lib/catalog/queries";
import { addCopy } from "@/lib/copies/commands";
import { NO_DETAILS } from "@/lib/copies/schema";
import { chooseCover } from "@/lib/covers/choice/commands";
import { addCover } from "@/lib/covers/commands";
import { getPrimaryCover } from "@/lib/covers/queries";
import { addBook } from "@/lib/library/commands";
import { rate, saveReview, setProgress, setStatus } from "@/lib/reading/commands";
import { getReaderWork } from "@/lib/reading/queries";
import { logScan } from "@/lib/scans/commands";
import { changeTags } from "@/lib/tags/commands";
import { listTagsOfWork } from "@/lib/tags/queries";
import { comparePair } from "../commands";
import { compareBooks } from "../finding/commands";
import { getComparedPair, listMerges } from "../queries";
import { joinPair, keepApart, mergePair, reopenPair, undoMerge } from "./commands";

const AT = new Date("2024-03-01T10:00:00Z");

/** Everything that a merge touches, as it stands; what only grows (history, events, merges) apart. */
const TABLES = [
  ...[
    catalog.books,
    catalog.works,
    catalog.workKeys,
    catalog.bookAliases,
    catalog.bookProposals,
    catalog.userAddedBooks,
  ],
  ...[covers, spareCovers, collectionBooks, userScans, scanLogs, scanFeedback, scanPhotos, pendingBooks, bookLookups],
  ...[duplicatePairs, readerWorks, readings, readingProgress, quotes, workTags, copies],
] as MySqlTable[];

async function snapshot() {
  const parts = [];
  for (const table of TABLES) {
    const rows = await db.select().from(table);
    // A book that was changed back was changed.
    const lines = rows.map((row) => JSON.stringify(table === catalog.books ? { ...row, updatedAt: null } : row));
    parts.push([getTableName(table), lines.toSorted()]);
  }
  const changes = await db.select().from(catalog.bookChanges);
  return { ...Object.fromEntries(parts), changes };
}

let colours = 0;
/** A small picture like no other of this file. */
function picture(): Promise<Buffer> {
  colours += 1;
  const tiles = Array.from({ length: 48 }, (_, at) => {
    const hue = (at * at * 37 * colours + colours * 91) % 360;
    return `<rect x="${(at % 6) * 20}" y="${Math.floor(at / 6) * 24}" width="20" height="24" fill="hsl(${hue} 70% ${20 + ((at * 7 * colours) % 60)}%)"/>`;
  });
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="120" height="192">${tiles.join("")}</svg>`))
    .jpeg()
    .toBuffer();
}

async function coverOf(bookId: number, bytes: Buffer): Promise<number> {
  const added = await addCover(bookId, "upload", bytes);
  if (!added.ok) throw new Error(added.reason);
  return added.coverId;
}

/** Two records of one book, the second without ISBN. */
async function buildTwins(given: Partial<typeof catalog.books.$inferInsert> = {}) {
  const title = `The Sea, the Sea ${randomIsbn().isbn10}`;
  const common = { title, authors: ["Iris Murdoch"], publishedYear: 1978, publisher: "Chatto & Windus" };
  const kept = await buildBook({ ...common, description: null });
  const gone = await buildBook({
    ...{
      ...common,
      isbn10: null,
      isbn13: null,
      sourceKey: `goodreads:${randomIsbn().isbn13}`,
      pages: 502,
      languageCode: "en",
    },
    ...{ description: "A director retires to the sea.", externalLinks: { dnb: "https://example.org/1" } },
    origins: { pages: { source: "dnb", at: AT.toISOString(), confidence: 0.9 } },
    ...given,
  });
  return { kept, gone };
}

async function openPair(one: number, other: number) {
  const admin = await buildUser({ role: "admin" });
  const named = await comparePair(admin, { one: `local:${one}`, other: `local:${other}` });
  if (!named.ok) throw new Error(named.reason);
  const pair = await getComparedPair(named.pairId);
  if (!pair) throw new Error("no pair");
  return { admin, pair, seen: { pairId: pair.id, evidence: pair.evidence } };
}

async function merged(
  twins: Awaited<ReturnType<typeof buildTwins>>,
  take: Parameters<typeof mergePair>[1]["take"] = [],
) {
  const { admin, seen } = await openPair(twins.kept.id, twins.gone.id);
  const result = await mergePair(admin, { ...seen, keptId: twins.kept.id, take, takesCover: false });
  if (!result.ok) throw new Error(result.reason);
  return { admin, mergeId: result.mergeId };
}

const bookRow = async (id: number) => (await db.select().from(catalog.books).where(sql`id = ${id}`))[0];

/** Reads, rates and reviews some books, and has not finished any of them. */
async function read(actor: Actor, ...isbns: string[]) {
  for (const [at, isbn] of isbns.entries()) {
    await setStatus(actor, { isbn, status: "read", day: `2020-01-0${at + 1}` });
    await setProgress(actor, { isbn, page: 10 + at, day: "2024-01-01" });
    await setProgress(actor, { isbn, page: 20 + at, day: `2024-01-0${at + 2}` });
    await rate(actor, { isbn, rating: 3 + at });
    await saveReview(actor, { isbn, review: `Words ${at}`, hasSpoilers: false, visibility: at ? "private" : "public" });
  }
}

/** Hangs on both books whatever can hang on one; some of it on both alike. */
async function furnish({ kept, gone }: Awaited<ReturnType<typeof buildTwins>>) {
  const reader = await buildUser();
  const [both, one] = [await buildCollection({ ownerId: reader.id }), await buildCollection({ ownerId: reader.id })];
  for (const bookId of [kept.id, gone.id]) await buildCollectionBook({ collectionId: both.id, bookId, addedAt: AT });
  await buildCollectionBook({ collectionId: one.id, bookId: gone.id, addedAt: AT });
  const shared = await picture();
  const [ownCover, twinCover] = [await coverOf(kept.id, shared), await coverOf(gone.id, shared)];
  const shown = await coverOf(gone.id, await picture());
  const scan = await buildScan({ bookId: gone.id, userId: reader.id });
  await buildUserScan({ userId: reader.id, bookId: gone.id, timestamp: AT });
  const [said] = await db
    .insert(scanFeedback)
    .values({ scanId: scan.id, verdict: "wrong_edition", bookId: gone.id, rightBookId: kept.id, updatedAt: AT })
    .$returningId();
  await db.insert(scanPhotos).values({ id: crypto.randomUUID(), feedbackId: said?.id, coverId: twinCover });
  await db.insert(pendingBooks).values({ handle: crypto.randomUUID(), bookId: gone.id, state: "ready", updatedAt: AT });
  await db.insert(bookLookups).values([kept, gone].map(({ id }) => ({ bookId: id, outcome: "complete" })));
  for (const bookId of [kept.id, gone.id])
    await db.insert(catalog.userAddedBooks).values({ userId: reader.id, bookId, timestamp: AT });
  const proposal = { field: "subtitle", value: { subtitle: "A Novel" }, source: "dnb", confidence: 0.9, saidAt: AT };
  for (const [bookId, valueHash] of [
    [kept.id, "same"],
    [gone.id, "same"],
    [gone.id, "other"],
  ] as const)
    await db.insert(catalog.bookProposals).values({ ...proposal, bookId, valueHash });
  await db.insert(catalog.workKeys).values({ workId: gone.workId, workKey: `title:${gone.title}` });
  const spare = {
    state: "removed" as const,
    source: "import" as const,
    mime: "image/jpeg",
    width: 1,
    height: 1,
    bytes: 1,
  };
  await db.insert(spareCovers).values({ ...spare, bookId: gone.id, sha256: "5".repeat(64) });
  const admin = await buildUser({ role: "admin" });
  await editBook(admin, { bookId: gone.id, fields: { subtitle: "Winner of the Booker Prize" } });
  const third = await buildBook({ workId: gone.workId });
  await read(reader, kept.isbn, gone.isbn);
  await changeTags(reader, { books: [kept.isbn, gone.isbn], add: ["both"], remove: [] });
  await changeTags(reader, { books: [gone.isbn], add: ["sea"], remove: [] });
  await read(await buildUser(), gone.isbn);
  for (const isbn of [kept.isbn, gone.isbn, gone.isbn]) await addCopy(reader, { isbn, ...NO_DETAILS });
  await db.insert(quotes).values({ userId: reader.id, bookId: gone.id, kind: "quote", text: "The sea." });
  return { reader, both, one, ownCover, twinCover, shown, third };
}

describe("mergePair", () => {
  it("moves all that hung on a book without doubling anything, and undoMerge puts every row of every table back", async () => {
    const twins = await buildTwins();
    const { kept, gone } = twins;
    const around = await furnish(twins);
    const { admin, seen } = await openPair(kept.id, gone.id);
    const before = await snapshot();

    const result = await mergePair(admin, { ...seen, keptId: kept.id, take: ["pages", "subtitle"], takesCover: true });
    if (!result.ok) throw new Error(result.reason);
    expect(await bookRow(gone.id)).toBeUndefined();
    expect(await bookRow(kept.id)).toMatchObject({
      ...{ pages: 502, subtitle: "Winner of the Booker Prize", isbn13: kept.isbn13, description: null },
      ...{ sourceKey: gone.sourceKey, externalLinks: { dnb: "https://example.org/1" } },
      origins: { pages: { source: "dnb" }, subtitle: { source: "person", isLocked: true } },
    });
    for (const table of [userScans, pendingBooks, collectionBooks, bookLookups, covers, spareCovers])
      expect((await db.select().from(table as typeof userScans)).filter(({ bookId }) => bookId === gone.id)).toEqual(
        [],
      );
    const shelved = (await db.select().from(collectionBooks)).filter(({ bookId }) => bookId === kept.id);
    expect(shelved.map(({ collectionId }) => collectionId).toSorted()).toEqual(
      [around.both.id, around.one.id].toSorted(),
    );
    expect(await getPrimaryCover({ bookId: kept.id })).toMatchObject({ id: around.shown });
    expect((await db.select().from(covers)).filter(({ bookId }) => bookId === kept.id)).toHaveLength(2);
    expect((await db.select().from(scanPhotos)).map(({ coverId }) => coverId)).toContain(around.ownCover);
    expect(await bookRow(around.third.id)).toMatchObject({ workId: kept.workId });
    expect((await getCuratedBook({ bookId: kept.id }))?.proposals).toMatchObject([
      { field: "subtitle" },
      { field: "subtitle" },
    ]);
    expect(await eventsAbout(gone.id)).toContain("duplicates.books_merged");
    const said = await getReaderWork(around.reader.id, kept.workId);
    expect(said).toMatchObject({
      ...{ status: "reading", rating: 4, visibility: "private", review: "Words 1\n\nWords 0" },
      readings: [{ outcome: "reading", page: 21 }, { outcome: "finished" }, { outcome: "finished" }],
    });
    expect((await db.select().from(readingProgress)).length).toBe(5);
    expect(await listTagsOfWork(around.reader.id, kept.workId)).toMatchObject([{ name: "both" }, { name: "sea" }]);

    expect(await undoMerge(admin, { mergeId: result.mergeId })).toEqual({ ok: true });
    const after = await snapshot();
    const { changes: history, ...rows } = after;
    const { changes: earlier, ...rowsBefore } = before;
    expect(rows).toEqual(rowsBefore);
    expect(history.slice(0, earlier.length)).toEqual(earlier);
    expect(history.slice(earlier.length).map(({ kind }: { kind: string }) => kind)).toEqual([
      "merged",
      "merged",
      "merged",
      "undone",
      "undone",
      "undone",
    ]);
    expect(await undoMerge(admin, { mergeId: result.mergeId })).toMatchObject({ ok: false, reason: "already_undone" });
    const { lines } = await searchAudit({ act: undefined, actor: admin.username, before: undefined });
    expect(lines.map(({ act, subject }) => [act, subject])).toEqual([
      ["duplicates.merge_undone", `merge:${result.mergeId}`],
      ["duplicates.books_merged", `merge:${result.mergeId}`],
    ]);
    expect((await listMerges()).merges[0]).toMatchObject({ title: gone.title, undoneAt: expect.any(Date) });
  });

  it("lets every name of the book that is gone lead to the one that stays, for readers and for imports", async () => {
    const twins = await buildTwins(randomIsbn());
    const { kept, gone } = twins;
    const { admin, mergeId } = await merged(twins, ["isbn"]);
    expect(await bookRow(kept.id)).toMatchObject({ isbn13: gone.isbn13 });
    for (const name of [gone.isbn13, gone.isbn10, kept.isbn13, kept.isbn10, `local:${gone.id}`, `local-${kept.id}`])
      expect(await getBookIdByName(name ?? "")).toBe(kept.id);
    expect(await getBookByReference({ isbn13: String(kept.isbn13) })).toMatchObject({
      id: kept.id,
      isbn13: gone.isbn13,
    });

    const record = {
      ...{ isbn10: kept.isbn10, isbn13: kept.isbn13, title: kept.title, subtitle: null, authors: kept.authors },
      ...{
        pages: 502,
        publicationDate: null,
        publishedYear: 1978,
        publisher: null,
        languageCode: null,
        description: null,
      },
      ...{
        genres: [],
        averageRating: null,
        ratingsCount: null,
        series: [],
        identifiers: {},
        workKey: null,
        coverUrls: [],
      },
      kind: "book" as const,
    };
    const said = { saidOf: () => ({ source: "dnb", confidence: 0.9 }), at: AT };
    const bare = {
      ...record,
      isbn10: null,
      isbn13: null,
      identifiers: { goodreads: gone.sourceKey?.replace("goodreads:", "") ?? "" },
    };
    const other = { ...record, title: "A History of Cheese", authors: ["Somebody Else"] };
    const { outcomes, written } = await db.transaction((tx) => importRecords(tx, [record, bare, other], said));
    expect(outcomes).toEqual(["updated", "updated", "isbn_of_another_title"]);
    expect(written).toEqual([kept.id]);
    const again = await importBook({
      ...{
        workKey: `again-${kept.isbn13}`,
        workTitle: kept.title,
        sourceKey: "seed:again",
        isbn10: kept.isbn10,
        isbn13: kept.isbn13,
      },
      ...{
        title: kept.title,
        subtitle: null,
        authors: kept.authors,
        pages: null,
        publicationDate: null,
        publishedYear: null,
      },
      ...{ publisher: null, languageCode: null, description: null, genres: [], series: [], coverHints: null },
    });
    expect(again).toMatchObject({ ok: true, bookId: kept.id, outcome: "unchanged" });
    const third = await buildBook();
    expect(
      await editBook(admin, {
        bookId: third.id,
        fields: { isbn: { isbn10: kept.isbn10 ?? "", isbn13: kept.isbn13 ?? "" } },
      }),
    ).toMatchObject({
      ok: false,
    });

    // The pages that came meanwhile stay; the number goes back.
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    expect(await getBookIdByName(String(kept.isbn13))).toBe(kept.id);
    expect(await getBookIdByName(gone.isbn13 ?? "")).toBe(gone.id);
    expect(await bookRow(kept.id)).toMatchObject({ pages: 502, isbn13: kept.isbn13 });
  });

  it("is done once when two merge the same pair at the same time, whichever is to stay", async () => {
    const twins = await buildTwins();
    const { kept, gone } = twins;
    const { admin, seen } = await openPair(kept.id, gone.id);
    const results = await Promise.all(
      [kept.id, gone.id, kept.id, gone.id].map((keptId) =>
        mergePair(admin, { ...seen, keptId, take: [], takesCover: false }),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter(({ ok }) => !ok)).toEqual(
      Array(3).fill(expect.objectContaining({ reason: "pair_not_found" })),
    );
    expect([await bookRow(kept.id), await bookRow(gone.id)].filter(Boolean)).toHaveLength(1);
    expect(
      await db
        .select()
        .from(merges)
        .where(inArray(merges.goneId, [kept.id, gone.id])),
    ).toHaveLength(1);
  });

  it("loses nothing of readers who scan the book or put it into a collection meanwhile, and doubles nothing", async () => {
    for (let round = 0; round < 6; round++) {
      const twins = await buildTwins();
      const { kept, gone } = twins;
      const { admin, seen } = await openPair(kept.id, gone.id);
      const readers = await Promise.all(Array.from({ length: 6 }, () => buildCollection()));
      const adding = readers.flatMap(({ ownerId, id }) => {
        const actor = { id: ownerId, username: "reader", role: "user" as const };
        return [kept, gone].map(({ isbn }) => addBook(actor, { collectionId: id, isbn }));
      });
      const scan = { kind: "cover" as const, status: "match" as const, message: null, isbn: null, bookId: gone.id };
      const scanning = readers.map(({ ownerId }) =>
        logScan({ ...scan, requestId: crypto.randomUUID(), userId: ownerId }),
      );
      const merging = mergePair(admin, { ...seen, keptId: kept.id, take: [], takesCover: false });
      const [result, ...added] = await Promise.all([merging, ...adding]);
      expect(result).toMatchObject({ ok: true });
      expect(added.filter((one) => !one.ok && one.reason !== "already_there")).toEqual([]);
      await Promise.all(scanning);
      const scanned = await db
        .select()
        .from(userScans)
        .where(
          inArray(
            userScans.userId,
            readers.map(({ ownerId }) => ownerId),
          ),
        );
      expect(scanned.map(({ bookId }) => bookId)).toEqual(Array(6).fill(kept.id));
      const rows = (await db.select().from(collectionBooks)).filter(({ collectionId }) =>
        readers.some(({ id }) => id === collectionId),
      );
      expect(rows.map(({ bookId }) => bookId)).toEqual(Array(6).fill(kept.id));
    }
  });

  it("refuses what was seen otherwise than it is now, and readers", async () => {
    const twins = await buildTwins();
    const { admin, seen } = await openPair(twins.kept.id, twins.gone.id);
    const input = { ...seen, keptId: twins.kept.id, take: [], takesCover: false };
    expect(await mergePair(await buildUser(), input)).toMatchObject({ ok: false, reason: "pair_not_found" });
    await editBook(admin, { bookId: twins.gone.id, fields: { title: "Another Title" } });
    expect(await mergePair(admin, input)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await bookRow(twins.gone.id)).toBeDefined();
  });
});

describe("undoMerge", () => {
  it("leaves alone what readers did since: taken out stays out, deleted accounts and collections stay gone", async () => {
    const twins = await buildTwins();
    const around = await furnish(twins);
    const { admin, mergeId } = await merged(twins);
    await db.delete(collectionBooks).where(sql`collection_id = ${around.one.id}`);
    const late = await buildCollectionBook({ bookId: twins.kept.id });
    await db.execute(sql`delete from collections where id = ${around.both.id}`);
    await db.execute(sql`delete from users where id = ${around.reader.id}`);
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    const rows = await db
      .select()
      .from(collectionBooks)
      .where(inArray(collectionBooks.bookId, [twins.kept.id, twins.gone.id]));
    expect(rows).toMatchObject([{ collectionId: late.collectionId, bookId: twins.kept.id }]);
    expect(await bookRow(twins.gone.id)).toMatchObject({ title: twins.gone.title });
  });

  it("changes nothing and says what stands in the way: a field that was changed since, a later merge, a number that is taken", async () => {
    const twins = await buildTwins();
    const { kept, gone } = twins;
    const { admin, mergeId } = await merged(twins, ["pages", "languageCode"]);
    await editBook(admin, { bookId: kept.id, fields: { pages: 499 } });
    expect(await undoMerge(admin, { mergeId })).toEqual({
      ...{ ok: false, reason: "in_the_way" },
      message: "Of the book that stayed this was changed since: pages. Undo those changes first.",
    });
    const latest = (await getCuratedBook({ bookId: kept.id }))?.changes.find(({ field }) => field === "pages");
    expect(await undoChange(admin, { bookId: kept.id, changeId: latest?.id ?? 0 })).toMatchObject({ ok: true });

    const third = await buildBook();
    const later = await openPair(third.id, kept.id);
    const second = await mergePair(later.admin, { ...later.seen, keptId: third.id, take: [], takesCover: false });
    expect(await getBookIdByName(`local:${gone.id}`)).toBe(third.id);
    const refused = await undoMerge(admin, { mergeId });
    expect(refused).toMatchObject({ reason: "in_the_way", message: expect.stringContaining(`“${kept.title}”`) });
    if (!second.ok) throw new Error(second.reason);
    expect(await undoMerge(admin, { mergeId: second.mergeId })).toEqual({ ok: true });

    await db.update(catalog.books).set({ sourceKey: null }).where(sql`id = ${kept.id}`);
    await db.update(catalog.books).set({ sourceKey: gone.sourceKey }).where(sql`id = ${third.id}`);
    expect(await undoMerge(admin, { mergeId })).toMatchObject({
      reason: "in_the_way",
      message: expect.stringContaining(third.title),
    });
    expect(await bookRow(gone.id)).toBeUndefined();
    await db.update(catalog.books).set({ sourceKey: null }).where(sql`id = ${third.id}`);
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    expect(await bookRow(gone.id)).toMatchObject({ pages: 502, sourceKey: gone.sourceKey });
    expect(await getBookIdByName(`local:${gone.id}`)).toBe(gone.id);
  });

  it("leaves out of both books' collections what a reader took out of the one that both were", async () => {
    const twins = await buildTwins();
    const around = await furnish(twins);
    const { admin, mergeId } = await merged(twins);
    await db.delete(collectionBooks).where(sql`collection_id = ${around.both.id} and book_id = ${twins.kept.id}`);
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    const rows = (await db.select().from(collectionBooks)).filter(
      ({ collectionId }) => collectionId === around.both.id,
    );
    expect(rows).toEqual([]);
    // What was in one collection as the other book alone is there still.
    const others = (await db.select().from(collectionBooks)).filter(
      ({ collectionId }) => collectionId === around.one.id,
    );
    expect(others).toMatchObject([{ bookId: twins.gone.id }]);
  });

  it("works where a field that was taken over was undone and done again", async () => {
    const twins = await buildTwins();
    const { admin, mergeId } = await merged(twins, ["pages"]);
    for (let times = 0; times < 2; times++) {
      const latest = (await getCuratedBook({ bookId: twins.kept.id }))?.changes.find(({ field }) => field === "pages");
      expect(await undoChange(admin, { bookId: twins.kept.id, changeId: latest?.id ?? 0 })).toMatchObject({ ok: true });
    }
    expect(await bookRow(twins.kept.id)).toMatchObject({ pages: 502 });
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    expect(await bookRow(twins.kept.id)).toMatchObject({ pages: twins.kept.pages ?? null });
    expect(await bookRow(twins.gone.id)).toMatchObject({ pages: 502 });
  });

  it("lets the book that stayed have the cover of before, though one of the other's was chosen since", async () => {
    const twins = await buildTwins();
    const { kept, gone } = twins;
    const [older, newer] = [await coverOf(kept.id, await picture()), await coverOf(kept.id, await picture())];
    const theirs = await coverOf(gone.id, await picture());
    const admin = await buildUser({ role: "admin" });
    await chooseCover(admin, { bookId: kept.id, coverId: older, isChosen: true });
    const { mergeId } = await merged(twins);
    await chooseCover(admin, { bookId: kept.id, coverId: theirs, isChosen: true });
    expect(await undoMerge(admin, { mergeId })).toEqual({ ok: true });
    expect(newer).toBeGreaterThan(older);
    expect(await getPrimaryCover({ bookId: kept.id })).toMatchObject({ id: older });
    expect(await getPrimaryCover({ bookId: gone.id })).toMatchObject({ id: theirs });
  });

  it("is done once when two do it at the same time", async () => {
    const twins = await buildTwins();
    await furnish(twins);
    const { admin, mergeId } = await merged(twins);
    const results = await Promise.all([1, 2, 3].map(() => undoMerge(admin, { mergeId })));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((one) => !one.ok && one.reason === "already_undone")).toHaveLength(2);
  });
});

describe("joinPair", () => {
  it("makes two editions one work, which its undo parts again, with the names of each", async () => {
    const common = { title: `Emma ${randomIsbn().isbn10}`, authors: ["Jane Austen"] };
    const [one, other] = [await buildBook(common), await buildBook({ ...common, languageCode: "de" })];
    const sibling = await buildBook({ workId: other.workId });
    await compareBooks([one.id, other.id]);
    const [row] = await db.select().from(duplicatePairs).where(sql`first_id = ${one.id}`);
    expect(row).toMatchObject({ kind: "edition", state: "open" });
    const actor = await buildUser();
    await changeTags(actor, { books: [sibling.isbn], add: ["emma"], remove: [] });
    const before = await snapshot();
    const admin = await buildUser({ role: "moderator" });
    const seen = { pairId: row?.id ?? 0, evidence: row?.evidence ?? "" };
    const joined = await joinPair(admin, seen);
    if (!joined.ok) throw new Error(joined.reason);
    expect(await bookRow(sibling.id)).toMatchObject({ workId: one.workId });
    expect(await listTagsOfWork(actor.id, one.workId)).toMatchObject([{ name: "emma" }]);
    expect(await joinPair(admin, seen)).toMatchObject({ ok: false, reason: "same_work" });
    expect(await reopenPair(admin, { pairId: seen.pairId })).toMatchObject({ ok: false, reason: "is_joined" });
    // It does not come again by itself.
    await compareBooks([one.id, other.id]);
    expect((await getComparedPair(seen.pairId))?.state).toBe("joined");

    expect(await undoMerge(admin, { mergeId: joined.mergeId })).toEqual({ ok: true });
    expect(await snapshot()).toEqual(before);
    const third = await buildWork();
    expect(third.id).toBeGreaterThan(other.workId);
  });
});

describe("keepApart", () => {
  it("leaves to each work what a reader said of its editions, also what they said while both were one", async () => {
    const twins = await buildTwins();
    const { kept, gone } = twins;
    const [actor, late] = [await buildUser(), await buildUser()];
    await read(actor, kept.isbn, gone.isbn);
    const of = (userId: number) => Promise.all([kept, gone].map(({ workId }) => getReaderWork(userId, workId)));
    const before = await of(actor.id);
    const { admin, seen } = await openPair(kept.id, gone.id);
    const joined = await joinPair(admin, seen);
    if (!joined.ok) throw new Error(joined.reason);
    await setStatus(late, { isbn: gone.isbn, status: "reading", day: "2024-02-01" });
    // Said of what was made of two: it stays with the work that stayed.
    await rate(actor, { isbn: kept.isbn, rating: 0.5 });
    expect(await undoMerge(admin, { mergeId: joined.mergeId })).toEqual({ ok: true });
    // Given while nobody could see them, the new stars stay for nobody.
    expect(await of(actor.id)).toEqual([{ ...before[0], rating: 0.5, visibility: "private" }, before[1]]);
    expect(await of(late.id)).toMatchObject([undefined, { status: "reading", readings: [{ outcome: "reading" }] }]);
  });

  it("lets a pair rest until one of the two changes", async () => {
    const { kept, gone } = await buildTwins();
    const { admin, seen } = await openPair(kept.id, gone.id);
    expect(await keepApart(admin, seen)).toEqual({ ok: true });
    await compareBooks([kept.id, gone.id]);
    expect((await getComparedPair(seen.pairId))?.state).toBe("different");
    await editBook(admin, { bookId: gone.id, fields: { pages: 501 } });
    await compareBooks([gone.id]);
    expect((await getComparedPair(seen.pairId))?.state).toBe("open");
  });

  it("holds for the book into which one of the two is merged", async () => {
    const twins = await buildTwins();
    const other = await buildBook({
      title: twins.kept.title,
      authors: twins.kept.authors,
      isbn10: null,
      isbn13: null,
      publishedYear: 1978,
    });
    const { admin, seen } = await openPair(twins.gone.id, other.id);
    await keepApart(admin, seen);
    const { mergeId } = await merged(twins);
    const found = () => db.select().from(duplicatePairs).where(sql`second_id = ${other.id}`);
    expect(await found()).toMatchObject([{ firstId: twins.kept.id, state: "different" }]);
    await compareBooks([twins.kept.id]);
    expect(await found()).toMatchObject([{ firstId: twins.kept.id, state: "different" }]);
    await undoMerge(admin, { mergeId });
    expect(await found()).toMatchObject([{ firstId: twins.gone.id, state: "different" }]);
  });
});

async function eventsAbout(bookId: number): Promise<string[]> {
  const rows = await db.select().from(outbox);
  return rows.filter(({ payload }) => JSON.stringify(payload).includes(`:${bookId}`)).map(({ name }) => name);
}

it("every table that hangs on books is one that a merge knows", async () => {
  const [rows] = (await db.execute(sql`select distinct table_name as name from information_schema.key_column_usage
    where table_schema = database() and referenced_table_name = 'books'`)) as unknown as [{ name: string }[]];
  const known = [...TABLES.map(getTableName), "book_changes", "duplicate_keys"];
  // What is made anew of the books that are left.
  known.push("book_search", "book_authors", "book_series");
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  expect(Object.keys(getTableColumns(merges))).toContain("before");
});
