import "server-only";
import { and, eq, inArray, isNotNull, isNull, lt, ne } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { securityIncidentAccounts, securityIncidentNotes, securityIncidents } from "@/db/schema/ops";
import { inspectAudit, recordAudit } from "@/lib/accounts/audit/commands";
import { withdrawKey } from "@/lib/accounts/keys/commands";
import { tellOwner } from "@/lib/accounts/letters/commands";
import { getCredentials } from "@/lib/accounts/queries";
import type { Actor } from "@/lib/accounts/schema";
import { endOtherSessions } from "@/lib/accounts/sessions/commands";
import { listLoudest } from "@/lib/accounts/signals/queries";
import { blockNetwork, unblockNetwork } from "@/lib/platform/blocks";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { dayOf } from "../figures/rules";
import { canHandleIncidents } from "../policy";
import {
  getAccountRef,
  getIncident,
  getKeyOwner,
  getOfDay,
  isTouched,
  listAdmins,
  listEntered,
  listOfDay,
  listUntold,
} from "./queries";
import { brokenLog, CLOSED_INCIDENT_DAYS, findingOf, mayMove, RULES, writeSubject } from "./rules";
import type {
  AddTouchedInput,
  BlockInput,
  Finding,
  IncidentState,
  MoveInput,
  NoteInput,
  NotifyInput,
  ReportInput,
  ReviewInput,
  Subject,
  TouchedInput,
} from "./schema";

const HOUR_MS = 60 * 60_000;
/** What counts look back to. */
const LOOK_BACK_MS = 2 * HOUR_MS;
/** An attack from a thousand addresses is one thing to look at, not a thousand. */
const OPENED_A_DAY_MAX = 10;

/** Looks at what was counted and opens an incident for each cause and subject that is new today. Answers with how many. */
export async function detectIncidents(now: Date, signal?: AbortSignal): Promise<number> {
  let opened = 0;
  for (const rule of RULES) {
    signal?.throwIfAborted();
    const factor = env().rateLimitFactor;
    const loud = await listLoudest(rule.signal, Math.ceil(rule.countMin * factor), now);
    for (const finding of loud.flatMap((one) => findingOf(rule, one, factor) ?? []))
      if (await openIncident(finding, now)) opened += 1;
  }
  return opened;
}

/** Reads the whole log of acts; where it is not as it was written, that is an incident. */
export async function checkAudit(now: Date, signal?: AbortSignal) {
  const verdict = await inspectAudit(signal);
  if (!verdict.isWhole) await openIncident(brokenLog(verdict.at), now);
  return verdict;
}

/**
 * Opens an incident and tells the admins, or adds what is new to the one of the same cause, subject and day: figures, and
 * accounts that it has got into meanwhile. True where it was opened; two processes that find the same open it once.
 */
export async function openIncident(finding: Finding, now: Date): Promise<boolean> {
  const { cause, severity, figures } = finding;
  const day = dayOf(now);
  const lookBack = new Date(now.getTime() - LOOK_BACK_MS);
  const opened = await db.transaction(async (tx) => {
    const about = await whatItIsAbout(tx, finding);
    if (!about) return false;
    const subject = writeSubject(about.subject);
    const present = await getOfDay(tx, { cause, subject, day });
    if (present) {
      await tx.update(securityIncidents).set({ figures, lastSeenAt: now }).where(eq(securityIncidents.id, present.id));
      // Those from before were added then, and somebody may have taken one off.
      const since = present.lastSeenAt > lookBack ? present.lastSeenAt : lookBack;
      await touch(tx, present.id, await whoWasEntered(tx, finding, since));
      return false;
    }
    const userIds = [...about.userIds, ...(await whoWasEntered(tx, finding, lookBack))];
    const flood = await findFlood(tx, cause, day);
    if (flood !== undefined) {
      // It has no incident of its own, and its readers are to be told all the same.
      await touch(tx, flood, userIds);
      return false;
    }
    const incidentId = await insert(tx, { cause, subject, day, severity, figures, openedAt: now, lastSeenAt: now });
    if (incidentId === undefined) return false;
    await touch(tx, incidentId, userIds);
    for (const { userId } of await listAdmins(tx)) await tellOwner(tx, userId, "incident_opened");
    await recordAudit(tx, {
      ...{ act: "ops.incident_opened", actorId: null, subject: `incident:${incidentId}` },
      details: { cause, severity },
    });
    return true;
  });
  if (opened) log.warn("ops.incident_opened", { cause, severity });
  return opened;
}

