import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditLog, letters, recoveryCodes, secondFactors, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { hashPassword } from "../adapters/password";
import { Authenticator } from "../passkeys/authenticator.fixtures";
import { addPasskey, startPasskey } from "../passkeys/commands";
import { listPasskeys } from "../passkeys/queries";
import { newPasskeyAnswer } from "../passkeys/schema";
import type { Actor } from "../schema";
import { beginSession } from "../sessions/commands";
import { getSession } from "../sessions/queries";
import {
  confirmSecondFactor,
  passSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
  startSecondFactor,
  switchOffSecondFactor,
} from "./commands";
import { getSecondFactor } from "./queries";

const PASSWORD = "correct horse battery";
const NOW = new Date("2026-11-21T20:00:10Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const codeAt = (secret: string, at: Date) => generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) });
/** Six digits that are right at none of the times around. */
function wrongCode(secret: string, at: Date): string {
  const right = [-60, -30, 0, 30, 60].map((shift) => codeAt(secret, new Date(at.getTime() + shift * 1000)));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code)) ?? "666666";
}

async function begin(actor: Actor) {
  const { id } = await beginSession(actor.id, { kind: "browser", device: "test", address: "192.0.2.1" });
  return id;
}

async function givePasskey(actor: Actor) {
  const started = await startPasskey(actor);
  if (!started.ok) throw new Error(started.reason);
  const authenticator = new Authenticator({ rpId: "localhost", origin: "http://localhost:3000" });
  const answer = newPasskeyAnswer.parse(authenticator.create(started.options));
  expect(await addPasskey(actor, { answer, name: "key", sessionId: "none" })).toEqual({ ok: true });
}

/** An account with a password and a second factor that was confirmed at NOW. */
async function buildGuarded(role: Actor["role"] = "user") {
  const actor = await buildUser({ role });
  await db
    .update(users)
    .set({ passwordHash: await hashPassword(PASSWORD) })
    .where(eq(users.id, actor.id));
  const sessionId = await begin(actor);
  const started = await startSecondFactor(actor);
  if (!started.ok) throw new Error(started.reason);
  const { secret } = started;
  const confirmed = await confirmSecondFactor(actor, { code: codeAt(secret, NOW), sessionId }, NOW);
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return { actor, secret, sessionId, recovery: confirmed.recoveryCodes };
}

const actsOf = async (act: string) => db.select().from(auditLog).where(eq(auditLog.act, act));

afterEach(() => {
  env().accounts.requireSecondFactor = "none";
});

describe("setting a second factor up", () => {
  it("takes six digits as apps show them, and nothing else", async () => {
    const actor = await buildUser();
    const sessionId = await begin(actor);
    const started = await startSecondFactor(actor);
    if (!started.ok) throw new Error(started.reason);
    for (const code of ["nothing", "12345", "ABCD-EFGH-JKMN-PQRS"])
      expect(await confirmSecondFactor(actor, { code, sessionId }, NOW)).toMatchObject({ reason: "wrong_code" });
    const digits = codeAt(started.secret, NOW);
    const code = `${digits.slice(0, 3)} ${digits.slice(3)}`;
    expect(await confirmSecondFactor(actor, { code, sessionId }, NOW)).toMatchObject({ ok: true });
  });

  it("counts for nothing until a code of it was typed, and then for the session that did it", async () => {
    const actor = await buildUser();
    const sessionId = await begin(actor);
    const started = await startSecondFactor(actor);
    if (!started.ok) throw new Error(started.reason);
    expect(await passSecondFactor(actor.id, undefined)).toEqual({ ok: true, hasTwoFactors: false });
    const wrong = { code: wrongCode(started.secret, NOW), sessionId };
    expect(await confirmSecondFactor(actor, wrong, NOW)).toMatchObject({ reason: "wrong_code" });
    expect(await passSecondFactor(actor.id, undefined)).toMatchObject({ ok: true });

    const confirmed = await confirmSecondFactor(actor, { code: codeAt(started.secret, NOW), sessionId }, NOW);
    expect(confirmed).toMatchObject({ ok: true });
    expect(await passSecondFactor(actor.id, undefined)).toMatchObject({ reason: "code_needed" });
    expect(await getSession(sessionId, new Date())).toMatchObject({ hasTwoFactors: true });
  });

  it("keeps neither the secret nor a recovery code as it is", async () => {
    const { actor, secret, recovery } = await buildGuarded();
    const [factor] = await db.select().from(secondFactors).where(eq(secondFactors.userId, actor.id));
    const codes = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, actor.id));
    const kept = JSON.stringify([factor, codes]);
    expect(kept).not.toContain(secret);
    for (const code of recovery) for (const form of [code, code.replaceAll("-", "")]) expect(kept).not.toContain(form);
    expect(codes).toHaveLength(10);
  });

  it("cannot be begun anew over one that is on, nor confirmed in another account's session", async () => {
    const { actor, secret } = await buildGuarded();
    expect(await startSecondFactor(actor)).toMatchObject({ reason: "already_on" });
    expect(await passSecondFactor(actor.id, codeAt(secret, later(60)), later(60))).toMatchObject({ ok: true });
    const other = await buildUser();
    const otherSession = await begin(other);
    const fresh = await buildUser();
    const started = await startSecondFactor(fresh);
    if (!started.ok) throw new Error(started.reason);
    await confirmSecondFactor(fresh, { code: codeAt(started.secret, NOW), sessionId: otherSession }, NOW);
    expect(await getSession(otherSession, new Date())).toMatchObject({ hasTwoFactors: false });
  });

  it("of another account's row opens nothing", async () => {
    const { actor, secret } = await buildGuarded();
    const thief = await buildGuarded();
    const [row] = await db.select().from(secondFactors).where(eq(secondFactors.userId, thief.actor.id));
    await db.update(secondFactors).set({ secret: row?.secret }).where(eq(secondFactors.userId, actor.id));
    for (const known of [secret, thief.secret])
      expect(await passSecondFactor(actor.id, codeAt(known, later(60)), later(60))).toMatchObject({
        reason: "wrong_code",
      });
  });
});

