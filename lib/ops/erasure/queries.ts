import "server-only";
import { and, asc, eq, gt, like, or, type SQL, sql } from "drizzle-orm";
import type { MySqlColumn } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { appLogs, securityIncidentAccounts, securityIncidentNotes, securityIncidents } from "@/db/schema/ops";
import { quoted } from "./rules";

/** As a filter of the log: the word stands somewhere in a line, by itself, in any case. */
export function isWordIn(word: string): SQL {
  const pattern = `(?i)(^|[^[:alnum:]_])${quoted(word)}([^[:alnum:]_]|$)`;
  return sql`(${appLogs.context} regexp ${pattern} or ${appLogs.message} regexp ${pattern})`;
}

/** Some lines of the log behind `after` in which the word stands. */
export const listLinesWith = (word: string, after: number, limit: number) =>
  db
    .select({ id: appLogs.id, message: appLogs.message, context: appLogs.context })
    .from(appLogs)
    .where(and(gt(appLogs.id, after), isWordIn(word)))
    .orderBy(asc(appLogs.id))
    .limit(limit);

/** Incidents that touch an account or are about it. */
export async function listIncidentsOf({ id, auditRef }: { id: number; auditRef: string }): Promise<number[]> {
  const rows = await db
    .selectDistinct({ id: securityIncidents.id })
    .from(securityIncidents)
    .leftJoin(securityIncidentAccounts, eq(securityIncidentAccounts.incidentId, securityIncidents.id))
    .where(or(eq(securityIncidentAccounts.userId, id), eq(securityIncidents.subject, `user:${auditRef}`)));
  return rows.map((row) => row.id);
}

/** Incidents in whose words an address stands. */
export async function listIncidentsNaming(address: string): Promise<number[]> {
  const isIn = (column: MySqlColumn) => like(column, `%${address.replace(/[\\%_]/g, "\\$&")}%`);
  const rows = await db
    .selectDistinct({ id: securityIncidents.id })
    .from(securityIncidents)
    .leftJoin(securityIncidentNotes, eq(securityIncidentNotes.incidentId, securityIncidents.id))
    .where(
      or(
        ...[securityIncidents.title, securityIncidents.review, securityIncidents.notice].map(isIn),
        isIn(securityIncidentNotes.text),
      ),
    );
  return rows.map((row) => row.id);
}
