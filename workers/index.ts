import { closeDatabase } from "@/db/client";
import { accountHandlers } from "@/lib/accounts/handlers";
import { coverHandlers } from "@/lib/covers/handlers";
import { duplicateHandlers } from "@/lib/duplicates/handlers";
import { startWorkers } from "@/lib/jobs/adapters/worker";
import { joiningHandlers } from "@/lib/library/joining/handlers";
import { noteGivenUpJob } from "@/lib/ops/commands";
import { opsHandlers } from "@/lib/ops/handlers";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { privacyHandlers } from "@/lib/privacy/handlers";
import { scanHandlers } from "@/lib/scans/handlers";
import { searchHandlers } from "@/lib/search/handlers";
import { transfersHandlers } from "@/lib/transfers/handlers";
import { runHeartbeat } from "./heartbeat";
import { runRelay } from "./relay";
import { runSchedules, schedules } from "./schedules";
import { subscriptions } from "./subscriptions";

/** Whatever hangs: ten seconds after the signal the process is gone. */
const STOP_MAX_MS = 9_500;

const handlers = [
  ...accountHandlers,
  ...coverHandlers,
  ...duplicateHandlers,
  ...joiningHandlers,
  ...opsHandlers,
  ...privacyHandlers,
  ...scanHandlers,
  ...searchHandlers,
  ...transfersHandlers,
];

const handled = new Set(handlers.map(({ job }) => job.name));
for (const { job } of [...subscriptions, ...schedules]) {
  if (!handled.has(job.name)) throw new Error(`${job.name} has no handler`);
}

const stopping = new AbortController();
const workers = startWorkers(handlers, { onGivenUp: (job) => void noteGivenUpJob(job) });
let relayedAt: Date | null = null;
const loops = [
  runRelay(stopping.signal, () => {
    relayedAt = new Date();
  }),
  runSchedules(stopping.signal),
  runHeartbeat(stopping.signal, () => ({ running: workers.running(), relayedAt })),
];
log.info("worker.started", { jobs: [...handled] });

/** Finishes what runs; what takes longer goes back to its queue, for the next worker process. */
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