/** The subject as the table names it, and the account that it is or belongs to; undefined: it is about nothing that there is. */
async function whatItIsAbout(tx: Tx, { subject: { kind, value } }: Finding) {
  if (kind === "account") {
    const ref = await getAccountRef(tx, Number(value));
    return ref && { subject: { kind: "user", value: ref } satisfies Subject, userIds: [Number(value)] };
  }
  if (kind === "key") {
    const owner = await getKeyOwner(tx, value);
    return owner === undefined ? undefined : { subject: { kind, value }, userIds: owner === null ? [] : [owner] };
  }
  return { subject: { kind, value }, userIds: [] };
}

const whoWasEntered = async (tx: Tx, { cause, subject }: Finding, since: Date): Promise<number[]> =>
  cause === "credential_stuffing" ? listEntered(tx, subject.value, since) : [];

/** The incident that stands for more of a cause than are opened a day, where there are as many; undefined: there are not. */
async function findFlood(tx: Tx, cause: Finding["cause"], day: string): Promise<number | undefined> {
  const ids = await listOfDay(tx, cause, day);
  if (ids.length < OPENED_A_DAY_MAX) return undefined;
  log.warn("ops.incidents_many", { cause, day });
  return ids[0];
}

async function insert(tx: Tx, row: typeof securityIncidents.$inferInsert): Promise<number | undefined> {
  try {
    const [inserted] = await tx.insert(securityIncidents).values(row).$returningId();
    return inserted?.id;
  } catch (error) {
    if (isDuplicate(error, "one_incident_a_day")) return undefined;
    throw error;
  }
}

const touch = async (tx: Tx, incidentId: number, userIds: number[]): Promise<void> => {
  if (userIds.length === 0) return;
  await tx
    .insert(securityIncidentAccounts)
    .values(userIds.map((userId) => ({ incidentId, userId })))
    .onDuplicateKeyUpdate({ set: { incidentId } });
};

/** Takes away incidents that were closed a year ago, with what was noted of them. */
export async function clearOldIncidents(now: Date): Promise<number> {
  const before = new Date(now.getTime() - CLOSED_INCIDENT_DAYS * 24 * HOUR_MS);
  const [{ affectedRows }] = await db
    .delete(securityIncidents)
    .where(and(eq(securityIncidents.state, "closed"), lt(securityIncidents.closedAt, before)));
  return affectedRows;
}

const notFound = () => fail("incident_not_found", "There is no such incident.");
const movedMeanwhile = () => fail("moved_meanwhile", "Somebody else has gone on with it. Please look again.");

/** Opens an incident that an admin has noticed. */
export async function reportIncident(actor: Actor, { title, severity }: ReportInput, now = new Date()) {
  if (!canHandleIncidents(actor)) return notFound();
  return db.transaction(async (tx) => {
    const subject = writeSubject({ kind: "report", value: newId() });
    const row = { cause: "reported", subject, day: dayOf(now), severity, title, figures: {} } as const;
    const incidentId = await insert(tx, { ...row, openedAt: now, lastSeenAt: now });
    if (incidentId === undefined) throw new Error("an id that was drawn just now was there already");
    for (const { userId } of await listAdmins(tx, actor.id)) await tellOwner(tx, userId, "incident_opened");
    await note(tx, actor, "ops.incident_opened", incidentId, { cause: "reported", severity });
    return ok({ incidentId });
  });
}

/** Brings an incident on to another state; of two at the same time, one does. Closing needs a review. */
export async function moveIncident(actor: Actor, { incidentId, from, to }: MoveInput, now = new Date()) {
  return withIncident(actor, incidentId, async (tx, incident) => {
    if (incident.state !== from) return movedMeanwhile();
    const may = mayMove(from, to, incident.review ?? "");
    if (may === "no_review") return fail("no_review", "Please write first what it was: a sentence is enough.");
    if (may === "no_way") return movedMeanwhile();
    await moveTo(tx, incidentId, to, now);
    await note(tx, actor, "ops.incident_moved", incidentId, { from, to });
    return ok();
  });
}

