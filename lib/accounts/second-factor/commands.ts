import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { passkeys, recoveryCodes, secondFactors, sessions } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { qrCodeOf } from "@/lib/platform/qr-code";
import { fail, ok } from "@/lib/platform/result";
import { type Seal, seal, unseal } from "@/lib/platform/sealing";
import { recordAudit } from "../audit/commands";
import { tellOwner } from "../letters/commands";
import type { Actor } from "../schema";
import { holdWaysIn } from "../ways-in/queries";
import { newTotpSecret, totpAddress, totpStepOf } from "./adapters/totp";
import { hasAnyFactor, hasSecondFactor } from "./queries";
import {
  hashOfRecoveryCode,
  isDemandedOf,
  isInPause,
  newRecoveryCode,
  RECOVERY_CODES,
  readCode,
  showRecoveryCode,
  TOLD_AFTER_FAILURES,
} from "./rules";
import { type ReadCode, type SecondFactorSetUp, TOO_MANY_CODES } from "./schema";

const sealOf = (userId: number): Seal => ({ purpose: "second factor", owner: String(userId) });

/**
 * Draws a secret for an app. It counts for nothing until a code of it is typed; asking again draws another. Whoever calls has
 * made sure of the owner, see `proveOwner`: the code that confirms it proves no more than that.
 */
export async function startSecondFactor(actor: Actor) {
  const secret = newTotpSecret();
  const row = {
    secret: seal(sealOf(actor.id), secret),
    confirmedAt: null,
    lastStep: 0,
    failures: 0,
    lastFailedAt: null,
  };
  const isOn = await db.transaction(async (tx) => {
    const factor = await holdFactor(tx, actor.id);
    if (factor?.confirmedAt) return true;
    await tx
      .insert(secondFactors)
      .values({ ...row, userId: actor.id })
      .onDuplicateKeyUpdate({ set: row });
    return false;
  });
  if (isOn) return fail("already_on", "Your second factor is on already.");
  const address = totpAddress(secret, { site: `Ridizi (${new URL(env().web.appUrl).host})`, account: actor.username });
  return ok({ secret, address, qrCode: await qrCodeOf(address) } satisfies SecondFactorSetUp);
}

/**
 * Switches the second factor on by a first code, and answers the recovery codes, which nobody sees again. The session that
 * does it has shown both factors from then on.
 */
export async function confirmSecondFactor(
  actor: Actor,
  { code, sessionId }: { code: string; sessionId: string },
  now = new Date(),
) {
  return db.transaction(async (tx) => {
    const factor = await holdFactor(tx, actor.id);
    if (!factor) return fail("not_started", "Please begin anew: this picture is too old.");
    if (factor.confirmedAt) return fail("already_on", "Your second factor is on already.");
    const read = readCode(code);
    const step = read?.kind === "digits" ? stepOf(factor, read.digits, now) : undefined;
    if (step === undefined)
      return fail("wrong_code", "This is not the code that the app shows now. Is the phone's clock right?");
    await tx.update(secondFactors).set({ confirmedAt: now, lastStep: step }).where(eq(secondFactors.userId, actor.id));
    await tx
      .update(sessions)
      .set({ hasTwoFactors: true })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.id)));
    const codes = await drawRecoveryCodes(tx, actor.id);
    await tellOwner(tx, actor.id, "factor_on");
    await recordAudit(tx, { act: "accounts.second_factor_on", actorId: actor.id });
    return ok({ recoveryCodes: codes });
  });
}

/**
 * The second step of signing in, and of acts that ask for it again: an account without a second factor passes at once, one
 * with it by six digits that were not used yet or by a recovery code. Tries at one account wait for each other, so that of
 * twenty with the same code one passes, and a hundred at once are no way around the pauses.
 */
export async function passSecondFactor(userId: number, typed: string | undefined, now = new Date()) {
  if (!(await hasSecondFactor(userId))) return ok({ hasTwoFactors: false });
  if (!typed) return fail("code_needed", "Please send the code of your second factor too.");
  const read = readCode(typed);
  return db.transaction(async (tx) => {
    const factor = await holdFactor(tx, userId);
    // Switched off in this very moment: whoever asks types nothing the next time.
    if (!factor?.confirmedAt) return fail("code_needed");
    const verdict = await judge(tx, factor, read, now);
    if (verdict === "right") return ok({ hasTwoFactors: true });
    if (verdict === "in_pause") return fail("too_many_codes", TOO_MANY_CODES);
    await noteFailure(tx, factor, now);
    return fail("wrong_code", "This code is not right, or was used already.");
  });
}

