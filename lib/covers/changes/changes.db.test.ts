import { setTimeout as wait } from "node:timers/promises";
import { drizzle } from "drizzle-orm/mysql2";
import mysql from "mysql2/promise";
import { describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { embeddings } from "@/db/schema/covers";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { randomVector } from "../vectors/covers.fixtures";
import { VectorIndex } from "../vectors/index/adapters/vector-index";
import { getNewestSeq, listEmbeddingChanges } from "../vectors/queries";
import { toBlob } from "../vectors/rules";
import { announceChange, followChanges, getEpoch, nextSeq } from "./commands";

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
      const lateSeq = await nextSeq(late.tx, "embeddings");
      await late.tx.insert(embeddings).values({ ...values, seq: lateSeq });

      await early.connection.beginTransaction();
      let earlySeq: number | undefined;
      const second = nextSeq(early.tx, "embeddings").then(async (seq) => {
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
        await tx.insert(embeddings).values({ ...values, seq: await nextSeq(tx, "embeddings") });
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

describe("sequences", () => {
  it("numbers each name on its own, and gives each database its own epoch for ever", async () => {
    const next = (name: "embeddings" | "features") => db.transaction((tx) => nextSeq(tx, name));
    const [embedding, feature] = [await next("embeddings"), await next("features")];
    expect(await next("embeddings")).toBe(embedding + 1);
    expect(await next("features")).toBe(feature + 1);
    const epochs = await Promise.all(Array.from({ length: 5 }, () => getEpoch("features")));
    expect(new Set(epochs).size).toBe(1);
    expect(await getEpoch("embeddings")).not.toBe(epochs[0]);
  });

  it("read the epoch without a write, so that nobody who only follows waits for a lock", async () => {
    const epoch = await getEpoch("features");
    const { connection } = await openConnection();
    try {
      await connection.beginTransaction();
      await connection.query("select value from sequences where name = 'features_epoch' for update");
      expect(await Promise.race([getEpoch("features"), wait(2_000, "waited")])).toBe(epoch);
    } finally {
      await connection.end();
    }
  });
});

describe("followChanges", () => {
  it("refreshes each at once when a change is announced, whatever another is doing, and ends at once", async () => {
    const stop = new AbortController();
    const turns = { quick: 0, troubled: 0 };
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const warned = vi.spyOn(log, "warn");
    const following = followChanges(stop.signal, [
      { name: "slow", refresh: () => slow },
      {
        name: "quick",
        refresh: async () => {
          turns.quick += 1;
        },
      },
      {
        name: "troubled",
        refresh: async () => {
          turns.troubled += 1;
          throw new Error("the database is away");
        },
      },
    ]);
    await wait(300);
    expect(turns).toEqual({ quick: 1, troubled: 1 });
    // At the start of a process one failure alone is nothing.
    expect(warned).not.toHaveBeenCalled();
    await announceChange();
    await wait(300);
    expect(turns).toEqual({ quick: 2, troubled: 2 });
    expect(warned.mock.calls).toMatchObject([["covers.follow_failed", { name: "troubled" }]]);
    release();
    stop.abort();
    const startedAt = Date.now();
    await following;
    expect(Date.now() - startedAt).toBeLessThan(500);
  });
});
