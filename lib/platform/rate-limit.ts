import "server-only";
import { env } from "./env";
import { newId } from "./id";
import { log } from "./log";
import { redis } from "./redis";
import { singleton } from "./singleton";

export type Limit = {
  /** Names what is limited; part of the key. */
  name: string;
  /** Requests allowed in any window of that length. */
  max: number;
  windowMs: number;
  /** After so many no wall but a pause, which doubles with each further request up to `mostMs`. */
  growing?: { firstMs: number; mostMs: number };
};

/** One of the limits that a request counts against, and under whose name. */
export type Count = { limit: Limit; who: string };

/** What is left of a limit after a request. */
export type Standing = { name: string; max: number; windowMs: number; remaining: number; resetMs: number };

/** A request that was counted, to take it back by. */
export type Hit = { id: string; keys: string[] };

export type Verdict =
  | { allowed: true; standings: Standing[]; hit: Hit }
  | { allowed: false; standings: Standing[]; retryAfterSeconds: number };

/**
 * How many accounts' worth one address may ask for: a family, a library, a school behind one router. More accounts behind
 * one address than that share what there is, so that a thousand of them are no way around the limits.
 */
const ACCOUNTS_BEHIND_AN_ADDRESS = 4;

/** The limit of a person counted for that person and for the address at once; `who` is undefined for a visitor. */
export function countsOf(limit: Limit, address: string, who?: string): Count[] {
  const shared = { ...limit, name: `${limit.name}-address`, max: limit.max * ACCOUNTS_BEHIND_AN_ADDRESS };
  return [
    { limit, who: who ?? `visitor-${address}` },
    { limit: shared, who: address },
  ];
}

/** Counts one request against all of the limits or, where one of them is used up, against none. */
export async function takeFromAll(counts: Count[]): Promise<Verdict> {
  const scaled = counts.map(({ limit, who }) => ({ limit: scale(limit), key: `ridizi:limit:${limit.name}:${who}` }));
  const now = Date.now();
  const id = newId();
  const states = (await askRedis(scaled, now, id)) ?? slidingWindows(memory(), scaled, now, id);
  const standings = states.map(({ count, resetMs }, at) => {
    const { name, max, windowMs } = scaled[at]?.limit ?? { name: "", max: 0, windowMs: 0 };
    return { name, max, windowMs, remaining: Math.max(0, max - count), resetMs };
  });
  const waitMs = Math.max(0, ...states.map((state) => state.waitMs));
  if (waitMs > 0) return { allowed: false, standings, retryAfterSeconds: Math.ceil(waitMs / 1000) };
  return { allowed: true, standings, hit: { id, keys: scaled.map(({ key }) => key) } };
}

/** Counts one request of `who` against one limit. */
export const takeFrom = (limit: Limit, who: string): Promise<Verdict> => takeFromAll([{ limit, who }]);

/** Takes a request back: it was none of those that the limits are there for. */
export async function giveBack({ id, keys }: Hit): Promise<void> {
  await withRedis((client) => Promise.all(keys.map((key) => client.zrem(key, id))));
  for (const key of keys) {
    const rest = memory()
      .get(key)
      ?.filter((hit) => hit.id !== id);
    if (rest) memory().set(key, rest);
  }
}

/** Forgets what `who` has used of a limit. */
export async function forget(limit: Limit, who: string): Promise<void> {
  const key = `ridizi:limit:${limit.name}:${who}`;
  await withRedis((client) => client.del(key));
  memory().delete(key);
}

type Scaled = { limit: Limit; key: string };
type State = { waitMs: number; count: number; resetMs: number };
type Hits = Map<string, { at: number; id: string }[]>;

const scale = (limit: Limit): Limit => ({ ...limit, max: Math.max(1, Math.round(limit.max * env().rateLimitFactor)) });

/**
 * One call, atomic, for all limits of a request: forget what has left each window, see how long each makes it wait, and
 * record the request in all of them if none does. Answers wait, count and time until the oldest leaves for each.
 */
