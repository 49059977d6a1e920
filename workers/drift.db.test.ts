import { readdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { authors, bookAuthors, books } from "@/db/schema/catalog";
import { covers, embeddings, localFeatures } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { bookSearch } from "@/db/schema/search";
import { bookAdded } from "@/lib/catalog/events";
import { drawMissingCover } from "@/lib/covers/commands";
import { openDetails, snapshotDetails } from "@/lib/covers/features/commands";
import { getDetailState } from "@/lib/covers/features/queries";
import { getCover, readCoverFile } from "@/lib/covers/queries";
import { coverKey } from "@/lib/covers/rules";
import { buildCover, randomVector } from "@/lib/covers/vectors/covers.fixtures";
import { openIndex, refreshIndex, snapshotIndex } from "@/lib/covers/vectors/index/commands";
import { getIndexState } from "@/lib/covers/vectors/queries";
import { toBlob } from "@/lib/covers/vectors/rules";
import { indexMissing } from "@/lib/etl/index/commands";
import { recordEvent } from "@/lib/events/commands";
import { type SyncOptions, sync } from "@/lib/ops/drift/commands";
import type { Drift } from "@/lib/ops/drift/schema";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { getFile, pathFor, putFile, removeFile, sizeOfFile } from "@/lib/platform/storage";
import { relayBatch } from "./relay";

const NOW = { settledAfterMs: -60_000, orphanedAfterMs: -60_000, relay: relayBatch };

/** What a run finds, in short, and its summary. */
async function run(options: SyncOptions = {}) {
  const found: string[] = [];
  const left: string[] = [];
  const summary = await sync(new Date(), {
    ...NOW,
    ...options,
    onDrift: ({ kind, id, detail }: Drift, why) => {
      found.push([kind, id, detail].filter((part) => part !== undefined).join(" "));
      if (why !== undefined) left.push(`${kind} ${why}`);
    },
  });
  return { found: found.sort(), left: left.sort(), summary };
}

const NOTHING = { found: [], left: [] };

/** A site in order: books with their own covers and one with a drawn one, and everything that is made of these. */
async function buildSite(count = 2) {
  const built = [];
  for (let at = 0; at < count; at++) built.push(await buildCover());
  const drawnOf = await buildBook();
  await drawMissingCover(drawnOf.id);
  await indexMissing();
  while ((await relayBatch()) > 0);
  for (const { sha256 } of await db.select({ sha256: covers.sha256 }).from(covers))
    for (const size of ["thumb", "page"] as const) await readCoverFile(sha256, size);
  const [first, second] = built;
  if (!first || !second) throw new Error("no covers");
  const [drawn] = await db.select().from(covers).where(eq(covers.bookId, drawnOf.id));
  if (!drawn) throw new Error("nothing was drawn");
  return { first, second, drawn, drawnOf };
}

const hashOf = async (coverId: number) => (await getCover(coverId))?.sha256 ?? "";
const vectorOf = async (coverId: number) =>
  (await db.select().from(embeddings).where(eq(embeddings.coverId, coverId)))[0] ?? expect.fail("no vector");
const featuresOf = async (coverId: number) =>
  (await db.select().from(localFeatures).where(eq(localFeatures.coverId, coverId)))[0] ?? expect.fail("no features");

beforeEach(async () => {
  for (const table of [outbox, embeddings, localFeatures, books]) await db.delete(table);
  await rm(env().dataDir, { recursive: true, force: true });
});
afterEach(() => rm(env().dataDir, { recursive: true, force: true }));

describe("sync", () => {
  it("finds nothing on a site that is in order, and only looks", async () => {
    await buildSite();
    expect(await run()).toMatchObject({ ...NOTHING, summary: { mended: 0, isFinished: true } });
    expect(await run({ isDeep: true, mending: "all" })).toMatchObject({ ...NOTHING, summary: { mended: 0 } });
    expect((await run()).summary.checked).toBeGreaterThan(20);
  }, 60_000);

  it("names a drift without touching it, and with what is young waits", async () => {
    const { first } = await buildSite();
    await removeFile(coverKey(await hashOf(first.coverId)));
    const drift = `file_missing ${first.coverId}`;
    expect(await run()).toMatchObject({ found: [drift], left: ["file_missing not_mended"], summary: { mended: 0 } });
    expect((await run()).found).toEqual([drift]);
    expect(await sync(new Date(), {})).toMatchObject({ found: {} });
  }, 60_000);

  it("finds a book that has lost its series and authors, and one that is spelt as on no book, and mends both", async () => {
    const { first, second } = await buildSite();
    await db.delete(bookAuthors).where(eq(bookAuthors.bookId, first.book.id));
    const [by] = await db.select().from(bookAuthors).where(eq(bookAuthors.bookId, second.book.id));
    await db
      .update(authors)
      .set({ name: "Somebody Else" })
      .where(eq(authors.id, by?.authorId ?? 0));
    const { found } = await run({ mending: "all" });
    expect(found).toEqual([`author_misspelt ${by?.authorId}`, `derived_stale ${first.book.id}`]);
    expect(await db.$count(bookAuthors, eq(bookAuthors.bookId, first.book.id))).toBe(1);
    expect(await run()).toMatchObject(NOTHING);
  }, 60_000);

  it("goes on where it was ended", async () => {
    const { first, second } = await buildSite();
    await db.delete(bookSearch).where(inArray(bookSearch.bookId, [first.book.id, second.book.id]));
    const stop = new AbortController();
    const summary = await sync(new Date(), {
      ...{ ...NOW, mending: "all", signal: stop.signal },
      onDrift: () => stop.abort(),
    });
    expect(summary).toMatchObject({ mended: 1, isFinished: false });
    const steps = await checkedBySteps();
    // Of the last step the one that was mended, and no other.
    expect(summary.checked).toBe(steps.total - steps.search + 1);
    expect((await run({ mending: "all" })).found).toHaveLength(1);
    expect(await run()).toMatchObject(NOTHING);
  }, 60_000);
});

describe("a file that comes back while it is looked for", () => {
  it("keeps its cover", async () => {
    const { first, second } = await buildSite();
    const key = coverKey(await hashOf(second.coverId));
    const content = (await getFile(key)) ?? Buffer.alloc(0);
    for (const { coverId } of [first, second]) await removeFile(coverKey(await hashOf(coverId)));
    const options = { ...NOW, mending: "all", isForced: true } as const;
    const { found } = await sync(new Date(), { ...options, onDrift: () => putFile(key, content) });
    expect(found).toMatchObject({ file_missing: 2 });
    expect(await getCover(first.coverId)).toBeUndefined();
    expect(await getCover(second.coverId)).toMatchObject({ id: second.coverId });
    expect(await getFile(key)).toEqual(content);
  }, 60_000);
});

/** How many things a whole run looks at, and how many of them in its last step. */
async function checkedBySteps() {
  let search = 0;
  const { checked } = await sync(new Date(), {
    ...NOW,
    onProgress: (step, checked) => {
      if (step === "search") search = checked;
    },
  });
  return { total: checked, search };
}

type Site = Awaited<ReturnType<typeof buildSite>>;

/** Each kind of drift: how it comes to be, and what it is called then. */
const DRIFTS: [name: string, make: (site: Site) => Promise<string | string[]>, options?: SyncOptions][] = [
  [
    "a book whose cover never came",
    async () => {
      const book = await buildBook();
      await indexMissing();
      return `cover_missing ${book.id}`;
    },
  ],
  [
    "a book of whose covers none stands for it",
    async ({ first }) => {
      await db.update(covers).set({ isPrimary: false }).where(eq(covers.id, first.coverId));
      return `cover_missing ${first.book.id}`;
    },
  ],
  [
    "a drawn cover without its file",
    async ({ drawn }) => {
      await removeFile(coverKey(drawn.sha256));
      return `file_missing ${drawn.id}`;
    },
  ],
  [
    "a file that was cut short",
    async ({ first }) => {
      const key = coverKey(await hashOf(first.coverId));
      await putFile(key, ((await getFile(key)) ?? Buffer.alloc(0)).subarray(0, 700));
      return `file_damaged ${first.coverId}`;
    },
  ],
  [
    "a smaller picture that is empty; one that is gone is none, since pages make it",
    async ({ first, drawn }) => {
      await removeFile(coverKey(await hashOf(first.coverId), "thumb"));
      await putFile(coverKey(drawn.sha256, "page"), Buffer.alloc(0));
      return `variant_damaged ${drawn.id} page`;
    },
  ],
  [
    "a smaller picture that was cut short",
    async ({ first }) => {
      const key = coverKey(await hashOf(first.coverId), "page");
      await putFile(key, ((await getFile(key)) ?? Buffer.alloc(0)).subarray(0, 200));
      return `variant_damaged ${first.coverId} page`;
    },
    { isDeep: true },
  ],
  [
    "files that no cover has",
    async () => {
      const keys = ["a", "b"].map((letter) => letter.repeat(64));
      const orphans = [coverKey(keys[0] ?? ""), coverKey(keys[1] ?? "", "thumb")];
      for (const key of orphans) await putFile(key, Buffer.from("x"));
      await writeFile(await pathFor(`${coverKey("c".repeat(64))}.${newId()}.part`), "x");
      const [part] = await readdir(path.join(env().dataDir, "covers", "cc"));
      return [...orphans.map((key) => `file_orphaned ${key}`), `file_unfinished covers/cc/${part}`];
    },
  ],
  [
    "a cover that no model has seen",
    async ({ first }) => {
      const { id } = await vectorOf(first.coverId);
      await db.delete(embeddings).where(eq(embeddings.id, id));
      return [`embedding_missing ${first.coverId} ridizi-cover`, `vector_index_orphaned ${id}`];
    },
  ],
  [
    "a vector of another length",
    async ({ first }) => {
      const { id } = await vectorOf(first.coverId);
      await db
        .update(embeddings)
        .set({ vector: Buffer.alloc(9) })
        .where(eq(embeddings.id, id));
      return `embedding_stale ${id}`;
    },
  ],
  [
    "a vector of another picture",
    async ({ first }) => {
      const { id } = await vectorOf(first.coverId);
      await db
        .update(embeddings)
        .set({ vector: toBlob(randomVector()) })
        .where(eq(embeddings.id, id));
      return `embedding_stale ${id}`;
    },
    { isDeep: true },
  ],
  [
    "a vector and features whose book was deleted",
    async ({ first }) => {
      const [vector, features] = [await vectorOf(first.coverId), await featuresOf(first.coverId)];
      const key = coverKey(await hashOf(first.coverId));
      const keys = [key, ...(["thumb", "page"] as const).map((size) => coverKey(path.basename(key, ".jpg"), size))];
      await db.delete(books).where(eq(books.id, first.book.id));
      return [
        ...keys.map((orphan) => `file_orphaned ${orphan}`),
        ...[`embedding_orphaned ${vector.id}`, `features_orphaned ${features.id}`],
      ];
    },
  ],
  [
    "a cover without features",
    async () => {
      // Without the newest row a snapshot would be ahead of the table, and not be used.
      const [oldest] = await db.select().from(localFeatures).orderBy(localFeatures.seq).limit(1);
      await db.delete(localFeatures).where(eq(localFeatures.id, oldest?.id ?? 0));
      return [`features_missing ${oldest?.coverId}`, `detail_index_orphaned ${oldest?.id}`];
    },
  ],
  [
    "features that cannot be read",
    async ({ second }) => {
      const { id, features } = await featuresOf(second.coverId);
      await db
        .update(localFeatures)
        .set({ features: features?.subarray(0, 100) })
        .where(eq(localFeatures.id, id));
      return `features_stale ${id}`;
    },
  ],
  [
    "features of another picture",
    async ({ first, second }) => {
      const [mine, others] = [await featuresOf(second.coverId), await featuresOf(first.coverId)];
      await db.update(localFeatures).set({ features: others.features }).where(eq(localFeatures.id, mine.id));
      return `features_stale ${mine.id}`;
    },
    { isDeep: true },
  ],
  [
    "a book that search does not know",
    async ({ first }) => {
      await db.delete(bookSearch).where(eq(bookSearch.bookId, first.book.id));
      return `search_row_missing ${first.book.id}`;
    },
  ],
  [
    "a book that was changed behind the search's back",
    async ({ first }) => {
      await db.update(books).set({ title: "Quite another name" }).where(eq(books.id, first.book.id));
      return `search_row_stale ${first.book.id}`;
    },
  ],
  [
    "an event of which no job came",
    async ({ first }) => {
      await db.transaction((tx) => recordEvent(tx, bookAdded, { bookId: first.book.id }));
      const [event] = await db.select({ id: outbox.id }).from(outbox).where(sql`relayed_at is null`);
      return `event_stuck ${event?.id} catalog.book_added`;
    },
  ],
];

describe("sync:repair", () => {
  it.each(DRIFTS)(
    "finds and mends %s",
    async (_, make, options = {}) => {
      const expected = [await make(await buildSite())].flat().sort();
      expect(await run(options)).toMatchObject({ found: expected, summary: { mended: 0 } });
      const repaired = await run({ ...options, mending: "all" });
      expect(repaired.left).toEqual([]);
      // What mends one may mend the next, and a cover that is drawn anew is followed to its end.
      expect(expected.filter((drift) => repaired.found.includes(drift))).not.toEqual([]);
      expect(repaired.summary.mended).toBe(repaired.found.length);
      await indexMissing();
      for (const { sha256 } of await db.select({ sha256: covers.sha256 }).from(covers))
        for (const size of ["thumb", "page"] as const) await readCoverFile(sha256, size);
      while ((await relayBatch()) > 0);
      expect(await run({ ...options, isDeep: true })).toMatchObject(NOTHING);
    },
    60_000,
  );

  it("finds a file with another content of the same length when it looks deep, and mends it", async () => {
    const { drawn } = await buildSite();
    const key = coverKey(drawn.sha256);
    const whole = (await getFile(key)) ?? Buffer.alloc(0);
    const bytes = Buffer.from(whole);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
    await putFile(key, bytes);
    expect(await run()).toMatchObject(NOTHING);
    // What is made of another picture differs, too.
    expect((await run({ isDeep: true })).found).toContain(`file_damaged ${drawn.id}`);
    expect((await run({ isDeep: true, mending: "all" })).left).toEqual([]);
    expect((await getFile(key))?.equals(whole)).toBe(true);
    expect(await run({ isDeep: true })).toMatchObject(NOTHING);
  }, 60_000);

  it("draws a lost drawing anew as it was, and puts a drawn one in the place of a picture that is lost for good", async () => {
    const { first, drawn } = await buildSite();
    const before = await getFile(coverKey(drawn.sha256));
    for (const sha256 of [drawn.sha256, await hashOf(first.coverId)]) await removeFile(coverKey(sha256));
    await run({ mending: "all" });
    expect((await getFile(coverKey(drawn.sha256)))?.equals(before ?? Buffer.alloc(0))).toBe(true);
    expect((await vectorOf(drawn.id)).vector).not.toBeNull();
    const [now] = await db.select().from(covers).where(eq(covers.primaryBookId, first.book.id));
    expect(now?.id).not.toBe(first.coverId);
    expect(await sizeOfFile(coverKey(now?.sha256 ?? ""))).toBeGreaterThan(0);
  }, 60_000);

  it("leaves to people what would lose something, where it mends by itself", async () => {
    const { first } = await buildSite();
    await removeFile(coverKey(await hashOf(first.coverId)));
    await db.delete(bookSearch).where(eq(bookSearch.bookId, first.book.id));
    const { left, summary } = await run({ mending: "safe" });
    expect([left, summary.mended]).toEqual([["file_missing not_mended"], 1]);
    expect(await getCover(first.coverId)).toBeDefined();
  }, 60_000);

  it("takes the storage for away where many files are missing, and replaces no cover then unless told to", async () => {
    await buildSite();
    const rows = Array.from({ length: 25 }, (_, at) => ({ sha256: String(at).padStart(64, "0") }));
    for (const { sha256 } of rows)
      await db.insert(covers).values({
        ...{ bookId: (await buildBook()).id, source: "upload", mime: "image/jpeg", width: 9, height: 9, bytes: 9 },
        ...{ sha256, isPrimary: true },
      });
    const { left, summary } = await run({ mending: "all" });
    expect(left.filter((entry) => entry === "file_missing storage_away")).toHaveLength(25);
    expect(summary.left).toMatchObject({ file_missing: 25 });
    expect(await db.$count(covers)).toBe(28);
    await run({ mending: "all", isForced: true });
    expect(await db.$count(covers, eq(covers.source, "drawn"))).toBe(26);
  }, 120_000);

  it("takes the database for another one where many files have no row, and removes none then unless told to", async () => {
    const { first, drawn } = await buildSite();
    // As with an older dump: the files of covers that came after it, readers' own photos among them.
    const keys = Array.from({ length: 25 }, (_, at) => coverKey(String(at).padStart(64, "0")));
    for (const key of keys) await putFile(key, Buffer.from("somebody's photo"));
    const { left, summary } = await run({ mending: "all" });
    expect(left).toEqual(Array(25).fill("file_orphaned database_away"));
    expect(summary).toMatchObject({ mended: 0, isFinished: true });
    for (const key of keys) expect(await sizeOfFile(key)).toBeGreaterThan(0);
    await run({ mending: "all", isForced: true });
    for (const key of keys) expect(await sizeOfFile(key)).toBeUndefined();
    for (const sha256 of [drawn.sha256, await hashOf(first.coverId)])
      expect(await sizeOfFile(coverKey(sha256))).toBeGreaterThan(0);
  }, 60_000);

  it("by itself leaves a whole file without a row, and clears away one that was never whole", async () => {
    await buildSite();
    const whole = coverKey("d".repeat(64));
    await putFile(whole, Buffer.from("the one that a lost row named"));
    await writeFile(await pathFor(`${coverKey("c".repeat(64))}.${newId()}.part`), "x");
    const { left, summary } = await run({ mending: "safe" });
    expect([left, summary.mended]).toEqual([["file_orphaned not_mended"], 1]);
    expect(await sizeOfFile(whole)).toBeGreaterThan(0);
  }, 60_000);

  it("keeps an event that nobody can read, and says so each time", async () => {
    const id = newId();
    await db.insert(outbox).values({ id, name: bookAdded.name, payload: { bookId: "seven" } });
    expect(await run({ mending: "all" })).toMatchObject({
      found: [`event_stuck ${id} catalog.book_added`],
      left: ["event_stuck event_unreadable"],
    });
    expect(await db.$count(outbox, eq(outbox.id, id))).toBe(1);
  });
});

describe("an index", () => {
  it("that has lost a row and kept one that is gone is put right in every process that follows it", async () => {
    const { first, second } = await buildSite();
    await snapshotIndex({ always: true });
    await snapshotDetails({ always: true });
    await openIndex();
    await openDetails();
    expect([(await getIndexState())?.size, getDetailState()?.size]).toEqual([3, 3]);

    // As when a database comes back from a backup and goes on: rows behind the number that the snapshot has seen.
    const gone = { vector: await vectorOf(first.coverId), features: await featuresOf(first.coverId) };
    await db.delete(embeddings).where(eq(embeddings.id, gone.vector.id));
    await db.delete(localFeatures).where(eq(localFeatures.id, gone.features.id));
    const [vector] = await db
      .insert(embeddings)
      .values({ ...gone.vector, id: undefined, seq: gone.vector.seq })
      .$returningId();
    const [features] = await db
      .insert(localFeatures)
      .values({ ...gone.features, id: undefined, seq: gone.features.seq })
      .$returningId();

    const drift = [
      `detail_index_missing ${features?.id}`,
      `detail_index_orphaned ${gone.features.id}`,
      `vector_index_missing ${vector?.id}`,
      `vector_index_orphaned ${gone.vector.id}`,
    ];
    expect((await run()).found).toEqual(drift);
    expect(await run({ mending: "safe" })).toMatchObject({ found: drift, left: [] });
    expect(await run()).toMatchObject(NOTHING);
    await refreshIndex();
    expect((await getIndexState())?.size).toBe(3);
    expect(second.coverId).toBeGreaterThan(0);
  }, 60_000);
});

it("leaves a file alone that may be one of which the row is just being written", async () => {
  const key = coverKey("d".repeat(64));
  await putFile(key, Buffer.from("x"));
  expect(await sync(new Date(), { ...NOW, mending: "all", orphanedAfterMs: undefined })).toMatchObject({ mended: 0 });
  const old = new Date(Date.now() - 25 * 60 * 60_000);
  await utimes(await pathFor(key), old, old);
  expect(await sync(new Date(), { ...NOW, mending: "all", orphanedAfterMs: undefined })).toMatchObject({ mended: 1 });
});