describe("a code", () => {
  it("opens once, of twenty that come at the same time", async () => {
    const { actor, secret } = await buildGuarded();
    const code = codeAt(secret, later(60));
    const tries = await Promise.all(Array.from({ length: 20 }, () => passSecondFactor(actor.id, code, later(60))));
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
  });

  it("that confirmed the set-up, or is older than one that was used, opens nothing", async () => {
    const { actor, secret } = await buildGuarded();
    expect(await passSecondFactor(actor.id, codeAt(secret, NOW), NOW)).toMatchObject({ reason: "wrong_code" });
    expect(await passSecondFactor(actor.id, codeAt(secret, later(90)), later(60))).toMatchObject({ ok: true });
    expect(await passSecondFactor(actor.id, codeAt(secret, later(60)), later(60))).toMatchObject({
      reason: "wrong_code",
    });
  });

  it("that is wrong makes the next ones wait, however many come at once, but no recovery code", async () => {
    const { actor, secret, recovery } = await buildGuarded();
    const at = later(60);
    const wrong = wrongCode(secret, at);
    const tries = await Promise.all(Array.from({ length: 30 }, () => passSecondFactor(actor.id, wrong, at)));
    const reasons = tries.map((one) => (one.ok ? "ok" : one.reason));
    expect(reasons.filter((reason) => reason === "wrong_code")).toHaveLength(5);
    expect(reasons.filter((reason) => reason === "too_many_codes")).toHaveLength(25);
    expect(await passSecondFactor(actor.id, codeAt(secret, at), at)).toMatchObject({ reason: "too_many_codes" });
    expect(await passSecondFactor(actor.id, recovery[0], at)).toMatchObject({ ok: true });

    const afterwards = new Date(at.getTime() + 30_000);
    expect(await passSecondFactor(actor.id, codeAt(secret, afterwards), afterwards)).toMatchObject({ ok: true });
    expect(await passSecondFactor(actor.id, wrong, later(120))).toMatchObject({ reason: "wrong_code" });
    const [owner] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, actor.id));
    const told = (await actsOf("accounts.second_factor_guessed_at")).filter(
      ({ subject }) => subject === `user:${owner?.ref}`,
    );
    expect(told).toHaveLength(1);
  });
});

