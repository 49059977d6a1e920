import { afterEach, describe, expect, it, vi } from "vitest";
import { startWorkers } from "@/lib/jobs/adapters/worker";
import { handle } from "@/lib/jobs/schema";
import { redis } from "@/lib/platform/redis";
import { RETENTION } from "@/lib/privacy/retention/rules";
import { runSchedules, schedules } from "./schedules";

/** One round of the schedules, `minutes` from now. */
async function runRound(minutes: number) {
  const clock = vi.spyOn(Date, "now").mockReturnValue(1_800_000_000_000 + minutes * 60_000);
  const stop = new AbortController();
  const running = runSchedules(stop.signal);
  stop.abort();
  await running;
  clock.mockRestore();
}

const countWaiting = () => redis().zcard("ridizi:vector-index:prioritized");

describe("runSchedules", () => {
  afterEach(() => vi.restoreAllMocks());

  it("lets no backlog grow while a job waits for its turn, and enqueues it again when it has run", async () => {
    const inVectorIndex = schedules.filter(({ job }) => job.queue === "vector-index");
    for (let minute = 0; minute < 3; minute++) await runRound(minute);
    expect(await countWaiting()).toBe(inVectorIndex.length);

    const workers = startWorkers(schedules.map(({ job }) => handle(job, async () => undefined)));
    await vi.waitUntil(async () => (await redis().zcard("ridizi:vector-index:completed")) === inVectorIndex.length, {
      timeout: 10_000,
    });
    await workers.stop();
    await runRound(3);
    const perMinute = inVectorIndex.filter(({ everyMs }) => everyMs === 60_000);
    expect(await countWaiting()).toBe(perMinute.length);
  }, 20_000);
});

it("carries out every rule of retention by a job that comes by the clock", () => {
  const jobs = schedules.map(({ job }) => job.name);
  for (const { what, job } of Object.values(RETENTION)) expect([what, jobs.includes(job)]).toEqual([what, true]);
});
