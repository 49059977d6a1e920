import type { ProviderFailure } from "@/lib/enrichment/schema";
import type { LookupOutcome } from "./schema";

const DAY_MS = 24 * 3_600_000;

/** How long a book rests before it is looked up again: sources learn slowly, but one that was away is soon back. */
export const REST_MS: Record<LookupOutcome, number> = {
  found: 30 * DAY_MS,
  not_found: 30 * DAY_MS,
  another_title: 30 * DAY_MS,
  partly: DAY_MS,
};

const WAIT_MS = { usual: 5_000, max: 60_000 };

/** How long to wait before all are asked again of whom none has answered: as long as they say, within a minute. */
export function waitMsOf(failures: readonly ProviderFailure[]): number {
  const said = failures.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return said.length === 0 ? WAIT_MS.usual : Math.min(...said, WAIT_MS.max);
}
