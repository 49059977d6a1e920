import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { appLogs } from "@/db/schema/ops";
import { drawCover, embedCover } from "@/lib/covers/jobs";
import { buildCover } from "@/lib/covers/vectors/covers.fixtures";
import { startWorkers } from "@/lib/jobs/adapters/worker";
import { beat, enqueue, leave } from "@/lib/jobs/commands";
import { defineJob, handle } from "@/lib/jobs/schema";
import { redis } from "@/lib/platform/redis";
import { discardJob, noteGivenUpJob, pauseQueue, resumeQueue, retryAllJobs, retryJob } from "./commands";
import { opsHandlers } from "./handlers";
import { getJobBoard, getReadiness } from "./queries";
import { DRIFT_FOUND, JOB_GIVEN_UP, queueInput } from "./schema";

beforeEach(() => redis().flushdb());

/** Runs jobs until they have been given up. */
async function giveUp(names: string[]) {
  const given: string[] = [];
  const handlers = names.map((name) =>
    handle({ ...defineJob(name, z.unknown(), { queue: "vision", attempts: 1 }) }, () =>
      Promise.reject(new Error("no light")),
    ),
  );
  const workers = startWorkers(handlers, {
    onGivenUp: async (job) => {
      await noteGivenUpJob(job);
      given.push(job.name);
    },
  });
  for (let tries = 0; given.length < names.length; tries++) {
    if (tries > 200) throw new Error("never given up");
    await wait(50);
  }
  await workers.stop();
}

it("names the book that a failed job is about, also through its cover, and notes the failure for the day's figures", async () => {
  const [book, covered] = [await buildBook(), await buildCover()];
  await enqueue({ ...drawCover, attempts: 1 }, { bookId: book.id }, "of-book");
  await enqueue({ ...embedCover, attempts: 1 }, { coverId: covered.coverId }, "of-cover");
  await enqueue(defineJob("test.other", z.object({}), { queue: "vision", attempts: 1 }), {}, "of-nothing");
  await giveUp(["covers.draw_cover", "covers.embed_cover", "test.other"]);

  const { queues, failed, waitingEvents } = await getJobBoard(new Date());
  expect(queues.map(({ name }) => name)).toEqual(["default", "letters", "lookup", "vision", "vector-index", "upkeep"]);
  expect(queues.find(({ name }) => name === "vision")).toMatchObject({ failed: 3, waiting: 0, isPaused: false });
  expect(waitingEvents).toBe(1);
  expect(failed.count).toBe(3);
  const titles = Object.fromEntries(failed.jobs.map(({ id, book: about, reason }) => [id, [about?.title, reason]]));
  expect(titles).toEqual({
    "of-book": [book.title, "no light"],
    "of-cover": [covered.book.title, "no light"],
    "of-nothing": [undefined, "no light"],
  });
  const notes = await db.select().from(appLogs);
  expect(notes.map(({ message }) => message)).toEqual(Array(3).fill(JOB_GIVEN_UP));
  expect(notes.map(({ context }) => context.reason)).toEqual(Array(3).fill("no light"));
}, 30_000);

it("lets an admin, and nobody else, pause and resume, retry and discard", async () => {
  const [admin, moderator] = [await buildUser({ role: "admin" }), await buildUser({ role: "moderator" })];
  await enqueue({ ...drawCover, attempts: 1 }, { bookId: 1 }, "a");
  await enqueue({ ...drawCover, attempts: 1 }, { bookId: 2 }, "b");
  await giveUp(["covers.draw_cover"]);
  const jobOf = (id: string) => ({ queue: "vision" as const, id });
  const isPaused = async () =>
    (await getJobBoard(new Date())).queues.filter((queue) => queue.isPaused).map(({ name }) => name);

  for (const refused of [
    await pauseQueue(moderator, { queue: "vision" }),
    await resumeQueue(moderator, { queue: "vision" }),
    await retryJob(moderator, jobOf("a")),
    await retryAllJobs(moderator),
    await discardJob(moderator, jobOf("a")),
  ])
    expect(refused).toMatchObject({ ok: false, reason: "not_allowed" });

  expect(await pauseQueue(admin, { queue: "vision" })).toEqual({ ok: true });
  expect(await pauseQueue(admin, { queue: "vision" })).toEqual({ ok: true });
  expect(await isPaused()).toEqual(["vision"]);
  expect(await retryJob(admin, jobOf("a"))).toEqual({ ok: true });
  expect(await retryJob(admin, jobOf("a"))).toMatchObject({ ok: false, reason: "job_not_failed" });
  expect(await discardJob(admin, jobOf("nothing"))).toMatchObject({ ok: false, reason: "job_not_failed" });
  expect(await resumeQueue(admin, { queue: "vision" })).toEqual({ ok: true });
  expect(await isPaused()).toEqual([]);
}, 30_000);

it.each(["ops.record_days", "ops.prune", "ops.mend_drift"])(
  "does not take %s for done, or for nothing to do, when it was ended before it was through",
  async (name) => {
    const handler = opsHandlers.find(({ job }) => job.name === name) ?? expect.fail("no handler");
    await expect(handler.run({}, AbortSignal.abort(new Error("the worker is stopping")))).rejects.toThrow("stopping");
  },
);

it("notes what the daily check found, and whether it came to its end", async () => {
  await db.delete(appLogs);
  await db.delete(books);
  const book = await buildBook();
  await db
    .update(books)
    .set({ updatedAt: new Date(Date.now() - 60 * 60_000) })
    .where(eq(books.id, book.id));
  const check = opsHandlers.find(({ job }) => job.name === "ops.mend_drift") ?? expect.fail("no handler");
  await check.run({}, new AbortController().signal);
  const notes = (await db.select().from(appLogs)).filter(({ message }) => message === DRIFT_FOUND);
  expect(notes.map(({ context }) => context)).toMatchObject([
    { found: { cover_missing: 1 }, mended: expect.any(Number), isFinished: true },
  ]);
});

it("says how many workers are at work, and when one was last heard", async () => {
  expect((await getReadiness()).workers).toEqual({ alive: 0, heardAt: null });
  const now = new Date();
  await beat({ running: [], relayedAt: null }, now);
  expect((await getReadiness()).workers).toEqual({ alive: 1, heardAt: now });
  await leave();
  expect((await getReadiness()).workers).toMatchObject({ alive: 0 });
});

it("knows a queue by its name and by no other", () => {
  const isKnown = (queue: string) => queueInput.safeParse({ queue }).success;
  expect(isKnown("vector-index")).toBe(true);
  for (const name of ["", "Vision", "__proto__", "toString", "vision "]) expect(isKnown(name)).toBe(false);
});
