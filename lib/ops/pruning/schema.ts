/** For how many days what is over is kept. */
export type KeptDays = { done: number; failed: number; events: number; logs: number };

export const KEPT_DAYS: KeptDays = { done: 1, failed: 30, events: 7, logs: 90 };

export const PRUNED = ["jobs", "events", "logs"] as const;
/** Jobs that have ended, events that have become jobs, lines of the log. */
export type Pruned = (typeof PRUNED)[number];
