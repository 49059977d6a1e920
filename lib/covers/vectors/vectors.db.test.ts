import { readdir, truncate } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import mysql from "mysql2/promise";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { embeddings, sequences } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { decodePicture } from "../adapters/picture";
import { addCover, removeCover } from "../commands";
import { coverEncoder } from "./adapters/cover-encoder";
import { followedIndex } from "./adapters/followed-index";
import { loadNewestSnapshot } from "./adapters/snapshots";
import { VectorIndex } from "./adapters/vector-index";
import { addToIndex, embedCover, followIndex, nextSeq, openIndex, snapshotIndex } from "./commands";
import {
  findCoversByLook,
  getIndexState,
  getNewestSeq,
  listCoversWithoutEmbedding,
  listEmbeddingChanges,
} from "./queries";
import { toBlob, toUnit } from "./rules";
import { DIMENSIONS } from "./schema";

let pictures = 0;

/** A picture like no other of this file: stripes whose widths and colours depend on its number. */
async function newPicture() {
  pictures += 1;
  const [width, height] = [120, 180];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const stripe = Math.floor(x / (4 + pictures * 5)) + Math.floor(y / (31 - pictures));
      data.set(
        [(stripe * 83 * pictures) % 256, (stripe * 151) % 256, (pictures * 67 + stripe * 29) % 256],
        (y * width + x) * 3,
      );
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

async function buildCover() {
  const book = await buildBook();
  const bytes = await newPicture();
  const result = await addCover(book.id, "upload", bytes);
  if (!result.ok) throw new Error(result.reason);
  return { book, bytes, coverId: result.coverId };
}

const randomVector = () => toUnit(Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5));

