import "server-only";
import { eq, inArray } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import type { Tx } from "@/db/client";
import { workKeys } from "@/db/schema/catalog";

/** All names of the works that have one of these. */
export async function listWorkNames(tx: Tx, names: string[]): Promise<{ workId: number; name: string }[]> {
  if (names.length === 0) return [];
  const all = alias(workKeys, "all_names");
  return tx
    .selectDistinct({ workId: all.workId, name: all.workKey })
    .from(workKeys)
    .innerJoin(all, eq(all.workId, workKeys.workId))
    .where(inArray(workKeys.workKey, names));
}
