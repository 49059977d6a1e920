import "server-only";
import type { z } from "zod";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { singleton } from "@/lib/platform/singleton";

/** Sets a value unless another process has changed it since it was read. */
const REPLACE = `
if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
end
return 0
`;

const TRIES_MAX = 40;
/** How long Redis is left alone after it failed: each try would hold up a request by its time limit. */
const AWAY_MS = 5_000;

type Local = {
  values: Map<string, { text: string; until: number }>;
  turns: Map<string, Promise<unknown>>;
  awayUntil: number;
};
const local = () => singleton("provider-state", (): Local => ({ values: new Map(), turns: new Map(), awayUntil: 0 }));

export type Shared<State> = {
  key: string;
  schema: z.ZodType<State>;
  initial: State;
  /** Forgotten when unchanged for so long. */
  ttlMs: number;
};

/**
 * Changes a small piece of state that all processes share, one change after the other: `step` sees what the last one
 * left, and may run more than once. While Redis is away this process keeps its own, so nothing opens and nothing stops.
 */
export function change<State, Result>(
  shared: Shared<State>,
  step: (state: State) => { state: State; result: Result },
): Promise<Result> {
  // Requests of one process queue here, so only other processes are raced against.
  const { turns } = local();
  const before = turns.get(shared.key) ?? Promise.resolve();
  const turn = before.then(() => changeNow(shared, step));
  const ended = turn.then(
    () => undefined,
    () => undefined,
  );
  turns.set(shared.key, ended);
  void ended.then(() => {
    if (turns.get(shared.key) === ended) turns.delete(shared.key);
  });
  return turn;
}

async function changeNow<State, Result>(
  shared: Shared<State>,
  step: (state: State) => { state: State; result: Result },
): Promise<Result> {
  const changed = await withRedis(async (client) => {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const found = (await client.get(shared.key)) ?? "";
      const { state, result } = step(read(shared, found));
      const next = JSON.stringify(state);
      if (next === found || (await client.eval(REPLACE, 1, shared.key, found, next, shared.ttlMs)) === 1)
        return { result };
    }
    throw new Error(`${shared.key} is changed too often by others`);
  });
  if (changed) return changed.result;
  const { values } = local();
  const found = values.get(shared.key);
  const { state, result } = step(read(shared, found && found.until > Date.now() ? found.text : ""));
  values.set(shared.key, { text: JSON.stringify(state), until: Date.now() + shared.ttlMs });
  return result;
}

function read<State>({ key, schema, initial }: Shared<State>, text: string): State {
  try {
    return text === "" ? initial : schema.parse(JSON.parse(text));
  } catch (error) {
    // Nobody else will mend it, and what it guards is forgotten after a while anyway.
    log.warn("enrichment.state_unreadable", { key, error });
    return initial;
  }
}

/** Does something with Redis; undefined when Redis is away. */
export async function withRedis<Value>(
  work: (client: ReturnType<typeof redis>) => Promise<Value>,
): Promise<Value | undefined> {
  const state = local();
  if (Date.now() < state.awayUntil) return undefined;
  try {
    return await work(redis());
  } catch (error) {
    log.warn("enrichment.redis_away", { error });
    state.awayUntil = Date.now() + AWAY_MS;
    return undefined;
  }
}