async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number) {
  const startedAt = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms`);
    await wait(10);
  }
}

/** A connection of its own, whose transactions are opened and ended by hand. */
async function openConnection() {
  const { host, port, user, password, name } = env().db;
  const connection = await mysql.createConnection({ host, port, user, password, database: name });
  return { connection, tx: drizzle(connection, { casing: "snake_case" }) };
}

describe("the order of changes", () => {
  it("never shows a follower a number before a smaller one, however late that one's transaction commits", async () => {
    const modelId = { model: "test", version: newId() };
    const values = { model: "test", modelVersion: modelId.version, vector: toBlob(randomVector()) };
    const [late, early] = [await openConnection(), await openConnection()];
    try {
      await late.connection.beginTransaction();
      const lateSeq = await nextSeq(late.tx);
      await late.tx.insert(embeddings).values({ ...values, seq: lateSeq });

      await early.connection.beginTransaction();
      let earlySeq: number | undefined;
      const second = nextSeq(early.tx).then(async (seq) => {
        earlySeq = seq;
        await early.tx.insert(embeddings).values({ ...values, seq });
        await early.connection.commit();
      });
      await wait(300);
      // The second writer waits for the first: were it through, its row would be seen and the smaller number skipped.
      expect(earlySeq).toBeUndefined();
      expect(await listEmbeddingChanges(modelId, 0, 10)).toEqual([]);

      await late.connection.commit();
      await second;
      expect(earlySeq).toBe(lateSeq + 1);
      const seen = await listEmbeddingChanges(modelId, 0, 10);
      expect(seen.map(({ seq }) => seq)).toEqual([lateSeq, lateSeq + 1]);
      expect(await listEmbeddingChanges(modelId, lateSeq, 10)).toHaveLength(1);
    } finally {
      await late.connection.end();
      await early.connection.end();
    }
  });

  it("numbers thirty changes at once without a gap that a follower would wait for, or a repeat", async () => {
    const modelId = { model: "test", version: newId() };
    const values = { model: "test", modelVersion: modelId.version, vector: toBlob(randomVector()) };
    const add = () =>
      db.transaction(async (tx) => {
        await tx.insert(embeddings).values({ ...values, seq: await nextSeq(tx) });
      });
    const index = new VectorIndex();
    let isDone = false;
    const follow = async () => {
      while (!isDone) index.apply(await listEmbeddingChanges(modelId, index.seq, 5));
      index.apply(await listEmbeddingChanges(modelId, index.seq, 100));
    };
    const following = follow();
    await Promise.all(Array.from({ length: 30 }, add));
    isDone = true;
    await following;
    expect(index.size).toBe(30);
    expect(index.seq).toBe(await getNewestSeq(modelId));
  });
});

describe("followIndex", () => {
  const following: { stop: AbortController; ended: Promise<void> }[] = [];

  function follow() {
    const stop = new AbortController();
    following.push({ stop, ended: followIndex(stop.signal) });
  }

  afterEach(async () => {
    for (const { stop, ended } of following.splice(0)) {
      stop.abort();
      await ended;
    }
  });

  it("makes a cover findable within a second, and lets it go again, without a restart", async () => {
    follow();
    await until(() => followedIndex().isOpen, 20_000);
    await wait(200);
    const { book, bytes, coverId } = await buildCover();
    const photo = await decodePicture(bytes);
    const isFound = async () => (await findCoversByLook(photo, 6)).some(({ bookId }) => bookId === book.id);
    expect(await isFound()).toBe(false);

    expect(await addToIndex(book.isbn)).toMatchObject({ ok: true, coverId });
    await until(isFound, 1_000);
    const [best] = await findCoversByLook(photo, 6);
    expect(best).toMatchObject({ bookId: book.id, coverId });
    // The kept picture is encoded anew, and test pictures are mostly noise: near, not equal.
    expect(best?.score).toBeLessThan(0.3);

    const { size } = followedIndex();
    await removeCover(coverId);
    expect(await isFound()).toBe(false);
    await until(() => followedIndex().size === size - 1, 3_000);
  }, 40_000);

  it("ends at once when it is told to", async () => {
    follow();
    await until(() => followedIndex().isOpen, 20_000);
    const startedAt = Date.now();
    const [{ stop, ended } = following[0] as (typeof following)[number]] = following;
    stop.abort();
    await ended;
    expect(Date.now() - startedAt).toBeLessThan(500);
  }, 30_000);
});

describe("addToIndex", () => {
  it("names what is wrong, and is done when the cover is in already", async () => {
    const { book } = await buildCover();
    expect(await addToIndex("978-0-306-40615-8")).toMatchObject({ reason: "not_an_isbn" });
    expect(await addToIndex("9780804429573")).toMatchObject({ reason: "cover_not_found" });
    expect((await addToIndex(book.isbn)).ok).toBe(true);
    expect((await addToIndex(book.isbn)).ok).toBe(true);
  });

  it("makes one vector of five requests for the same cover", async () => {
    const { coverId } = await buildCover();
    const { modelId } = await coverEncoder();
    expect(await listCoversWithoutEmbedding(modelId, 1_000)).toContain(coverId);
    const results = await Promise.all(Array.from({ length: 5 }, () => embedCover(coverId)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listCoversWithoutEmbedding(modelId, 1_000)).not.toContain(coverId);
  });
});

describe("snapshots", () => {
  const lineage = async () => {
    await openIndex();
    const [row] = await db.select().from(sequences).where(eq(sequences.name, "embeddings_epoch"));
    return { ...(await coverEncoder()).modelId, epoch: row?.value ?? 0 };
  };
  const loadNewest = async () => loadNewestSnapshot(await lineage(), async () => Number.MAX_SAFE_INTEGER);

  const folder = async () => {
    const { model, version, epoch } = await lineage();
    return path.join(env().dataDir, "index", `${model}-${version}-${epoch}`);
  };

  it("is written when there is something new, and not for the sake of one", async () => {
    const { book } = await buildCover();
    await addToIndex(book.isbn);
    expect(await snapshotIndex()).toEqual({ ok: false, reason: "too_little_new" });
    expect(await snapshotIndex({ always: true })).toMatchObject({ ok: true });
    expect(await snapshotIndex({ always: true })).toEqual({ ok: false, reason: "nothing_new" });
  }, 30_000);

  it("gives with what came since the same answers as the database, and keeps two files", async () => {
    for (let round = 0; round < 3; round++) {
      await addToIndex((await buildCover()).book.isbn);
      expect((await snapshotIndex({ always: true })).ok).toBe(true);
    }
    const { book, bytes } = await buildCover();
    await addToIndex(book.isbn);
    const { modelId } = await coverEncoder();
    const snapshot = await loadNewest();
    const rows = await listEmbeddingChanges(modelId, 0, 1_000);
    expect(snapshot?.size).toBe(rows.filter(({ vector }) => vector).length - 1);

    await openIndex();
    expect(await getIndexState()).toMatchObject({ size: rows.filter(({ vector }) => vector).length, tail: 1 });
    expect((await findCoversByLook(await decodePicture(bytes), 3))[0]?.bookId).toBe(book.id);
    expect((await readdir(await folder())).length).toBe(4);
  }, 30_000);

  it("is passed over for the one before it when it is damaged, and rebuilt when none is left", async () => {
    await addToIndex((await buildCover()).book.isbn);
    await snapshotIndex({ always: true });
    const { modelId } = await coverEncoder();
    const files = (await readdir(await folder())).filter((name) => name.endsWith(".hnsw"));
    const size = (await listEmbeddingChanges(modelId, 0, 1_000)).filter(({ vector }) => vector).length;
    for (const name of files.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))) {
      await truncate(path.join(await folder(), name), 1_000);
      await openIndex();
      expect(await getIndexState()).toMatchObject({ size });
    }
    expect(await loadNewest()).toBeUndefined();
    expect(await snapshotIndex({ always: true })).toMatchObject({ ok: true, size });
    expect((await loadNewest())?.size).toBe(size);
  }, 30_000);

  it("is not believed after the database went back to an older backup, though its number is given out again", async () => {
    await addToIndex((await buildCover()).book.isbn);
    await snapshotIndex({ always: true });
    const { modelId } = await coverEncoder();
    const living = async () => (await listEmbeddingChanges(modelId, 0, 1_000)).filter(({ vector }) => vector).length;
    await db.delete(embeddings).where(eq(embeddings.seq, await getNewestSeq(modelId)));
    await openIndex();
    expect(await getIndexState()).toMatchObject({ size: await living(), seq: await getNewestSeq(modelId) });
    await db
      .update(sequences)
      .set({ value: await getNewestSeq(modelId) })
      .where(eq(sequences.name, "embeddings"));
    const { book, bytes } = await buildCover();
    await addToIndex(book.isbn);
    await snapshotIndex({ always: true });
    await openIndex();
    expect(await getIndexState()).toMatchObject({ size: await living(), seq: await getNewestSeq(modelId) });
    expect((await findCoversByLook(await decodePicture(bytes), 1))[0]?.bookId).toBe(book.id);
  }, 30_000);

  it("is not believed by another database, whose numbers begin again", async () => {
    await addToIndex((await buildCover()).book.isbn);
    await snapshotIndex({ always: true });
    await db.update(sequences).set({ value: 1 }).where(eq(sequences.name, "embeddings_epoch"));
    expect(await loadNewest()).toBeUndefined();
  }, 30_000);
});