/** Adds a note, which nobody can change afterwards. */
export async function addNote(actor: Actor, { incidentId, text }: NoteInput, now = new Date()) {
  return withIncident(actor, incidentId, async (tx) => {
    await write(tx, { incidentId, actor, text, now });
    return ok();
  });
}

/** Writes the review: what happened, why, and what changes. It can be written on until the incident is closed. */
export async function writeReview(actor: Actor, { incidentId, text }: ReviewInput) {
  return withIncident(actor, incidentId, async (tx, { state }) => {
    if (state === "closed") return fail("closed", "It is closed. Take it up again to write on.");
    await tx.update(securityIncidents).set({ review: text }).where(eq(securityIncidents.id, incidentId));
    await note(tx, actor, "ops.incident_reviewed", incidentId, { characters: text.length });
    return ok();
  });
}

/** Refuses every request of the incident's address for some hours; `own` is the address that the actor comes from. */
export async function blockAddress(actor: Actor, { incidentId, hours }: BlockInput, own: string, now = new Date()) {
  const incident = canHandleIncidents(actor) ? await getIncident(incidentId) : undefined;
  if (incident?.subject.kind !== "address") return notFound();
  const { value } = incident.subject;
  if (value === own)
    return fail("own_address", "This is the address that you come from yourself: you would be out, too.");
  const until = new Date(now.getTime() + hours * HOUR_MS);
  await blockNetwork(value, until);
  await done(actor, incidentId, "block_address", `Refused ${value} for ${hours} h.`, now, { hours });
  return ok({ until });
}

/** Lets the incident's address come again. */
export async function unblockAddress(actor: Actor, { incidentId }: { incidentId: number }, now = new Date()) {
  const incident = canHandleIncidents(actor) ? await getIncident(incidentId) : undefined;
  if (incident?.subject.kind !== "address") return notFound();
  await unblockNetwork(incident.subject.value);
  await done(actor, incidentId, "unblock_address", `Let ${incident.subject.value} come again.`, now);
  return ok();
}

/** Ends every session of an account that the incident touches: whoever is in it must sign in anew. */
export async function endTouchedSessions(actor: Actor, { incidentId, userId }: TouchedInput, now = new Date()) {
  return withIncident(actor, incidentId, async (tx) => {
    if (!(await isTouched(tx, incidentId, userId))) return fail("account_not_found", "There is no such account.");
    const { ended } = await endOtherSessions(userId, null, tx);
    await write(tx, {
      incidentId,
      actor,
      text: `Ended ${ended === 1 ? "a session" : `${ended} sessions`} of an account.`,
      now,
    });
    await recordAudit(tx, {
      ...{ act: "ops.incident_mitigated", actorId: actor.id, userId },
      details: { incidentId, how: "end_sessions", ended },
    });
    return ok({ ended });
  });
}

/** Revokes the key that the incident is about, whosever it is. */
export async function revokeTouchedKey(actor: Actor, { incidentId }: { incidentId: number }, now = new Date()) {
  return withIncident(actor, incidentId, async (tx, { subject }) => {
    const keyId = /^key:(.+)$/.exec(subject)?.[1];
    if (keyId === undefined || !(await withdrawKey(tx, keyId)))
      return fail("key_not_found", "This key is gone already.");
    await write(tx, { incidentId, actor, text: `Revoked key ${keyId}.`, now });
    await note(tx, actor, "ops.incident_mitigated", incidentId, { how: "revoke_key" });
    return ok();
  });
}

/** Adds an account that an incident touches, by its name. */
export async function addTouched(actor: Actor, { incidentId, username }: AddTouchedInput) {
  const account = canHandleIncidents(actor) ? await getCredentials(username) : undefined;
  return withIncident(actor, incidentId, async (tx) => {
    if (!account) return fail("account_not_found", "There is no account of this name.");
    await touch(tx, incidentId, [account.id]);
    await noteTouched(tx, actor, "ops.incident_account_added", { incidentId, userId: account.id });
    return ok();
  });
}

