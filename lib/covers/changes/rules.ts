/** How long what is missing is filled in at a time: less than the minute after which the next call comes. */
export const FILL_MS = 45_000;

const SNAPSHOT_CHANGES_MIN = 256;
const SNAPSHOT_CHANGES_SHARE = 0.02;

/**
 * Whether so many changes since the last snapshot of an index are worth another: to write one takes time for every cover
 * (a graph looks for each, 0.4 ms at 100,000), not for every change.
 */
export const isWorthSnapshot = (changes: number, covers: number): boolean =>
  changes >= Math.max(SNAPSHOT_CHANGES_MIN, covers * SNAPSHOT_CHANGES_SHARE);
