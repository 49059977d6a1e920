import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "bullmq";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { newId } from "@/lib/platform/id";
import { newBlockingRedis, redis } from "@/lib/platform/redis";
import { type RunningWorkers, startWorkers } from "./adapters/worker";
import {
  beat,
  discardJob,
  enqueue,
  enqueueAll,
  leave,
  pauseQueue,
  pruneJobs,
  resumeQueue,
  retryAllJobs,
  retryJob,
} from "./commands";
import { countPrunableJobs, getJobTally, listFailedJobs, listQueues, listWorkers } from "./queries";
import { DONE, defineJob, handle, type JobHandler, type QueueName, skip } from "./schema";

const started: RunningWorkers[] = [];

function start(...given: Parameters<typeof startWorkers>) {
  const workers = startWorkers(...given);
  started.push(workers);
  return workers;
}

beforeEach(() => redis().flushdb());
afterEach(async () => {
  await Promise.all(started.splice(0).map((workers) => workers.stop()));
});

async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 15_000) {
  const startedAt = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms`);
    await wait(20);
  }
}

const stateOf = async (name: QueueName) => (await listQueues()).find((queue) => queue.name === name);
const never = (_: unknown, signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

const jobIn = (queue: QueueName, options = {}) =>
  defineJob("test.note", z.object({ at: z.int() }), { queue, attempts: 2, backoffMs: 10, ...options });

describe("stopping a worker", () => {
  it("finishes what ends in time, gives the rest back within ten seconds, and loses no try over it", async () => {
    const short = { ...jobIn("default"), name: "test.short" };
    const listens = { ...jobIn("default"), name: "test.listens" };
    const deaf = { ...jobIn("default"), name: "test.deaf", timeoutMs: 60_000 };
    const runs: string[] = [];
    const first = start([
      handle(short, () => wait(1_000)),
      handle(listens, never),
      handle(deaf, () => new Promise<void>(() => undefined)),
    ]);
    for (const job of [short, listens, deaf]) await enqueue(job, { at: 1 }, `${job.name}-1`);
    await until(() => first.running().length === 3);
    const startedAt = performance.now();
    await first.stop();
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect(first.running()).toEqual([]);
    expect(await stateOf("default")).toMatchObject({ running: 0, waiting: 2, delayed: 0, failed: 0 });
    expect(await redis().hget("ridizi:default:test.short-1", "returnvalue")).toBe('{"status":"done"}');

    const note = (name: string) => async () => void runs.push(name);
    start([short, listens, deaf].map((job) => handle(job, note(job.name))));
    await until(() => runs.length === 2);
    expect(runs.sort()).toEqual(["test.deaf", "test.listens"]);
    await until(async () => (await redis().hget("ridizi:default:test.deaf-1", "atm")) === "1");
  }, 60_000);
});

describe("a job that was told to stop and then ends by itself", () => {
  const stopped = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

  it("goes back to its queue, also where it says that there was nothing to do; unless it has surely finished", async () => {
    const early = { ...jobIn("default"), name: "test.early" };
    const idle = { ...jobIn("default"), name: "test.idle" };
    const sure = { ...jobIn("default"), name: "test.sure" };
    const deaf = { ...jobIn("lookup"), name: "test.deaf" };
    const jobs = [early, idle, sure, deaf];
    const first = start([
      handle(early, (_, signal) => stopped(signal)),
      handle(idle, async (_, signal) => {
        await stopped(signal);
        return skip("nothing_old");
      }),
      handle(sure, async (_, signal) => {
        await stopped(signal);
        return DONE;
      }),
      // It takes no signal: it has not ended because of one.
      handle(deaf, () => wait(6_000)),
    ]);
    for (const job of jobs) await enqueue(job, { at: 1 }, `${job.name}-1`);
    await until(() => first.running().length === 4);
    await first.stop();
    const result = (job: (typeof jobs)[number]) => redis().hget(`ridizi:${job.queue}:${job.name}-1`, "returnvalue");
    expect(await Promise.all(jobs.map(result))).toEqual([null, null, '{"status":"done"}', '{"status":"done"}']);
    const runs: string[] = [];
    start(jobs.map((job) => handle(job, async () => void runs.push(job.name))));
    await until(() => runs.length === 2);
    expect(runs.sort()).toEqual(["test.early", "test.idle"]);
  }, 60_000);
});

describe("a queue", () => {
  it("that runs alone never runs two jobs at once, with several worker processes too", async () => {
    let [running, most, done] = [0, 0, 0];
    const job = jobIn("vector-index");
    const handler = handle(job, async () => {
      running += 1;
      most = Math.max(most, running);
      await wait(30);
      running -= 1;
      done += 1;
    });
    start([handler]);
    start([handler]);
    await enqueueAll(Array.from({ length: 12 }, (_, at) => ({ job, payload: { at }, id: newId() })));
    await until(() => done === 12);
    expect(most).toBe(1);
  });

  it("runs what a reader waits for before everything else, and a crawl last", async () => {
    const order: number[] = [];
    const job = jobIn("upkeep");
    await enqueueAll([
      { job, payload: { at: 100 }, id: newId(), priority: "bulk" },
      { job, payload: { at: 10 }, id: newId() },
      { job, payload: { at: 11 }, id: newId() },
      { job: { ...job, priority: "reader" }, payload: { at: 1 }, id: newId() },
      { job, payload: { at: 2 }, id: newId(), priority: "reader" },
    ]);
    start([handle(job, async ({ at }) => void order.push(at))]);
    await until(() => order.length === 5);
    expect(order).toEqual([1, 2, 10, 11, 100]);
  });

  it("that is paused finishes what runs and begins nothing, until it is resumed; the others go on", async () => {
    const seen: string[] = [];
    const handlerIn = (queue: QueueName): JobHandler =>
      handle({ ...jobIn(queue), name: `test.${queue}` }, async ({ at }) => {
        await wait(100);
        seen.push(`${queue} ${at}`);
      });
    const [vision, lookup] = [handlerIn("vision"), handlerIn("lookup")];
    await enqueue(vision.job, { at: 1 }, newId());
    const workers = start([vision, lookup]);
    await until(() => workers.running().length === 1);
    await pauseQueue("vision");
    await enqueue(vision.job, { at: 2 }, newId());
    await enqueue(lookup.job, { at: 3 }, newId());
    await until(() => seen.length === 2);
    await wait(300);
    expect(seen).toEqual(["vision 1", "lookup 3"]);
    expect(await stateOf("vision")).toMatchObject({ isPaused: true, waiting: 1, running: 0 });
    expect(await stateOf("lookup")).toMatchObject({ isPaused: false });
    await resumeQueue("vision");
    await until(() => seen.length === 3);
    expect(await stateOf("vision")).toMatchObject({ isPaused: false, waiting: 0 });
  });
});

describe("a job that fails", () => {
  it("is kept with its reason, told of once, and tried again with all its tries when somebody says so", async () => {
    const given: unknown[] = [];
    let isBroken = true;
    let runs = 0;
    const job = jobIn("lookup");
    start(
      [
        handle(job, async () => {
          runs += 1;
          if (isBroken) throw new Error("the source is away");
        }),
      ],
      { onGivenUp: (failed) => given.push(failed) },
    );
    const id = newId();
    await enqueue(job, { at: 7 }, id);
    await until(() => given.length === 1);
    const failed = {
      queue: "lookup",
      id,
      name: "test.note",
      payload: { at: 7 },
      reason: "the source is away",
      attempts: 2,
    };
    expect(given).toEqual([failed]);
    expect(await listFailedJobs(10)).toMatchObject({ count: 1, jobs: [failed] });
    expect(runs).toBe(2);

    expect(await retryJob({ queue: "lookup", id })).toEqual({ ok: true });
    await until(() => given.length === 2);
    expect(runs).toBe(4);
    isBroken = false;
    expect(await retryAllJobs()).toBe(1);
    await until(async () => (await redis().hget(`ridizi:lookup:${id}`, "returnvalue")) !== null);
    expect(await listFailedJobs(10)).toEqual({ count: 0, jobs: [] });
    expect(await retryJob({ queue: "lookup", id })).toEqual({ ok: false, reason: "job_not_failed" });
    expect(await discardJob({ queue: "lookup", id })).toEqual({ ok: false, reason: "job_not_failed" });
    expect(await discardJob({ queue: "vision", id: newId() })).toMatchObject({ ok: false });
    await until(async () => (await getJobTally(new Date().toISOString().slice(0, 10))).done === 1);
    expect(await getJobTally(new Date().toISOString().slice(0, 10))).toEqual({
      ...{ done: 1, skipped: 0, retried: 2, failed: 2 },
    });
  });

  it("keeps nothing of whom it was about in the queue, which a mail server and the database repeat", async () => {
    const given: unknown[] = [];
    const refused = { ...jobIn("letters", { attempts: 1 }), name: "test.refused" };
    const broken = { ...jobIn("letters", { attempts: 1 }), name: "test.broken" };
    const failedQuery = Object.assign(new Error("Failed query: select ?\nparams: alice@post.example,secret"), {
      ...{ query: "select ?", params: ["alice@post.example", "secret"] },
    });
    start(
      [
        handle(refused, () => Promise.reject(new Error("450 4.2.0 <alice@post.example>: Greylisted"))),
        handle(broken, () => Promise.reject(failedQuery)),
      ],
      { onGivenUp: ({ reason }) => given.push(reason) },
    );
    for (const job of [refused, broken]) await enqueue(job, { at: 1 }, `${job.name}-1`);
    await until(() => given.length === 2);
    const kept = await Promise.all([refused, broken].map(({ name }) => redis().hgetall(`ridizi:letters:${name}-1`)));
    expect(JSON.stringify([given, kept])).not.toMatch(/alice|secret/);
    expect(given.toSorted()).toEqual(["450 4.2.0 <(address)>: Greylisted", "Failed query: select ?\nparams: …"]);
  });

  it("goes away when it is discarded", async () => {
    const given: unknown[] = [];
    const job = jobIn("lookup", { attempts: 1 });
    start([handle(job, () => Promise.reject(new Error("no")))], { onGivenUp: (failed) => given.push(failed) });
    const id = newId();
    await enqueue(job, { at: 1 }, id);
    await until(() => given.length === 1);
    expect(await discardJob({ queue: "lookup", id })).toEqual({ ok: true });
    expect(await redis().exists(`ridizi:lookup:${id}`)).toBe(0);
  });

  it("is given up when eleven processes have gone down with it, and has all its chances after a retry", async () => {
    const given: { id: string; reason: string }[] = [];
    let runs = 0;
    const job = jobIn("default");
    const id = newId();
    await enqueue(job, { at: 1 }, id);
    // A process takes it and is gone, for the eleventh time.
    const connection = newBlockingRedis("dead");
    const dead = new Worker("default", null, { connection, prefix: "ridizi", lockDuration: 50, skipLockRenewal: true });
    expect((await dead.getNextJob("dead"))?.id).toBe(id);
    await dead.close(true);
    connection.disconnect();
    await redis().hset(`ridizi:default:${id}`, "stc", 10);

    start([handle(job, async () => void runs++)], { onGivenUp: (failed) => given.push(failed) });
    await until(() => given.length === 1, 20_000);
    expect(given[0]).toMatchObject({ id, reason: expect.stringContaining("stalled") });
    expect(runs).toBe(0);
    await retryJob({ queue: "default", id });
    await until(() => runs === 1);
    expect(await redis().hget(`ridizi:default:${id}`, "stc")).toBeNull();
  }, 60_000);
});

describe("pruneJobs", () => {
  it("takes away what ended before, and that alone", async () => {
    let ended = 0;
    const job = jobIn("default", { attempts: 1 });
    start([
      handle(job, async ({ at }) => {
        ended += 1;
        if (at % 2) throw new Error("odd");
      }),
    ]);
    await enqueueAll(Array.from({ length: 6 }, (_, at) => ({ job, payload: { at }, id: `job-${at}` })));
    const isOver = async () => (await countPrunableJobs(new Date(0), new Date(0))).all === 6;
    await until(async () => ended === 6 && (await isOver()));
    const long = new Date(Date.now() - 60_000);
    for (const [set, id] of [
      ["completed", "job-0"],
      ["failed", "job-1"],
      ["failed", "job-3"],
    ] as const)
      await redis().zadd(`ridizi:default:${set}`, long.getTime() - 1, id);
    expect(await countPrunableJobs(long, long)).toEqual({ all: 6, old: 3 });
    expect(await pruneJobs({ doneBefore: long, failedBefore: long })).toBe(3);
    expect(await pruneJobs({ doneBefore: long, failedBefore: long })).toBe(0);
    expect(await countPrunableJobs(long, long)).toEqual({ all: 3, old: 0 });
    expect(await redis().keys("ridizi:default:job-*")).toHaveLength(3);
  });
});

describe("heartbeats", () => {
  it("say which worker is at work on what, and which has fallen silent; one that stops is off the list", async () => {
    const at = new Date("2026-05-05T10:00:00.000Z");
    const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
    const running = [{ job: "covers.draw_cover", id: "x", since: at }];
    await beat({ running, relayedAt: at }, at);
    expect(await listWorkers(later(14))).toEqual([
      expect.objectContaining({ pid: process.pid, beatAt: at, relayedAt: at, running, isSilent: false }),
    ]);
    expect(await listWorkers(later(20))).toMatchObject([{ isSilent: true }]);

    // Another one that was killed more than a day ago is forgotten.
    const [mine] = await listWorkers(at);
    await redis().hset("ridizi:workers", "old", JSON.stringify({ ...mine, id: "old", beatAt: later(-90_000) }));
    expect(await listWorkers(at)).toHaveLength(2);
    await beat({ running: [], relayedAt: at }, later(5));
    expect(await listWorkers(later(5))).toHaveLength(1);
    await leave();
    expect(await listWorkers(later(5))).toEqual([]);
  });
});
