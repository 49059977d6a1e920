import "server-only";
import { env } from "./env";
import { newId } from "./id";
import { redis } from "./redis";
import { singleton } from "./singleton";

export type Limit = {
  /** Names what is limited; part of the key. */
  name: string;
  /** Requests allowed in any window of that length. */
  max: number;
  windowMs: number;
};

export type Verdict = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** One call, atomic: forget what has left the window, count, and either record this request or say when the oldest leaves. */
const SLIDING_WINDOW = `
local now = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - window)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[1], now, ARGV[4])
  redis.call('PEXPIRE', KEYS[1], window)
  return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return tonumber(oldest[2]) + window - now
`;

const KEYS_IN_MEMORY_MAX = 10_000;

/** The same rule in this process's memory, for while Redis is away: nothing opens because a service is down. */
export function slidingWindow(hits: Map<string, number[]>, key: string, limit: Limit, now: number): number {
  const recent = (hits.get(key) ?? []).filter((at) => at > now - limit.windowMs);
  const oldest = recent[0];
  if (recent.length >= limit.max && oldest !== undefined) return oldest + limit.windowMs - now;
  if (hits.size >= KEYS_IN_MEMORY_MAX) hits.clear();
  hits.set(key, [...recent, now]);
  return 0;
}

/** Counts one request of `who` against the limit. */
export async function takeFrom(limit: Limit, who: string): Promise<Verdict> {
  const scaled = { ...limit, max: Math.max(1, Math.round(limit.max * env().rateLimitFactor)) };
  const key = `ridizi:limit:${limit.name}:${who}`;
  const now = Date.now();
  const member = newId();
  const waitMs = await redis()
    .eval(SLIDING_WINDOW, 1, key, now, scaled.windowMs, scaled.max, member)
    .then(Number)
    .catch(() =>
      slidingWindow(
        singleton("rate-limit", () => new Map<string, number[]>()),
        key,
        scaled,
        now,
      ),
    );
  return waitMs <= 0 ? { allowed: true } : { allowed: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
}
