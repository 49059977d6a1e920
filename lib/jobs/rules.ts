import type { Heartbeat, WorkerState } from "./schema";

/** Between two heartbeats of a worker process. */
export const BEAT_MS = 5_000;
/** A process that misses three is gone, or its event loop stands still. */
const SILENT_AFTER_MS = 3 * BEAT_MS + 1_000;

/** Which worker processes are at work at `now`, and which have fallen silent. */
export const toWorkerStates = (beats: Heartbeat[], now: Date): WorkerState[] =>
  beats.map((beat) => ({ ...beat, isSilent: now.getTime() - beat.beatAt.getTime() > SILENT_AFTER_MS }));