/** Takes an account off again that was added by mistake, as long as its reader was not told. */
export async function removeTouched(actor: Actor, { incidentId, userId }: TouchedInput) {
  return withIncident(actor, incidentId, async (tx) => {
    const [{ affectedRows }] = await tx
      .delete(securityIncidentAccounts)
      .where(and(isTouchedRow(incidentId, userId), isNull(securityIncidentAccounts.notifiedAt)));
    if (affectedRows === 0) return fail("told_already", "This reader has been told already.");
    await noteTouched(tx, actor, "ops.incident_account_removed", { incidentId, userId });
    return ok();
  });
}

/**
 * Tells the readers of the touched accounts that have not been told: on the site, until they put it away, and by a letter
 * that says no more than that there is something to read, where there is an address for it. Twice tells the new ones only.
 */
export async function notifyTouched(actor: Actor, { incidentId, text }: NotifyInput, now = new Date()) {
  return withIncident(actor, incidentId, async (tx, { state }) => {
    const untold = await listUntold(tx, incidentId);
    if (untold.length === 0) return fail("nobody_to_tell", "Everybody who is touched has been told.");
    const ids = untold.map(({ userId }) => userId);
    await tx.update(securityIncidents).set({ notice: text }).where(eq(securityIncidents.id, incidentId));
    await tx
      .update(securityIncidentAccounts)
      .set({ notifiedAt: now })
      .where(and(eq(securityIncidentAccounts.incidentId, incidentId), inArray(securityIncidentAccounts.userId, ids)));
    for (const userId of ids) await tellOwner(tx, userId, "security_notice");
    if (state !== "closed") await moveTo(tx, incidentId, "notified", now);
    await write(tx, {
      incidentId,
      actor,
      text: ids.length === 1 ? "Told a reader." : `Told ${ids.length} readers.`,
      now,
    });
    await note(tx, actor, "ops.incident_notified", incidentId, { readers: ids.length });
    return ok({ told: ids.length });
  });
}

/** Puts a notice away that its reader has read. Twice is once. */
export async function putNoticeAway(actor: Actor, { incidentId }: { incidentId: number }, now = new Date()) {
  await db
    .update(securityIncidentAccounts)
    .set({ readAt: now })
    .where(
      and(
        isTouchedRow(incidentId, actor.id),
        // Put away in advance it would never be shown.
        isNotNull(securityIncidentAccounts.notifiedAt),
        isNull(securityIncidentAccounts.readAt),
      ),
    );
  return ok();
}

const isTouchedRow = (incidentId: number, userId: number) =>
  and(eq(securityIncidentAccounts.incidentId, incidentId), eq(securityIncidentAccounts.userId, userId));

type Row = typeof securityIncidents.$inferSelect;

/** An incident, held, for somebody who may handle it; to everybody else it is not there. */
async function withIncident<Value>(actor: Actor, incidentId: number, work: (tx: Tx, row: Row) => Promise<Value>) {
  if (!canHandleIncidents(actor)) return notFound();
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(securityIncidents).where(eq(securityIncidents.id, incidentId)).for("update");
    return row ? work(tx, row) : notFound();
  });
}

async function moveTo(tx: Tx, incidentId: number, state: IncidentState, now: Date): Promise<void> {
  await tx
    .update(securityIncidents)
    .set({ state, closedAt: state === "closed" ? now : null })
    .where(and(eq(securityIncidents.id, incidentId), ne(securityIncidents.state, state)));
}

type Written = { incidentId: number; actor: Actor; text: string; now: Date };

async function write(tx: Tx, { incidentId, actor, text, now }: Written): Promise<void> {
  await tx.insert(securityIncidentNotes).values({ incidentId, authorId: actor.id, writtenAt: now, text });
}

type Details = Record<string, string | number>;

const note = (tx: Tx, actor: Actor, act: string, incidentId: number, details: Details) =>
  recordAudit(tx, { act, actorId: actor.id, subject: `incident:${incidentId}`, details });

const noteTouched = (tx: Tx, actor: Actor, act: string, { incidentId, userId }: TouchedInput) =>
  recordAudit(tx, { act, actorId: actor.id, userId, details: { incidentId } });

/** Writes down what was done outside of the database. */
const done = (actor: Actor, incidentId: number, how: string, text: string, now: Date, details: Details = {}) =>
  db.transaction(async (tx) => {
    await write(tx, { incidentId, actor, text, now });
    await note(tx, actor, "ops.incident_mitigated", incidentId, { how, ...details });
  });
