import "server-only";
import { and, asc, desc, eq, gt, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { auditLog, sessions, users } from "@/db/schema/accounts";
import { securityIncidentAccounts, securityIncidentNotes, securityIncidents } from "@/db/schema/ops";
import { getBlock } from "@/lib/platform/blocks";
import { networkOf } from "@/lib/platform/client-address";
import { readSubject } from "./rules";
import type { Finding, Incident, IncidentSummary, Notice } from "./schema";

const LISTED_MAX = 100;

const SUMMARY = {
  ...{ id: securityIncidents.id, cause: securityIncidents.cause, subject: securityIncidents.subject },
  ...{ subjectName: users.username, title: securityIncidents.title, severity: securityIncidents.severity },
  ...{ state: securityIncidents.state, figures: securityIncidents.figures },
  ...{ openedAt: securityIncidents.openedAt, lastSeenAt: securityIncidents.lastSeenAt },
};
/** The account's own reference stands behind the first five letters of the subject: "user:…". */
const isSubject = and(
  sql`${securityIncidents.subject} like 'user:%'`,
  eq(users.auditRef, sql`substring(${securityIncidents.subject}, 6)`),
);
/** In the order in which they need somebody. */
const byState = sql`field(${securityIncidents.state}, 'open', 'investigating', 'mitigated', 'notified', 'closed')`;

/** Incidents: those that wait for somebody first, the newest of each first. */
export async function listIncidents(): Promise<IncidentSummary[]> {
  const rows = await db
    .select(SUMMARY)
    .from(securityIncidents)
    .leftJoin(users, isSubject)
    .orderBy(byState, desc(securityIncidents.lastSeenAt), desc(securityIncidents.id))
    .limit(LISTED_MAX);
  return rows.map((row) => ({ ...row, subject: readSubject(row.subject) }));
}

/** How many nobody has looked at yet. */
export const countOpenIncidents = (): Promise<number> =>
  db.$count(securityIncidents, eq(securityIncidents.state, "open"));

/** An incident with what was noted, whom it touches and whether its address is refused. */
export async function getIncident(id: number): Promise<Incident | undefined> {
  const [row] = await db
    .select({
      ...SUMMARY,
      ...{ closedAt: securityIncidents.closedAt, review: securityIncidents.review, notice: securityIncidents.notice },
    })
    .from(securityIncidents)
    .leftJoin(users, isSubject)
    .where(eq(securityIncidents.id, id))
    .limit(1);
  if (!row) return undefined;
  const subject = readSubject(row.subject);
  const [notes, touched] = await Promise.all([listNotes(id), listTouched(id)]);
  // Redis tells it; without any nothing is refused anew, and the page is there all the same.
  const blockedUntil = subject.kind === "address" ? await getBlock(subject.value).catch(() => null) : null;
  return { ...row, review: row.review ?? "", notice: row.notice ?? "", subject, notes, touched, blockedUntil };
}

const listNotes = (incidentId: number) =>
  db
    .select({
      ...{ id: securityIncidentNotes.id, author: users.username },
      ...{ writtenAt: securityIncidentNotes.writtenAt, text: securityIncidentNotes.text },
    })
    .from(securityIncidentNotes)
    .leftJoin(users, eq(users.id, securityIncidentNotes.authorId))
    .where(eq(securityIncidentNotes.incidentId, incidentId))
    .orderBy(asc(securityIncidentNotes.id));

const listTouched = (incidentId: number) =>
  db
    .select({
      ...{ userId: users.id, username: users.username },
      ...{ notifiedAt: securityIncidentAccounts.notifiedAt, readAt: securityIncidentAccounts.readAt },
    })
    .from(securityIncidentAccounts)
    .innerJoin(users, eq(users.id, securityIncidentAccounts.userId))
    .where(eq(securityIncidentAccounts.incidentId, incidentId))
    .orderBy(asc(users.username));

/** What a reader was told and has not put away yet. */
export async function listNotices(userId: number): Promise<Notice[]> {
  const rows = await db
    .select({
      ...{ incidentId: securityIncidents.id, text: securityIncidents.notice, at: securityIncidentAccounts.notifiedAt },
    })
    .from(securityIncidentAccounts)
    .innerJoin(securityIncidents, eq(securityIncidents.id, securityIncidentAccounts.incidentId))
    .where(
      and(
        eq(securityIncidentAccounts.userId, userId),
        isNotNull(securityIncidentAccounts.notifiedAt),
        isNull(securityIncidentAccounts.readAt),
      ),
    )
    .orderBy(desc(securityIncidentAccounts.notifiedAt));
  return rows.flatMap(({ incidentId, text, at }) => (text && at ? [{ incidentId, text, at }] : []));
}

type OfDay = { cause: Finding["cause"]; subject: string; day: string };

/** The incident of a cause and a subject on a day, of which there is one at most. */
export async function getOfDay(tx: Tx, { cause, subject, day }: OfDay) {
  const [row] = await tx
    .select({ id: securityIncidents.id, lastSeenAt: securityIncidents.lastSeenAt })
    .from(securityIncidents)
    .where(
      and(eq(securityIncidents.cause, cause), eq(securityIncidents.subject, subject), eq(securityIncidents.day, day)),
    );
  return row;
}

/** Incidents of a cause that were opened on a day, those that wait for somebody first: many at once are one thing. */
export async function listOfDay(tx: Tx, cause: Finding["cause"], day: string): Promise<number[]> {
  const rows = await tx
    .select({ id: securityIncidents.id })
    .from(securityIncidents)
    .where(and(eq(securityIncidents.cause, cause), eq(securityIncidents.day, day)))
    .orderBy(byState, desc(securityIncidents.id));
  return rows.map(({ id }) => id);
}

/** The account's reference for the log; undefined: there is no such account. */
export async function getAccountRef(tx: Tx, userId: number): Promise<string | undefined> {
  const [row] = await tx.select({ ref: users.auditRef }).from(users).where(eq(users.id, userId)).limit(1);
  return row?.ref;
}

/** Who has made a key, also one that was revoked since: the log says it. Null where the account is gone; undefined: no such key. */
export async function getKeyOwner(tx: Tx, keyId: string): Promise<number | null | undefined> {
  const [row] = await tx
    .select({ userId: users.id })
    .from(auditLog)
    .leftJoin(users, eq(users.auditRef, auditLog.actor))
    .where(and(eq(auditLog.act, "accounts.key_made"), eq(auditLog.subject, `key:${keyId}`)))
    .limit(1);
  return row?.userId === undefined ? undefined : row.userId;
}

/** Accounts that were signed in to from a network since a moment: a list of passwords may have opened them. */
export async function listEntered(tx: Tx, network: string, since: Date): Promise<number[]> {
  const rows = await tx
    .selectDistinct({ userId: sessions.userId, address: sessions.address })
    .from(sessions)
    .where(gt(sessions.startedAt, since));
  return [...new Set(rows.filter(({ address }) => networkOf(address) === network).map(({ userId }) => userId))];
}

/** Whether an incident touches an account. */
export async function isTouched(tx: Tx, incidentId: number, userId: number): Promise<boolean> {
  const [row] = await tx
    .select({ userId: securityIncidentAccounts.userId })
    .from(securityIncidentAccounts)
    .where(and(eq(securityIncidentAccounts.incidentId, incidentId), eq(securityIncidentAccounts.userId, userId)))
    .limit(1);
  return row !== undefined;
}

/** The accounts that an incident touches and that are not told yet. */
export const listUntold = (tx: Tx, incidentId: number) =>
  tx
    .select({ userId: securityIncidentAccounts.userId })
    .from(securityIncidentAccounts)
    .where(and(eq(securityIncidentAccounts.incidentId, incidentId), isNull(securityIncidentAccounts.notifiedAt)));

/** Admins, who hear of a new incident by letter where there is one to write to. */
export const listAdmins = (tx: Tx, exceptId: number | null = null) =>
  tx
    .select({ userId: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), exceptId === null ? undefined : ne(users.id, exceptId)));