/** Draws ten new recovery codes and makes the former ones worthless. Asks for a code: a session left open is not enough. */
export async function renewRecoveryCodes(actor: Actor, { code }: { code: string }) {
  const passed = await passSecondFactor(actor.id, code);
  if (!passed.ok) return passed;
  if (!passed.hasTwoFactors) return fail("not_on", "Your second factor is off.");
  return db.transaction(async (tx) => {
    const codes = await drawRecoveryCodes(tx, actor.id);
    await recordAudit(tx, { act: "accounts.recovery_codes_renewed", actorId: actor.id });
    return ok({ recoveryCodes: codes });
  });
}

/**
 * Switches the second factor off, unless the site wants one of this account. Whoever calls has asked for the password too,
 * see `provePassword`.
 */
export async function switchOffSecondFactor(actor: Actor, { code }: { code: string }) {
  if (isDemandedOf(actor.role, env().accounts.requireSecondFactor))
    return fail("demanded", "This site asks for a second factor.");
  const passed = await passSecondFactor(actor.id, code);
  if (!passed.ok) return passed;
  await db.transaction((tx) => dropSecondFactor(tx, { actorId: actor.id, userId: actor.id }));
  return ok();
}

/**
 * Takes an account's second factor away, for an operator whose reader lost phone and codes; also the passkeys, unless they
 * are the only way in.
 */
export async function resetSecondFactor(userId: number): Promise<boolean> {
  if (!(await hasAnyFactor(userId))) return false;
  await db.transaction(async (tx) => {
    const { hasPassword, identities } = await holdWaysIn(tx, userId);
    if (hasPassword || identities > 0) await tx.delete(passkeys).where(eq(passkeys.userId, userId));
    await dropSecondFactor(tx, { actorId: null, userId });
  });
  return true;
}

async function dropSecondFactor(tx: Tx, { actorId, userId }: { actorId: number | null; userId: number }) {
  await tx.delete(secondFactors).where(eq(secondFactors.userId, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tellOwner(tx, userId, "factor_off");
  await recordAudit(tx, { act: "accounts.second_factor_off", actorId, userId });
}

type Factor = typeof secondFactors.$inferSelect;

/** The row, held until the transaction ends. */
async function holdFactor(tx: Tx, userId: number): Promise<Factor | undefined> {
  const [factor] = await tx.select().from(secondFactors).where(eq(secondFactors.userId, userId)).for("update");
  return factor;
}

function stepOf(factor: Factor, digits: string, now: Date): number | undefined {
  const secret = unseal(sealOf(factor.userId), factor.secret);
  if (secret === undefined) log.error("accounts.second_factor", { outcome: "unreadable", userId: factor.userId });
  return secret === undefined ? undefined : totpStepOf(secret, digits, now);
}

async function judge(tx: Tx, factor: Factor, read: ReadCode | undefined, now: Date) {
  if (read?.kind === "recovery")
    return (await spendRecoveryCode(tx, factor.userId, read.code, now)) ? "right" : "wrong";
  if (isInPause(factor.failures, factor.lastFailedAt, now)) return "in_pause";
  return (await spendDigits(tx, factor, read?.digits, now)) ? "right" : "wrong";
}

async function spendDigits(tx: Tx, factor: Factor, digits: string | undefined, now: Date): Promise<boolean> {
  const step = digits === undefined ? undefined : stepOf(factor, digits, now);
  // A code that was seen on the way, or over a shoulder, is worth nothing once its owner has used it.
  if (step === undefined || step <= factor.lastStep) return false;
  await tx
    .update(secondFactors)
    .set({ lastStep: step, failures: 0, lastFailedAt: null })
    .where(eq(secondFactors.userId, factor.userId));
  return true;
}

async function spendRecoveryCode(tx: Tx, userId: number, code: string, now: Date): Promise<boolean> {
  const [{ affectedRows }] = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.hash, hashOfRecoveryCode(code)),
        isNull(recoveryCodes.usedAt),
      ),
    );
  if (affectedRows === 0) return false;
  await tellOwner(tx, userId, "recovery_code_used");
  await recordAudit(tx, { act: "accounts.recovery_code_used", actorId: userId });
  return true;
}

async function noteFailure(tx: Tx, { userId, failures }: Factor, now: Date): Promise<void> {
  await tx
    .update(secondFactors)
    .set({ failures: sql`${secondFactors.failures} + 1`, lastFailedAt: now })
    .where(eq(secondFactors.userId, userId));
  // Once in a row of failures: the log is for what happened, not for each try of a script.
  if (failures + 1 !== TOLD_AFTER_FAILURES) return;
  await tellOwner(tx, userId, "factor_guessed_at");
  await recordAudit(tx, { act: "accounts.second_factor_guessed_at", actorId: null, userId });
}

async function drawRecoveryCodes(tx: Tx, userId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ userId, hash: hashOfRecoveryCode(code) })));
  return codes.map(showRecoveryCode);
}
