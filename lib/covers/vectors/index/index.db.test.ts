import { readdir, truncate } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { embeddings, sequences } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { decodePicture } from "../../adapters/picture";
import { followChanges } from "../../changes/commands";
import { removeCover } from "../../commands";
import { coverEncoder } from "../adapters/cover-encoder";
import { addToIndex } from "../commands";
import { buildCover, findCoversByLook } from "../covers.fixtures";
import { getIndexState, getNewestSeq, listEmbeddingChanges } from "../queries";
import { followed } from "./adapters/followed-index";
import { VectorIndex } from "./adapters/vector-index";
import { loadSnapshot, openIndex, placeOfSnapshots, refreshIndex, snapshotIndex } from "./commands";

async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number) {
  const startedAt = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms`);
    await wait(10);
  }
}

describe("refreshIndex", () => {
  const following: { stop: AbortController; ended: Promise<void> }[] = [];

  function follow() {
    const stop = new AbortController();
    following.push({ stop, ended: followChanges(stop.signal, [{ name: "vectors", refresh: refreshIndex }]) });
  }

  afterEach(async () => {
    for (const { stop, ended } of following.splice(0)) {
      stop.abort();
      await ended;
    }
  });

  it("makes a cover findable within a second, and lets it go again, without a restart", async () => {
    follow();
    await until(() => followed().look !== undefined, 20_000);
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

    const size = followed().look?.index.size ?? 0;
    await removeCover(coverId);
    expect(await isFound()).toBe(false);
    await until(() => followed().look?.index.size === size - 1, 3_000);
  }, 40_000);
});

describe("snapshots", () => {
  const loadNewest = async () => loadSnapshot((await coverEncoder()).modelId);

  const folder = async () => {
    const place = await placeOfSnapshots((await coverEncoder()).modelId);
    return path.join(env().dataDir, place.folder);
  };

  it("is written when there is something new, and not for the sake of one", async () => {
    const { book } = await buildCover();
    await addToIndex(book.isbn);
    expect(await snapshotIndex()).toEqual({ ok: false, reason: "too_little_new" });
    expect(await snapshotIndex({ always: true })).toMatchObject({ ok: true });
    expect(await snapshotIndex({ always: true })).toEqual({ ok: false, reason: "nothing_new" });
  }, 30_000);

  it("is not even read while too little is new, and is written anew when many covers have gone", async () => {
    const built = [];
    for (let at = 0; at < 4; at++) built.push(await buildCover());
    for (const { book } of built) await addToIndex(book.isbn);
    await snapshotIndex({ always: true });
    await addToIndex((await buildCover()).book.isbn);
    const readNothing = vi.spyOn(VectorIndex, "load");
    expect((await snapshotIndex()).ok).toBe(false);
    expect(readNothing).not.toHaveBeenCalled();
    readNothing.mockRestore();

    for (const { coverId } of built) await removeCover(coverId);
    expect(await snapshotIndex()).toMatchObject({ ok: true });
    expect((await loadNewest())?.removedShare).toBe(0);
    expect((await snapshotIndex()).ok).toBe(false);
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
