import "server-only";
import type { Redis } from "ioredis";
import { redis } from "./redis";

const SCANNED_AT_ONCE = 500;

/** Jobs are forgotten by what they are; answers of other catalogues are about books. Neither is looked into here. */
const NOT_HERE = /^ridizi:(?:provider|default|lookup|vision|vector-index|upkeep|letters):/;

/**
 * Removes what Redis holds under our names in which one of these words stands by itself: whole keys by their name or their
 * text, and single members of sets and fields of hashes. Answers with how many. Counts are named after whom they count.
 */
export async function forgetInRedis(words: string[]): Promise<number> {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const names = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "iu");
  let [cursor, forgotten] = ["0", 0];
  do {
    const [next, keys] = await redis().scan(cursor, "MATCH", "ridizi:*", "COUNT", SCANNED_AT_ONCE);
    for (const key of keys.filter((one) => !NOT_HERE.test(one)))
      forgotten += names.test(key) ? await redis().del(key) : await forgetWithin(redis(), key, names);
    cursor = next;
  } while (cursor !== "0");
  return forgotten;
}

async function forgetWithin(client: Redis, key: string, names: RegExp): Promise<number> {
  switch (await client.type(key)) {
    case "string":
      return names.test((await client.get(key)) ?? "") ? client.del(key) : 0;
    case "zset": {
      const members = (await client.zrange(key, "0", "-1")).filter((member) => names.test(member));
      return members.length > 0 ? client.zrem(key, ...members) : 0;
    }
    case "set": {
      const members = (await client.smembers(key)).filter((member) => names.test(member));
      return members.length > 0 ? client.srem(key, ...members) : 0;
    }
    case "hash": {
      const fields = Object.entries(await client.hgetall(key)).filter((field) =>
        field.some((text) => names.test(text)),
      );
      return fields.length > 0 ? client.hdel(key, ...fields.map(([name]) => name)) : 0;
    }
    default:
      return 0;
  }
}
