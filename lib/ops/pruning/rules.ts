import type { KeptDays } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

/** What ended before these moments goes. */
export function prunedBefore(kept: KeptDays, now: Date): Record<keyof KeptDays, Date> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return { done: before(kept.done), failed: before(kept.failed), events: before(kept.events), logs: before(kept.logs) };
}
