import { closeDatabase } from "@/db/client";
import { coverHandlers } from "@/lib/covers/handlers";
import { startWorkers } from "@/lib/jobs/adapters/queue";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { scanHandlers } from "@/lib/scans/handlers";
import { searchHandlers } from "@/lib/search/handlers";
import { runRelay } from "./relay";
import { runSchedules, schedules } from "./schedules";
import { subscriptions } from "./subscriptions";

const STOP_MAX_MS = 10_000;

const handlers = [...coverHandlers, ...scanHandlers, ...searchHandlers];

const handled = new Set(handlers.map(({ job }) => job.name));
for (const { job } of [...subscriptions, ...schedules]) {
  if (!handled.has(job.name)) throw new Error(`${job.name} has no handler`);
}

const stopping = new AbortController();
const workers = startWorkers(handlers);
const loops = [runRelay(stopping.signal), runSchedules(stopping.signal)];
log.info("worker.started", { jobs: [...handled] });

/** Finishes what runs; what takes longer than ten seconds is handed back by BullMQ to the next worker. */
async function stop(signal: string) {
  if (stopping.signal.aborted) return;
  log.info("worker.stopping", { signal });
  setTimeout(() => process.exit(1), STOP_MAX_MS).unref();
  stopping.abort();
  await Promise.all([workers.stop(), ...loops]);
  redis().disconnect();
  await closeDatabase();
  log.info("worker.stopped");
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
