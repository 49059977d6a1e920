import "server-only";
import { and, asc, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { covers } from "@/db/schema/covers";

/** Covers after an id of which it is not known what they look like. */
export function listUnhashedCovers(limit: number, after = 0) {
  return db
    .select({ id: covers.id, sha256: covers.sha256 })
    .from(covers)
    .where(and(isNull(covers.phash), gt(covers.id, after)))
    .orderBy(asc(covers.id))
    .limit(limit);
}