const SLIDING_WINDOWS = `
local now, id = tonumber(ARGV[1]), ARGV[2]
local answers, isFree = {}, true
for at, key in ipairs(KEYS) do
  local window, max, first, most = unpack(ARGV, at * 4 - 1, at * 4 + 2)
  redis.call('ZREMRANGEBYSCORE', key, 0, now - window)
  local count = redis.call('ZCARD', key)
  local oldest = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] or now)
  local wait = 0
  if count >= tonumber(max) then
    if tonumber(most) == 0 then
      wait = oldest + window - now
    else
      local newest = tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2])
      wait = math.max(0, newest + math.min(tonumber(most), first * 2 ^ (count - max)) - now)
    end
  end
  isFree = isFree and wait <= 0
  answers[at] = { wait, count, oldest + window - now }
end
for at, key in ipairs(KEYS) do
  if isFree then
    redis.call('ZADD', key, now, id)
    redis.call('PEXPIRE', key, ARGV[at * 4 - 1])
    answers[at][2] = answers[at][2] + 1
  end
end
return answers
`;

async function askRedis(counts: Scaled[], now: number, id: string): Promise<State[] | undefined> {
  const given = counts.flatMap(({ limit: { windowMs, max, growing } }) => [
    ...[windowMs, max, growing?.firstMs ?? 0, growing?.mostMs ?? 0],
  ]);
  const keys = counts.map(({ key }) => key);
  const answers = await withRedis((client) => client.eval(SLIDING_WINDOWS, keys.length, ...keys, now, id, ...given));
  return (answers as [number, number, number][] | undefined)?.map(([waitMs, count, resetMs]) => ({
    waitMs,
    count,
    resetMs,
  }));
}

/** How long Redis is left alone after it failed: each try would hold up a request by its time limit. */
const AWAY_MS = 2_000;

async function withRedis<Value>(
  work: (client: ReturnType<typeof redis>) => Promise<Value>,
): Promise<Value | undefined> {
  const state = singleton("rate-limit-redis", () => ({ awayUntil: 0 }));
  if (Date.now() < state.awayUntil) return undefined;
  try {
    return await work(redis());
  } catch (error) {
    log.warn("rate_limit.redis_away", { error });
    state.awayUntil = Date.now() + AWAY_MS;
    return undefined;
  }
}

const KEYS_IN_MEMORY_MAX = 10_000;
const memory = () => singleton("rate-limit", (): Hits => new Map());

/** The same rule in this process's memory, for while Redis is away: nothing opens because a service is down. */
export function slidingWindows(memory: Hits, counts: Scaled[], now: number, id: string): State[] {
  const hits = counts.map(({ limit, key }) => (memory.get(key) ?? []).filter(({ at }) => at > now - limit.windowMs));
  const waits = counts.map(({ limit }, at) => waitOf(limit, hits[at]?.map((hit) => hit.at) ?? [], now));
  const isFree = waits.every((wait) => wait <= 0);
  return counts.map(({ limit, key }, at) => {
    const recent = [...(hits[at] ?? []), ...(isFree ? [{ at: now, id }] : [])];
    keep(memory, key, recent);
    return { waitMs: waits[at] ?? 0, count: recent.length, resetMs: (recent[0]?.at ?? now) + limit.windowMs - now };
  });
}

function waitOf({ max, windowMs, growing }: Limit, hits: number[], now: number): number {
  const [oldest, newest] = [hits[0], hits.at(-1)];
  if (hits.length < max || oldest === undefined || newest === undefined) return 0;
  if (!growing) return oldest + windowMs - now;
  return Math.max(0, newest + Math.min(growing.mostMs, growing.firstMs * 2 ** (hits.length - max)) - now);
}

/** The one that was asked for longest ago makes room: a guesser who makes up many names must not wipe out its own count. */
function keep(memory: Hits, key: string, recent: { at: number; id: string }[]): void {
  memory.delete(key);
  const [longestAgo] = memory.size >= KEYS_IN_MEMORY_MAX ? memory.keys() : [];
  if (longestAgo !== undefined) memory.delete(longestAgo);
  if (recent.length > 0) memory.set(key, recent);
}
