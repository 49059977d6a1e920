import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { rowsOf } from "@/db/test-tables";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";

// Looks for a person in everything that the site has: each column of each table, each file, each key of Redis. It lists them
// itself, so that what is added later is looked through as well.

/** Text of anything, with bytes as they are, so that text within them is found too. */
const textOf = (value: unknown): string => {
  if (Buffer.isBuffer(value)) return value.toString("latin1");
  return typeof value === "string" ? value : JSON.stringify(value);
};

export type Needles = Record<string, string>;

const findIn = (text: string, needles: Needles): string[] => {
  const lower = text.toLowerCase();
  return Object.entries(needles).flatMap(([name, needle]) => (lower.includes(needle.toLowerCase()) ? name : []));
};

async function searchTables(needles: Needles): Promise<string[]> {
  const found: string[] = [];
  const tables = await rowsOf(
    "select table_name as name from information_schema.tables where table_schema = database()",
  );
  for (const table of tables.map(({ name }) => String(name)).filter((name) => !name.startsWith("__")))
    for (const row of await rowsOf(`select * from \`${table}\``))
      for (const [column, value] of Object.entries(row))
        if (value !== null)
          found.push(...findIn(textOf(value), needles).map((name) => `${name} in ${table}.${column}`));
  return found;
}

async function searchFiles(needles: Needles): Promise<string[]> {
  const found: string[] = [];
  const root = env().dataDir;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(file, "latin1") : "";
    const place = path.relative(root, file);
    found.push(...findIn(`${place}\n${content}`, needles).map((name) => `${name} in ${place}`));
  }
  return found;
}

async function searchRedis(needles: Needles): Promise<string[]> {
  const found: string[] = [];
  const client = redis();
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, "0", "-1"),
    list: (key) => client.lrange(key, 0, -1),
    stream: (key) => client.xrange(key, "-", "+"),
  };
  for (const key of await client.keys("*")) {
    const kind = await client.type(key);
    const value = await readers[kind]?.(key);
    if (value === undefined) throw new Error(`${key} is of a kind that nobody looks into: ${kind}`);
    found.push(...findIn(`${key}\n${textOf(value)}`, needles).map((name) => `${name} in Redis ${key}`));
  }
  return found;
}

/** Every place in which one of the needles is, in any case. */
export async function searchEverywhere(needles: Needles): Promise<string[]> {
  const found = [...(await searchTables(needles)), ...(await searchFiles(needles)), ...(await searchRedis(needles))];
  return [...new Set(found)].toSorted();
}
