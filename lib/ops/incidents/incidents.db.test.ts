import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditHead, auditLog, users } from "@/db/schema/accounts";
import { securityIncidentAccounts, securityIncidents } from "@/db/schema/ops";
import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import { searchAudit, verifyAudit } from "@/lib/accounts/audit/queries";
import { createKey } from "@/lib/accounts/keys/commands";
import { getKeyCaller } from "@/lib/accounts/keys/queries";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { listSessions } from "@/lib/accounts/sessions/queries";
import { noteAsking, noteExport, noteFailedSignIn, noteRefusedKey, noteUsedKey } from "@/lib/accounts/signals/commands";
import { blockedForMs } from "@/lib/platform/blocks";
import { redis } from "@/lib/platform/redis";
import {
  addNote,
  addTouched,
  blockAddress,
  checkAudit,
  clearOldIncidents,
  detectIncidents,
  endTouchedSessions,
  moveIncident,
  notifyTouched,
  openIncident,
  putNoticeAway,
  removeTouched,
  reportIncident,
  revokeTouchedKey,
  unblockAddress,
  writeReview,
} from "./commands";
import { countOpenIncidents, getIncident, listIncidents, listNotices } from "./queries";
import type { Finding } from "./schema";

const HOUR_MS = 60 * 60_000;
const ADDRESS = "203.0.113.9";
const scraping = (value = ADDRESS): Finding => ({
  ...{ cause: "scraping", severity: "low", subject: { kind: "address", value }, figures: { count: 2_000 } },
});

const stuffing = (value: string): Finding => ({
  ...{ cause: "credential_stuffing", severity: "high", subject: { kind: "address", value }, figures: { count: 30 } },
});

beforeEach(() => redis().flushdb());
afterEach(() => db.delete(securityIncidents));

