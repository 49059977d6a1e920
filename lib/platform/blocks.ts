import "server-only";
import { log } from "./log";
import { redis } from "./redis";
import { singleton } from "./singleton";

const KEY = "ridizi:blocked";
/** How soon every process knows of a block. */
const READ_EVERY_MS = 2_000;

type Blocks = { untilOf: Map<string, number>; readAt: number; isTroubled: boolean };
const known = () => singleton("blocks", (): Blocks => ({ untilOf: new Map(), readAt: 0, isTroubled: false }));

/** Refuses every request of a network (see `networkOf`) until a moment. Throws while Redis is away. */
export async function blockNetwork(network: string, until: Date): Promise<void> {
  await redis().zadd(KEY, until.getTime(), network);
  known().untilOf.set(network, until.getTime());
}

/** Lets it come again. Throws while Redis is away. */
export async function unblockNetwork(network: string): Promise<void> {
  await redis().zrem(KEY, network);
  known().untilOf.delete(network);
}

/** Until when a network is refused; null: it is not. Throws while Redis is away. */
export async function getBlock(network: string, now = new Date()): Promise<Date | null> {
  const until = Number((await redis().zscore(KEY, network)) ?? 0);
  return until > now.getTime() ? new Date(until) : null;
}

/**
 * For how many more milliseconds a network is refused, of what this process knows: asked at every request, so it waits for
 * nothing. Redis is read beside it; while that is away, what was known goes on.
 */
export function blockedForMs(network: string, now = Date.now()): number {
  const blocks = known();
  if (Math.abs(now - blocks.readAt) >= READ_EVERY_MS) {
    blocks.readAt = now;
    void readBlocks(blocks, now);
  }
  return Math.max(0, (blocks.untilOf.get(network) ?? 0) - now);
}

async function readBlocks(blocks: Blocks, now: number): Promise<void> {
  try {
    await redis().zremrangebyscore(KEY, 0, now);
    const found = await redis().zrange(KEY, "0", "-1", "WITHSCORES");
    const pairs = found.flatMap((network, at): [string, number][] =>
      at % 2 === 0 ? [[network, Number(found[at + 1])]] : [],
    );
    blocks.untilOf = new Map(pairs);
    blocks.isTroubled = false;
  } catch (error) {
    if (!blocks.isTroubled) log.warn("blocks.unreadable", { error });
    blocks.isTroubled = true;
  }
}
