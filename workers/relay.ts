import { markRelayed, pruneOutbox } from "@/lib/events/commands";
import { listWaitingEvents } from "@/lib/events/queries";
import { enqueue } from "@/lib/jobs/commands";
import { log } from "@/lib/platform/log";
import { sleep } from "@/lib/platform/sleep";
import { subscriptions } from "./subscriptions";

const BATCH = 200;
const POLL_MS = 250;
const TROUBLE_PAUSE_MS = 2_000;
const KEEP_RELAYED_MS = 7 * 24 * 60 * 60_000;
const PRUNE_EVERY_MS = 60 * 60_000;

/**
 * Turns waiting events into jobs and returns how many there were. An event is marked only after the queue has all its
 * jobs; a crash between the two repeats them under the same ids, and the queue takes an id once.
 */
export async function relayBatch(): Promise<number> {
  const events = await listWaitingEvents(BATCH);
  const relayed: string[] = [];
  for (const event of events) {
    const jobs = readJobs(event);
    if (!jobs) continue;
    for (const { job, payload, id } of jobs) await enqueue(job, payload, id);
    relayed.push(event.id);
  }
  if (relayed.length > 0) await markRelayed(relayed);
  return relayed.length;
}

const reported = new Set<string>();

/** The jobs that follow from an event. One that cannot be read is kept and said once, and holds up no other. */
function readJobs({ id, name, payload }: Awaited<ReturnType<typeof listWaitingEvents>>[number]) {
  try {
    return (
      subscriptions
        .filter(({ event }) => event.name === name)
        // No colon in the id: BullMQ keeps it for itself.
        .map(({ job, toPayload }) => ({ job, payload: toPayload(payload), id: `${id}-${job.name}` }))
    );
  } catch (error) {
    if (!reported.has(id)) log.error("relay.event_unreadable", { id, event: name, error });
    reported.add(id);
    return undefined;
  }
}

/** Carries events on until the signal fires. While the database or Redis is away it waits; nothing is lost. */
export async function runRelay(signal: AbortSignal): Promise<void> {
  let prunedAt = 0;
  while (!signal.aborted) {
    try {
      const relayed = await relayBatch();
      if (Date.now() - prunedAt > PRUNE_EVERY_MS) {
        await pruneOutbox(new Date(Date.now() - KEEP_RELAYED_MS));
        prunedAt = Date.now();
      }
      if (relayed < BATCH) await sleep(POLL_MS, signal);
    } catch (error) {
      log.warn("relay.trouble", { error });
      await sleep(TROUBLE_PAUSE_MS, signal);
    }
  }
}
