import "server-only";
import { and, desc, eq, inArray, lt, or } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { dataExports } from "@/db/schema/privacy";
import { derivedKey } from "@/lib/platform/derived-key";
import { DOWNLOADS_MAX, signatureOf } from "./rules";
import type { DataExport } from "./schema";

/** A purpose that is in use keeps its name; see `derivedKey`. */
export const exportLinkKey = () => derivedKey("data export links");

/** The export that a reader asked for last and that is not gone yet. */
export async function getLatestExport(userId: number): Promise<DataExport | undefined> {
  const [row] = await db
    .select()
    .from(dataExports)
    .where(eq(dataExports.userId, userId))
    .orderBy(desc(dataExports.requestedAt))
    .limit(1);
  if (!row) return undefined;
  const { id, state, partsDone, parts, bytes, requestedAt, expiresAt, downloads } = row;
  const isThere = state === "ready" && expiresAt !== null && downloads < DOWNLOADS_MAX;
  return {
    ...{ id, state, partsDone, parts, bytes, requestedAt, expiresAt },
    downloadsLeft: Math.max(0, DOWNLOADS_MAX - downloads),
    href: isThere ? `/api/v1/account/exports/${id}?signature=${signatureOf(exportLinkKey(), { id, expiresAt })}` : null,
  };
}

/** An export with whose it is, as the job needs it. */
export async function getExportToMake(id: string) {
  const [row] = await db
    .select({
      ...{ id: dataExports.id, state: dataExports.state },
      ...{ userId: users.id, auditRef: users.auditRef, username: users.username, erasureDueAt: users.erasureDueAt },
    })
    .from(dataExports)
    .innerJoin(users, eq(users.id, dataExports.userId))
    .where(eq(dataExports.id, id));
  return row;
}

/** Exports whose time is over, and those that stand still. */
export async function listOldExports(expiredBefore: Date, movedBefore: Date) {
  return db
    .select({ id: dataExports.id })
    .from(dataExports)
    .where(
      or(
        lt(dataExports.expiresAt, expiredBefore),
        and(inArray(dataExports.state, ["waiting", "running", "failed"]), lt(dataExports.movedAt, movedBefore)),
      ),
    );
}

/** Those of the given ids that an export has. */
export async function listKnownExports(ids: string[]): Promise<Set<string>> {
  const rows = await db.select({ id: dataExports.id }).from(dataExports).where(inArray(dataExports.id, ids));
  return new Set(rows.map(({ id }) => id));
}

export const listExportsOf = (userId: number) =>
  db.select({ id: dataExports.id }).from(dataExports).where(eq(dataExports.userId, userId));
