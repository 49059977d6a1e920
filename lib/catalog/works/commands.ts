import "server-only";
import { inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { workKeys, works } from "@/db/schema/catalog";
import { listWorkNames } from "./queries";
import { type MetWork, meetWorks, type WantedWork } from "./rules";

/** One order of locks, so that two who add the same works wait for each other and do not block each other. */
const byFirstName = (a: MetWork, b: MetWork): number => ((a.names[0] ?? "") < (b.names[0] ?? "") ? -1 : 1);

/**
 * The works of records, in their order: those that are known by one of their names, and new ones, each of which is then
 * known by all of its names. Where another transaction adds one at the same time, the unique index `work_keys_work_key`
 * says so, and the caller's transaction is to be done again.
 */
export async function findOrAddWorks(tx: Tx, wanted: readonly WantedWork[]): Promise<number[]> {
  const known = await listWorkNames(tx, [...new Set(wanted.flatMap(({ names }) => names))]);
  const met = meetWorks(wanted, known);
  const fresh = [...new Set(met)].filter(({ id }) => id === null).sort(byFirstName);
  await addWorks(tx, fresh);
  const isKnown = new Set(known.map(({ name }) => name));
  const rows = [...new Set(met)].flatMap(({ id, names }) =>
    names.filter((name) => !isKnown.has(name)).map((workKey) => ({ workId: id ?? 0, workKey })),
  );
  if (rows.length > 0) await tx.insert(workKeys).values(rows.sort((a, b) => (a.workKey < b.workKey ? -1 : 1)));
  return met.map(({ id }) => id ?? 0);
}

/** Adds works under their first names and gives each its id. */
async function addWorks(tx: Tx, fresh: MetWork[]): Promise<void> {
  if (fresh.length === 0) return;
  const keys = fresh.map(({ names }) => names[0] ?? "");
  await tx
    .insert(works)
    .values(fresh.map(({ title }, at) => ({ workKey: keys[at] ?? "", title })))
    .onDuplicateKeyUpdate({ set: { workKey: sql`work_key` } });
  // A locking read sees works that others have added since this transaction began.
  const found = await tx
    .select({ id: works.id, workKey: works.workKey })
    .from(works)
    .where(inArray(works.workKey, keys))
    .for("update");
  const ids = new Map(found.map(({ id, workKey }) => [workKey.toLowerCase(), id]));
  for (const [at, work] of fresh.entries()) {
    const id = ids.get((keys[at] ?? "").toLowerCase());
    if (id === undefined) throw new Error(`work ${keys[at]} vanished in its own transaction`);
    work.id = id;
  }
}
