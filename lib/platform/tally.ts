import "server-only";
import { log } from "./log";
import { redis } from "./redis";
import { singleton } from "./singleton";

const HOUR_MS = 60 * 60_000;
/** The hour that runs and the one before it are read; the rest is forgotten. */
const KEPT_SECONDS = 3 * 60 * 60;
/** Whoever comes from ever new addresses must not fill Redis. */
const SUBJECTS_MAX = 20_000;

/** One call: how often it was this one, and with how many different others (nearly: a HyperLogLog). */
const COUNT = `
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZINCRBY', KEYS[1], 1, ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[4])
if ARGV[2] ~= '' then
  redis.call('PFADD', KEYS[2], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[4])
end
return 1`;

export type Tally = {
  subject: string;
  /** In this hour and the one before it. */
  count: number;
  /** How many different others it was counted with. */
  spread: number;
};

const hourOf = (at: Date) => Math.floor(at.getTime() / HOUR_MS);
const countsKey = (name: string, hour: number) => `ridizi:tally:${name}:${hour}`;
const spreadKey = (name: string, hour: number, subject: string) => `ridizi:tally:${name}:${hour}:${subject}`;

/**
 * Counts that something named `name` was seen of `subject`, together with `other`. Never throws and is awaited by nobody
 * who answers a request: while Redis is away nothing is counted.
 */
export async function tally(name: string, subject: string, other = "", now = new Date()): Promise<void> {
  const hour = hourOf(now);
  try {
    const keys = [countsKey(name, hour), spreadKey(name, hour, subject)];
    await redis().eval(COUNT, keys.length, ...keys, subject, other, SUBJECTS_MAX, KEPT_SECONDS);
    noteTrouble(false);
  } catch (error) {
    noteTrouble(true, error);
  }
}

/** Those that were counted at least `countMin` times in an hour or two, the loudest first. Throws while Redis is away. */
export async function listTallies(name: string, countMin: number, now = new Date()): Promise<Tally[]> {
  const hours = [hourOf(now), hourOf(now) - 1];
  const counts = new Map<string, number>();
  for (const hour of hours) {
    // Half of it in one of the two hours, at least.
    const found = await redis().zrevrangebyscore(
      ...([countsKey(name, hour), "+inf", countMin / 2, "WITHSCORES", "LIMIT", 0, LISTED_MAX] as const),
    );
    for (let at = 0; at < found.length; at += 2) counts.set(found[at] ?? "", 0);
  }
  const tallies = await Promise.all(
    [...counts.keys()].map(async (subject): Promise<Tally> => {
      const scores = await Promise.all(hours.map((hour) => redis().zscore(countsKey(name, hour), subject)));
      const count = scores.reduce((sum, score) => sum + Number(score ?? 0), 0);
      return { subject, count, spread: await redis().pfcount(...hours.map((hour) => spreadKey(name, hour, subject))) };
    }),
  );
  return tallies.filter(({ count }) => count >= countMin).toSorted((one, other) => other.count - one.count);
}

const LISTED_MAX = 100;

/** Said once when it begins: a Redis that is away would otherwise fill the log. */
function noteTrouble(isTroubled: boolean, error?: unknown): void {
  const state = singleton("tally-trouble", () => ({ isTroubled: false }));
  if (isTroubled && !state.isTroubled) log.warn("tally.trouble", { error });
  state.isTroubled = isTroubled;
}