describe("a recovery code", () => {
  it("opens once, of twenty that come at the same time, however it is typed", async () => {
    const { actor, recovery } = await buildGuarded();
    const [first = "", second = ""] = recovery;
    const tries = await Promise.all(Array.from({ length: 20 }, () => passSecondFactor(actor.id, first)));
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    expect(await passSecondFactor(actor.id, ` ${second.toLowerCase().replaceAll("-", " ")} `)).toMatchObject({
      ok: true,
    });
    expect(await getSecondFactor(actor.id)).toMatchObject({ recoveryCodesLeft: 8 });
  });

  it("of another account opens nothing", async () => {
    const [one, other] = [await buildGuarded(), await buildGuarded()];
    expect(await passSecondFactor(one.actor.id, other.recovery[0])).toMatchObject({ reason: "wrong_code" });
  });

  it("is void once new ones were drawn, for which a code is asked", async () => {
    const { actor, recovery } = await buildGuarded();
    const [first = "", second = ""] = recovery;
    expect(await renewRecoveryCodes(actor, { code: "000000" })).toMatchObject({ reason: "wrong_code" });
    const renewed = await renewRecoveryCodes(actor, { code: first });
    if (!renewed.ok) throw new Error(renewed.reason);
    expect(await passSecondFactor(actor.id, second)).toMatchObject({ reason: "wrong_code" });
    expect(await passSecondFactor(actor.id, renewed.recoveryCodes[0])).toMatchObject({ ok: true });
  });

  it("still opens when AUTH_SECRET was lost", async () => {
    const { actor, secret, recovery } = await buildGuarded();
    const { secret: before } = env().accounts;
    env().accounts.secret = newId();
    try {
      expect(await passSecondFactor(actor.id, codeAt(secret, later(60)), later(60))).toMatchObject({ ok: false });
      expect(await passSecondFactor(actor.id, recovery[0])).toMatchObject({ ok: true });
    } finally {
      env().accounts.secret = before;
    }
  });
});

it("tells the owner at the confirmed address what was done, and of a guesser once", async () => {
  const { actor, secret, recovery } = await buildGuarded();
  const email = `${actor.username}@example.org`;
  await db.update(users).set({ email, emailVerifiedAt: NOW }).where(eq(users.id, actor.id));
  const at = later(60);
  for (let tries = 0; tries < 8; tries++) await passSecondFactor(actor.id, wrongCode(secret, at), at);
  await passSecondFactor(actor.id, recovery[0]);
  await resetSecondFactor(actor.id);
  const told = await db.select({ kind: letters.kind }).from(letters).where(eq(letters.address, email));
  expect(told.map(({ kind }) => kind).toSorted()).toEqual(["factor_guessed_at", "factor_off", "recovery_code_used"]);
});

describe("switching a second factor off", () => {
  it("wants a code, and is written down", async () => {
    const { actor, recovery } = await buildGuarded();
    const [code = "", next = ""] = recovery;
    expect(await switchOffSecondFactor(actor, { code: "000000" })).toMatchObject({ reason: "wrong_code" });
    expect(await switchOffSecondFactor(actor, { code })).toEqual({ ok: true });
    expect(await passSecondFactor(actor.id, undefined)).toEqual({ ok: true, hasTwoFactors: false });
    expect(await passSecondFactor(actor.id, next)).toEqual({ ok: true, hasTwoFactors: false });
    expect(await getSecondFactor(actor.id)).toEqual({ onSince: null, recoveryCodesLeft: 0 });
    expect((await actsOf("accounts.second_factor_off")).length).toBeGreaterThan(0);
  });

  it("is refused where the site wants one of the account", async () => {
    const { actor, recovery } = await buildGuarded("admin");
    env().accounts.requireSecondFactor = "admin";
    expect(await switchOffSecondFactor(actor, { code: recovery[0] ?? "" })).toMatchObject({ reason: "demanded" });
  });

  it("can be done by whoever runs the site, for a reader who has lost everything", async () => {
    const { actor } = await buildGuarded();
    await givePasskey(actor);
    expect(await resetSecondFactor(actor.id)).toBe(true);
    expect(await resetSecondFactor(actor.id)).toBe(false);
    expect(await passSecondFactor(actor.id, undefined)).toMatchObject({ ok: true });
    expect(await listPasskeys(actor.id)).toEqual([]);
  });

  it("leaves the passkeys of an account that nothing else opens", async () => {
    const actor = await buildUser();
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, actor.id));
    await givePasskey(actor);
    await resetSecondFactor(actor.id);
    expect(await listPasskeys(actor.id)).toHaveLength(1);
  });
});
