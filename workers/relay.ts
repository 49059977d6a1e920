import { markRelayed, setUnreadableAside, takeUnreadableBack } from "@/lib/events/commands";
import { listWaitingEvents } from "@/lib/events/queries";
import { enqueueAll } from "@/lib/jobs/commands";
import { log } from "@/lib/platform/log";
import { sleep } from "@/lib/platform/sleep";
import { subscriptions } from "./subscriptions";

const BATCH = 200;
const POLL_MS = 250;
const TROUBLE_PAUSE_MS = 2_000;

/**
 * Turns waiting events into jobs and returns how many there were. An event is marked only after the queue has all its
 * jobs; a crash between the two repeats them under the same ids, and the queue takes an id once.
 */
export async function relayBatch(): Promise<number> {
  const read = (await listWaitingEvents(BATCH)).map((event) => ({ id: event.id, jobs: readJobs(event) }));
  const unreadable = read.filter(({ jobs }) => jobs === undefined);
  if (unreadable.length > 0) await setUnreadableAside(unreadable.map(({ id }) => id));
  const readable = read.filter(({ jobs }) => jobs !== undefined);
  await enqueueAll(readable.flatMap(({ jobs = [] }) => jobs));
  if (readable.length > 0) await markRelayed(readable.map(({ id }) => id));
  return read.length;
}

/** The jobs that follow from an event; undefined for one that cannot be read, which is kept and said. */
function readJobs({ id, name, payload }: Awaited<ReturnType<typeof listWaitingEvents>>[number]) {
  try {
    return (
      subscriptions
        .filter(({ event }) => event.name === name)
        // No colon in the id: BullMQ keeps it for itself.
        .map((follows) => ({ ...follows.toJob(payload), id: `${id}-${follows.job.name}` }))
    );
  } catch (error) {
    log.error("relay.event_unreadable", { id, event: name, error });
    return undefined;
  }
}

/**
 * Carries events on until the signal fires. While the database or Redis is away it waits; nothing is lost. `onRound` hears
 * of every look at the outbox that went well.
 */
export async function runRelay(signal: AbortSignal, onRound: () => void = () => undefined): Promise<void> {
  let hasBegun = false;
  while (!signal.aborted) {
    try {
      if (!hasBegun) await takeUnreadableBack();
      hasBegun = true;
      const relayed = await relayBatch();
      onRound();
      if (relayed < BATCH) await sleep(POLL_MS, signal);
    } catch (error) {
      log.warn("relay.trouble", { error });
      await sleep(TROUBLE_PAUSE_MS, signal);
    }
  }
}
