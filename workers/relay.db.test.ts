import { setTimeout as wait } from "node:timers/promises";
import { eq, inArray } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { db } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { bookAdded } from "@/lib/catalog/events";
import { coverAdded } from "@/lib/covers/events";
import { markRelayed, pruneOutbox, recordEvent, recordEvents } from "@/lib/events/commands";
import { getOutboxLag, listWaitingEvents } from "@/lib/events/queries";
import { defineEvent } from "@/lib/events/schema";
import { type RunningWorkers, startWorkers } from "@/lib/jobs/adapters/worker";
import { enqueue } from "@/lib/jobs/commands";
import { defineJob, handle, type JobHandler, skip } from "@/lib/jobs/schema";
import { newId } from "@/lib/platform/id";
import { redis } from "@/lib/platform/redis";
import { relayBatch, runRelay } from "./relay";

const record = (bookId: number) => db.transaction((tx) => recordEvent(tx, bookAdded, { bookId }));

async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 10_000) {
  const startedAt = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms`);
    await wait(20);
  }
}

/** Ids of the jobs that follow from an event, as they stand in Redis. */
async function jobsOf(eventId: string) {
  const keys = await redis().keys(`ridizi:*:${eventId}-*`);
  return keys
    .filter((key) => /covers\.draw_cover$|search\.index_book$/.test(key))
    .map((key) => key.slice(key.indexOf(eventId) + 37));
}

describe("relayBatch", () => {
  it("turns an event into each of its jobs once, though it runs twice, at the same time and after a crash", async () => {
    await record(1);
    const [event] = await listWaitingEvents(10);
    const id = event?.id ?? "";
    await Promise.all([relayBatch(), relayBatch()]);
    // As if the process had died after the queue took the jobs and before the event was marked.
    await db.update(outbox).set({ relayedAt: null }).where(eq(outbox.id, id));
    expect(await relayBatch()).toBe(1);
    expect(await relayBatch()).toBe(0);
    expect((await jobsOf(id)).sort()).toEqual(["covers.draw_cover", "search.index_book"]);
    expect(await redis().zcard("ridizi:vision:prioritized")).toBe(1);
  });

  it("lets a cover that a reader waits for be looked at before those of an import", async () => {
    await redis().del("ridizi:vision:prioritized");
    for (const coverId of [71, 72]) await db.transaction((tx) => recordEvent(tx, coverAdded, { coverId }));
    await db.transaction((tx) => recordEvent(tx, coverAdded, { coverId: 73, isAwaited: true }));
    while ((await relayBatch()) > 0);
    const waiting = await redis().zrange("ridizi:vision:prioritized", 0, "-1");
    const data = await Promise.all(waiting.map((id) => redis().hget(`ridizi:vision:${id}`, "data")));
    const order = data.map((text) => JSON.parse(String(text)));
    const covers: number[] = order.map(({ coverId }) => coverId);
    // The two of the import came within one moment, and neither waits for the other.
    expect([covers.slice(0, 2), covers.slice(2).toSorted()]).toEqual([
      [73, 73],
      [71, 71, 72, 72],
    ]);
  });

  it("carries on what comes after an event that cannot be read, and keeps that one", async () => {
    const bad = newId();
    await db
      .insert(outbox)
      .values({ id: bad, name: bookAdded.name, payload: { bookId: "seven" }, occurredAt: new Date(0) });
    await record(2);
    expect(await relayBatch()).toBe(2);
    expect(await listWaitingEvents(10)).toEqual([]);
    expect(await db.$count(outbox, eq(outbox.id, bad))).toBe(1);
    expect((await getOutboxLag()).waiting).toBe(1);
    await db.delete(outbox).where(eq(outbox.id, bad));
  });

  it("is not held up by more events that cannot be read than it takes at once, and has them for a version that can", async () => {
    const ids = Array.from({ length: 450 }, () => newId());
    const unreadable = { name: bookAdded.name, payload: { bookId: "seven" }, occurredAt: new Date(0) };
    await db.insert(outbox).values(ids.map((id) => ({ id, ...unreadable })));
    await record(5);
    const [event] = (await listWaitingEvents(500)).slice(-1);
    for (let round = 0; round < 3; round++) await relayBatch();
    expect((await jobsOf(event?.id ?? "")).sort()).toEqual(["covers.draw_cover", "search.index_book"]);
    expect(await listWaitingEvents(10)).toEqual([]);

    const [mended = ""] = ids;
    await db
      .update(outbox)
      .set({ payload: { bookId: 6 } })
      .where(eq(outbox.id, mended));
    const stop = new AbortController();
    const relay = runRelay(stop.signal);
    await until(async () => (await jobsOf(mended)).length === 2);
    stop.abort();
    await relay;
    expect((await getOutboxLag()).waiting).toBe(449);
    await db.delete(outbox).where(inArray(outbox.id, ids));
  }, 20_000);

  it("carries on what a reader waits for before the thousands of an import", async () => {
    await redis().del("ridizi:vision:prioritized");
    const ids = Array.from({ length: 450 }, () => newId());
    await db
      .insert(outbox)
      .values(ids.map((id) => ({ id, name: "test.silent", payload: {}, occurredAt: new Date(0) })));
    await db.transaction(async (tx) => {
      await recordEvent(tx, bookAdded, { bookId: 81 });
      await recordEvents(tx, bookAdded, [{ bookId: 82 }, { bookId: 83, isAwaited: true }]);
    });
    const [event] = await listWaitingEvents(1);
    expect(event?.payload).toEqual({ bookId: 83, isAwaited: true });
    await relayBatch();
    expect((await jobsOf(event?.id ?? "")).sort()).toEqual(["covers.draw_cover", "search.index_book"]);
    while ((await relayBatch()) > 0);
    const [next] = await redis().zrange("ridizi:vision:prioritized", 0, "0");
    expect(JSON.parse(String(await redis().hget(`ridizi:vision:${next}`, "data")))).toEqual({ bookId: 83 });
  });

  it("marks an event that nothing follows from", async () => {
    const unheard = defineEvent("test.nobody_listens", z.object({ at: z.int() }));
    await db.transaction((tx) => recordEvent(tx, unheard, { at: 1 }));
    expect(await relayBatch()).toBe(1);
    expect(await listWaitingEvents(10)).toEqual([]);
  });

  it("takes the oldest first and no more than a batch", async () => {
    const ids = Array.from({ length: 250 }, () => newId());
    const rows = ids.map((id, at) => ({ id, name: "test.silent", payload: {}, occurredAt: new Date(1_000_000 + at) }));
    await db.insert(outbox).values(rows);
    expect((await listWaitingEvents(3)).map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect([await relayBatch(), await relayBatch(), await relayBatch()]).toEqual([200, 50, 0]);
  });
});

describe("recordEvent", () => {
  it("leaves no event of a transaction that fails, and refuses a payload of another shape", async () => {
    const failing = db.transaction(async (tx) => {
      await recordEvent(tx, bookAdded, { bookId: 3 });
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await expect(db.transaction((tx) => recordEvent(tx, bookAdded, { bookId: "3" } as never))).rejects.toThrow();
    expect(await getOutboxLag()).toEqual({ waiting: 0, oldest: null });
  });

  it("is forgotten only when it was carried on long ago", async () => {
    const [old, recent, waiting] = [newId(), newId(), newId()];
    await db.insert(outbox).values([old, recent, waiting].map((id) => ({ id, name: "test.silent", payload: {} })));
    await markRelayed([recent]);
    await db
      .update(outbox)
      .set({ relayedAt: new Date(Date.now() - 1_000_000) })
      .where(eq(outbox.id, old));
    await pruneOutbox(new Date(Date.now() - 500_000));
    const rows = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(inArray(outbox.id, [old, recent, waiting]));
    expect(rows.map(({ id }) => id).sort()).toEqual([recent, waiting].sort());
    await markRelayed([waiting]);
  });
});

describe("workers", () => {
  let running: RunningWorkers | undefined;

  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const start = (...handlers: JobHandler[]) => {
    running = startWorkers(handlers);
  };
  const noted = defineJob("test.note", z.object({ at: z.int() }), { attempts: 3, backoffMs: 20, timeoutMs: 300 });

  it("carries a book's event to its job while the relay runs", async () => {
    const seen: number[] = [];
    const drawCover = defineJob("covers.draw_cover", z.object({ bookId: z.int() }), { queue: "vision" });
    start(handle(drawCover, async ({ bookId }) => void seen.push(bookId)));
    const stop = new AbortController();
    const relay = runRelay(stop.signal);
    await record(77);
    await until(() => seen.includes(77));
    stop.abort();
    await relay;
  }, 20_000);

  it("runs a job once however often its id is put on the queue", async () => {
    let runs = 0;
    start(handle(noted, async () => void runs++));
    const id = newId();
    await Promise.all(Array.from({ length: 5 }, () => enqueue(noted, { at: 1 }, id)));
    await until(() => runs > 0);
    await enqueue(noted, { at: 1 }, id);
    await wait(200);
    expect(runs).toBe(1);
  });

  it("tries a failed job again, and no more often than it says", async () => {
    const tries = { mended: 0, broken: 0 };
    const broken = { ...noted, name: "test.broken" };
    start(
      handle(noted, async () => {
        tries.mended += 1;
        if (tries.mended < 3) throw new Error("not yet");
      }),
      handle(broken, async () => {
        tries.broken += 1;
        throw new Error("never");
      }),
    );
    const id = newId();
    await enqueue(noted, { at: 1 }, newId());
    await enqueue(broken, { at: 1 }, id);
    await until(async () => tries.mended === 3 && (await redis().zscore("ridizi:default:failed", id)) !== null);
    await wait(200);
    expect(tries).toEqual({ mended: 3, broken: 3 });
  }, 20_000);

  it("counts a job that takes too long as failed, and tells it to stop", async () => {
    let stopped = 0;
    start(
      handle({ ...noted, attempts: 1 }, async (_, signal) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        stopped += 1;
      }),
    );
    const id = newId();
    await enqueue({ ...noted, attempts: 1 }, { at: 1 }, id);
    await until(async () => (await redis().zscore("ridizi:default:failed", id)) !== null);
    expect(stopped).toBe(1);
    expect(await redis().hget(`ridizi:default:${id}`, "failedReason")).toContain("took longer than 300 ms");
  }, 20_000);

  it("ends a job with nothing to do as done, with the reason", async () => {
    start(handle(noted, async () => skip("book_not_found")));
    const id = newId();
    await enqueue(noted, { at: 1 }, id);
    await until(async () => (await redis().zscore("ridizi:default:completed", id)) !== null);
    const outcome = await redis().hget(`ridizi:default:${id}`, "returnvalue");
    expect(JSON.parse(outcome ?? "")).toEqual({ status: "skipped", why: "book_not_found" });
  }, 20_000);

  it("does not try again what can never work: a payload of another shape, a job that nobody handles", async () => {
    let runs = 0;
    const text = { ...noted, payload: z.object({ at: z.string() }) };
    start(handle(noted, async () => void runs++));
    const [malformed, unhandled] = [newId(), newId()];
    await enqueue(text, { at: "one" }, malformed);
    await enqueue({ ...noted, name: "test.unknown" }, { at: 1 }, unhandled);
    await until(
      async () =>
        (await redis().zcard("ridizi:default:failed")) >= 2 &&
        (await redis().zscore("ridizi:default:failed", unhandled)) !== null,
    );
    await until(async () => (await redis().zscore("ridizi:default:failed", malformed)) !== null);
    expect(runs).toBe(0);
    expect(await redis().hget(`ridizi:default:${unhandled}`, "failedReason")).toContain("no handler");
  }, 20_000);

  it("refuses to start with two handlers for one job", () => {
    const handler = handle(noted, async () => undefined);
    expect(() => startWorkers([handler, handler])).toThrow("two handlers");
  });

  it("refuses a payload of another shape before it is on a queue", async () => {
    await expect(enqueue(noted, { at: "one" } as never, newId())).rejects.toThrow();
  });
});
