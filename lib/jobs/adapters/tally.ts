import "server-only";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { ENDINGS, type Ending } from "../schema";

const KEPT_SECONDS = 40 * 24 * 60 * 60;

/** One hash a day (UTC): how many jobs ended how. */
const keyOf = (day: string) => `ridizi:job-tally:${day}`;

/** Counts a job that has ended. A count that Redis does not take is lost: nothing waits for it. */
export function countEnding(ending: Ending): void {
  const key = keyOf(new Date().toISOString().slice(0, 10));
  redis()
    .multi()
    .hincrby(key, ending, 1)
    .expire(key, KEPT_SECONDS)
    .exec()
    .catch((error) => log.debug("jobs.not_counted", { error }));
}

/** What was counted on a day, `YYYY-MM-DD` in UTC. */
export async function readTally(day: string): Promise<Record<Ending, number>> {
  const counts = await redis().hgetall(keyOf(day));
  return Object.fromEntries(ENDINGS.map((ending) => [ending, Number(counts[ending] ?? 0)])) as Record<Ending, number>;
}