const times = (count: number, work: (at: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

async function theOne() {
  const [incident, ...more] = await listIncidents();
  if (!incident || more.length > 0) throw new Error(`there are ${more.length + (incident ? 1 : 0)} incidents`);
  return incident;
}

async function openOne(finding = scraping()) {
  await openIncident(finding, new Date());
  return (await theOne()).id;
}

const buildAdmin = () => buildUser({ role: "admin" });

describe("the rules", () => {
  it("open an incident for a list of passwords tried from one address, with the accounts that it got into", async () => {
    const victim = await buildUser();
    const elsewhere = await buildUser();
    await beginSession(victim.id, { kind: "browser", device: "curl", address: ADDRESS });
    await beginSession(elsewhere.id, { kind: "browser", device: "curl", address: "192.0.2.1" });
    await times(25, (at) => noteFailedSignIn(ADDRESS, `account-${at}`));
    expect(await detectIncidents(new Date())).toBe(1);
    const incident = await getIncident((await theOne()).id);
    expect(incident).toMatchObject({ cause: "credential_stuffing", subject: { kind: "address", value: ADDRESS } });
    expect(incident?.touched.map(({ userId }) => userId)).toEqual([victim.id]);
  });

  it("open one for an account that is tried from everywhere, and none for one that forgot its password", async () => {
    const [attacked, forgetful] = [await buildUser(), await buildUser()];
    await times(20, (at) => noteFailedSignIn(`198.51.100.${at}`, `account-${attacked.id}`));
    await times(20, () => noteFailedSignIn("192.0.2.1", `account-${forgetful.id}`));
    expect(await detectIncidents(new Date())).toBe(1);
    expect(await theOne()).toMatchObject({ cause: "account_attacked", subjectName: attacked.username });
  });

  it("open one for a revoked key that is still used, whose owner the log knows, and none for made-up ones", async () => {
    const owner = await buildUser();
    const made = await createKey(owner, { name: "Feeder", scopes: ["catalog:read"], expiresInDays: 30 });
    if (!made.ok) throw new Error(made.reason);
    await times(6, () => noteRefusedKey(made.summary.id, ADDRESS));
    await times(6, () => noteRefusedKey("0123456789abcdef", ADDRESS));
    expect(await detectIncidents(new Date())).toBe(1);
    const { id } = await theOne();
    expect((await getIncident(id))?.touched.map(({ userId }) => userId)).toEqual([owner.id]);
  });

  it("open one for a key that wanders, for export after export, and for copying the catalogue", async () => {
    const owner = await buildUser();
    const made = await createKey(owner, { name: "Feeder", scopes: ["catalog:read"], expiresInDays: 30 });
    if (!made.ok) throw new Error(made.reason);
    await times(8, (at) => noteUsedKey(made.summary.id, `198.51.100.${at}`));
    await times(6, () => noteExport(owner.id));
    for (let at = 0; at < 20; at++) await times(100, () => noteAsking(ADDRESS));
    expect(await detectIncidents(new Date())).toBe(3);
    expect((await listIncidents()).map(({ cause }) => cause).sort()).toEqual(["key_shared", "mass_export", "scraping"]);
  });

  it("open one once, however often and by how many processes it is seen", async () => {
    const now = new Date();
    const opened = await times(6, () => openIncident(scraping(), now).catch(() => false));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await openIncident({ ...scraping(), figures: { count: 9_000 } }, now)).toBe(false);
    expect((await theOne()).figures).toEqual({ count: 9_000 });
    // Tomorrow it is another one.
    expect(await openIncident(scraping(), new Date(now.getTime() + 24 * HOUR_MS))).toBe(true);
  });

  it("do not open a hundred for an attack from a hundred addresses", async () => {
    for (let at = 0; at < 15; at++) await openIncident(scraping(`198.51.100.${at}`), new Date());
    expect(await listIncidents()).toHaveLength(10);
  });

  it("name the accounts that an attack gets into while it goes on, and none again that an admin took off", async () => {
    const admin = await buildAdmin();
    const [first, later, wrong] = [await buildUser(), await buildUser(), await buildUser()];
    const address = "203.0.113.77";
    const enter = (id: number) => beginSession(id, { kind: "browser", device: "curl", address });
    for (const { id } of [first, wrong]) await enter(id);
    const begun = new Date();
    await openIncident(stuffing(address), begun);
    const { id: incidentId } = await theOne();
    await removeTouched(admin, { incidentId, userId: wrong.id });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await enter(later.id);
    await openIncident(stuffing(address), new Date());
    const touched = (await getIncident(incidentId))?.touched.map(({ userId }) => userId) ?? [];
    expect(touched.toSorted()).toEqual([first.id, later.id].toSorted());
  });

  it("lose no account of an attack that has no incident of its own any more", async () => {
    const [victim, address] = [await buildUser(), "203.0.113.78"];
    await beginSession(victim.id, { kind: "browser", device: "curl", address });
    for (let at = 0; at < 10; at++) await openIncident(stuffing(`198.51.100.${at}`), new Date());
    expect(await openIncident(stuffing(address), new Date())).toBe(false);
    const touched = await db.select({ userId: securityIncidentAccounts.userId }).from(securityIncidentAccounts);
    expect(touched).toEqual([{ userId: victim.id }]);
  });
});

describe("the daily look at the log of acts", () => {
  it("opens an incident where a line was changed, and none where all is as it was", async () => {
    for (const act of ["test.one", "test.two"]) await recordAuditAlone({ act, actorId: null });
    expect(await checkAudit(new Date())).toMatchObject({ isWhole: true });
    expect(await countOpenIncidents()).toBe(0);
    const { lines } = await searchAudit({ act: "test.one", actor: undefined, before: undefined });
    const sequence = lines[0]?.sequence ?? 0;
    await db.update(auditLog).set({ act: "test.other" }).where(eq(auditLog.sequence, sequence));
    expect(await checkAudit(new Date())).toEqual({ isWhole: false, at: sequence });
    expect(await theOne()).toMatchObject({ cause: "log_broken", subject: { kind: "line", value: String(sequence) } });
    await db.update(auditLog).set({ act: "test.one" }).where(eq(auditLog.sequence, sequence));
    expect(await verifyAudit()).toMatchObject({ isWhole: true });
  });
});

it("opens an incident where the end of the log was cut off and the note of it set back", async () => {
  for (const act of ["test.one", "test.two"]) await recordAuditAlone({ act, actorId: null });
  const { lines } = (await checkAudit(new Date())) as { lines: number };
  const [last, before] = (await searchAudit({ act: undefined, actor: undefined, before: undefined })).lines;
  await db.delete(auditLog).where(eq(auditLog.sequence, lines));
  await db.update(auditHead).set({ sequence: lines - 1, hash: before?.hash });
  expect(await checkAudit(new Date())).toEqual({ isWhole: false, at: lines });
  expect(await theOne()).toMatchObject({ cause: "log_broken", subject: { kind: "line", value: String(lines) } });
  if (last) {
    const { actorName: _, subjectName: __, ...line } = last;
    await db.delete(auditLog).where(eq(auditLog.sequence, lines));
    await db.insert(auditLog).values(line);
    await db.update(auditHead).set({ sequence: lines, hash: line.hash });
  }
});

describe("an incident", () => {
  it("goes its way, each step with who took it in the log, and is closed with a review alone", async () => {
    const admin = await buildAdmin();
    const incidentId = await openOne();
    const move = (from: "open" | "investigating" | "mitigated", to: "investigating" | "mitigated" | "closed") =>
      moveIncident(admin, { incidentId, from, to });
    expect(await move("open", "investigating")).toEqual({ ok: true });
    // Somebody else saw it open still.
    expect(await move("open", "mitigated")).toMatchObject({ ok: false, reason: "moved_meanwhile" });
    await addNote(admin, { incidentId, text: "It is the school's own script." });
    expect(await move("investigating", "closed")).toMatchObject({ ok: false, reason: "no_review" });
    await writeReview(admin, { incidentId, text: "A false alarm." });
    expect(await move("investigating", "closed")).toEqual({ ok: true });
    expect(await getIncident(incidentId)).toMatchObject({
      state: "closed",
      review: "A false alarm.",
      notes: [{ author: admin.username, text: "It is the school's own script." }],
    });
    expect(await writeReview(admin, { incidentId, text: "Rewritten" })).toMatchObject({ reason: "closed" });
    const { lines } = await searchAudit({ act: "ops.incident_moved", actor: admin.username, before: undefined });
    expect(lines.map(({ details }) => details.to)).toEqual(["closed", "investigating"]);
  });

  it("is moved by one of two at the same time", async () => {
    const [one, other] = [await buildAdmin(), await buildAdmin()];
    const incidentId = await openOne();
    const results = await Promise.all(
      [one, other].map((actor) => moveIncident(actor, { incidentId, from: "open", to: "investigating" })),
    );
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it("is not there for moderators and readers, whatever they call", async () => {
    const incidentId = await openOne();
    for (const role of ["moderator", "user"] as const) {
      const actor = await buildUser({ role });
      for (const result of [
        await reportIncident(actor, { title: "x", severity: "low" }),
        await moveIncident(actor, { incidentId, from: "open", to: "investigating" }),
        await addNote(actor, { incidentId, text: "x" }),
        await writeReview(actor, { incidentId, text: "x" }),
        await blockAddress(actor, { incidentId, hours: 1 }, "192.0.2.1"),
        await endTouchedSessions(actor, { incidentId, userId: actor.id }),
        await addTouched(actor, { incidentId, username: actor.username }),
        await notifyTouched(actor, { incidentId, text: "x" }),
      ])
        expect(result).toMatchObject({ ok: false, reason: "incident_not_found" });
    }
    expect(await getIncident(incidentId)).toMatchObject({ state: "open", notes: [], touched: [], blockedUntil: null });
  });

  it("that an admin reports is there beside those that rules find", async () => {
    const admin = await buildAdmin();
    const result = await reportIncident(admin, { title: "A laptop was stolen", severity: "high" });
    expect(await theOne()).toMatchObject({ cause: "reported", title: "A laptop was stolen", severity: "high" });
    expect(result.ok).toBe(true);
  });

  it("is kept for a year after it was closed", async () => {
    const admin = await buildAdmin();
    const incidentId = await openOne();
    await writeReview(admin, { incidentId, text: "Over." });
    await moveIncident(admin, { incidentId, from: "open", to: "closed" });
    expect(await clearOldIncidents(new Date(Date.now() + 364 * 24 * HOUR_MS))).toBe(0);
    expect(await clearOldIncidents(new Date(Date.now() + 366 * 24 * HOUR_MS))).toBe(1);
  });
});

describe("what can be done at once", () => {
  it("refuses the address, and never the admin's own", async () => {
    const admin = await buildAdmin();
    const incidentId = await openOne();
    expect(await blockAddress(admin, { incidentId, hours: 24 }, ADDRESS)).toMatchObject({ reason: "own_address" });
    expect(blockedForMs(ADDRESS)).toBe(0);
    expect(await blockAddress(admin, { incidentId, hours: 24 }, "192.0.2.1")).toMatchObject({ ok: true });
    expect(blockedForMs(ADDRESS)).toBeGreaterThan(23 * HOUR_MS);
    expect((await getIncident(incidentId))?.notes[0]?.text).toBe(`Refused ${ADDRESS} for 24 h.`);
    await unblockAddress(admin, { incidentId });
    expect(blockedForMs(ADDRESS)).toBe(0);
  });

  it("ends every session of an account that is touched, and of no other", async () => {
    const [admin, victim, stranger] = [await buildAdmin(), await buildUser(), await buildUser()];
    const origin = { kind: "browser", device: "curl", address: ADDRESS } as const;
    for (const { id } of [victim, victim, stranger]) await beginSession(id, origin);
    const incidentId = await openOne();
    await addTouched(admin, { incidentId, username: victim.username });
    expect(await endTouchedSessions(admin, { incidentId, userId: victim.id })).toEqual({ ok: true, ended: 2 });
    expect(await endTouchedSessions(admin, { incidentId, userId: stranger.id })).toMatchObject({ ok: false });
    expect(await listSessions(victim.id, null, new Date())).toEqual([]);
    expect(await listSessions(stranger.id, null, new Date())).toHaveLength(1);
  });

  it("revokes the key that it is about, whosever it is", async () => {
    const [admin, owner] = [await buildAdmin(), await buildUser()];
    const made = await createKey(owner, { name: "Feeder", scopes: ["catalog:read"], expiresInDays: 30 });
    if (!made.ok) throw new Error(made.reason);
    const subject = { kind: "key", value: made.summary.id } as const;
    const incidentId = await openOne({ ...scraping(), subject });
    expect(await getKeyCaller(made.key, new Date())).toBeDefined();
    expect(await revokeTouchedKey(admin, { incidentId })).toEqual({ ok: true });
    expect(await getKeyCaller(made.key, new Date())).toBeUndefined();
    expect(await revokeTouchedKey(admin, { incidentId })).toMatchObject({ reason: "key_not_found" });
  });

  it("tells each reader who is touched once, and lets the notice be put away", async () => {
    const [admin, one, other] = [await buildAdmin(), await buildUser(), await buildUser()];
    const incidentId = await openOne();
    await addTouched(admin, { incidentId, username: one.username });
    expect(await notifyTouched(admin, { incidentId, text: "Please choose a new password." })).toMatchObject({
      told: 1,
    });
    await addTouched(admin, { incidentId, username: other.username });
    expect(await notifyTouched(admin, { incidentId, text: "Please choose a new password." })).toMatchObject({
      told: 1,
    });
    expect(await notifyTouched(admin, { incidentId, text: "Again" })).toMatchObject({ reason: "nobody_to_tell" });
    for (const reader of [one, other])
      expect(await listNotices(reader.id)).toMatchObject([{ incidentId, text: "Please choose a new password." }]);
    await putNoticeAway(one, { incidentId });
    expect([await listNotices(one.id), (await listNotices(other.id)).length]).toEqual([[], 1]);
    expect((await getIncident(incidentId))?.state).toBe("notified");
  });

  it("cannot be put away before it was told, by whoever is in the account", async () => {
    const [admin, reader] = [await buildAdmin(), await buildUser()];
    const incidentId = await openOne();
    await addTouched(admin, { incidentId, username: reader.username });
    await putNoticeAway(reader, { incidentId });
    await notifyTouched(admin, { incidentId, text: "Please choose a new password." });
    expect(await listNotices(reader.id)).toHaveLength(1);
  });

  it("leaves a line of who was taken for touched, and who not after all", async () => {
    const [admin, reader] = [await buildAdmin(), await buildUser()];
    const incidentId = await openOne();
    await addTouched(admin, { incidentId, username: reader.username });
    await removeTouched(admin, { incidentId, userId: reader.id });
    const { lines } = await searchAudit({ act: undefined, actor: admin.username, before: undefined });
    expect(lines.map(({ act, details }) => [act, details])).toEqual([
      ["ops.incident_account_removed", { incidentId }],
      ["ops.incident_account_added", { incidentId }],
    ]);
  });

  it("leaves nothing of a reader's name behind when the account is gone", async () => {
    const [admin, reader] = [await buildAdmin(), await buildUser()];
    await openIncident(
      { ...scraping(), cause: "mass_export", subject: { kind: "account", value: String(reader.id) } },
      new Date(),
    );
    const { id } = await theOne();
    await addNote(admin, { incidentId: id, text: "Asked the reader." });
    await db.delete(users).where(eq(users.id, reader.id));
    expect(await theOne()).toMatchObject({ subjectName: null, subject: { kind: "user" } });
    expect(await db.select().from(securityIncidentAccounts)).toEqual([]);
    expect(JSON.stringify(await getIncident(id))).not.toContain(reader.username);
  });
});
