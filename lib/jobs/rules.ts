import type { Heartbeat, WorkerState } from "./schema";

/** Between two heartbeats of a worker process. */
export const BEAT_MS = 5_000;
/** A process that misses three is gone, or its event loop stands still. */
const SILENT_AFTER_MS = 3 * BEAT_MS + 1_000;

const REST_MAX_MS = 10 * 60_000;

/**
 * How long a job waits whose process has been gone so often. The first time may be anybody's: a restart, a power cut. One
 * that brings the process down each time must not bring it down five times within a minute each, or `npm run up` gives
 * the site up, and what waits beside it must have its time.
 */
export function restAfterLossesMs(losses: number): number {
  if (losses < 2) return 0;
  return losses === 2 ? 15_000 : Math.min(REST_MAX_MS, 60_000 * 2 ** (losses - 3));
}

/** Which worker processes are at work at `now`, and which have fallen silent. */
export const toWorkerStates = (beats: Heartbeat[], now: Date): WorkerState[] =>
  beats.map((beat) => ({ ...beat, isSilent: now.getTime() - beat.beatAt.getTime() > SILENT_AFTER_MS }));
