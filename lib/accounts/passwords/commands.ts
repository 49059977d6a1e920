import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { isMailConfigured } from "@/lib/platform/mail";
import { fail, ok } from "@/lib/platform/result";
import { hashPassword } from "../adapters/password";
import { recordAudit } from "../audit/commands";
import { askForLetter, dropAllLinks, takeLink, tellOwner } from "../letters/commands";
import { getLink } from "../letters/queries";
import type { Actor } from "../schema";
import { endOtherSessions } from "../sessions/commands";
import { isCommon } from "./adapters/common-passwords";
import { commonForms, isMonotonous } from "./rules";
import type { AskForResetInput, PasswordChange, ResetPasswordInput } from "./schema";

/** Refuses a password that guessers try first: a common one, one of few signs, the name it belongs to. */
export async function refuseWeak(password: string, username: string) {
  if (password.toLowerCase() === username.toLowerCase())
    return fail("password_weak", "The password must not be the username.");
  if (isMonotonous(password) || (await isCommon(commonForms(password))))
    return fail("password_weak", "This password is among the first that are tried. Please think of another.");
  return ok();
}

/**
 * Changes an account's password, or gives it a first one. Every other session ends, the owner is written to, and the
 * links of all letters become worthless, also of one that waits to give the account another address. Of two changes at the same time that know the same old password one is refused. Whoever calls has asked for that one, see `provePassword`.
 */
export async function changePassword(actor: Actor, { password, oldHash, sessionId }: PasswordChange) {
  const strength = await refuseWeak(password, actor.username);
  if (!strength.ok) return strength;
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx
      .update(users)
      .set({ passwordHash })
      .where(
        and(eq(users.id, actor.id), oldHash === null ? isNull(users.passwordHash) : eq(users.passwordHash, oldHash)),
      );
    if (affectedRows === 0) return fail("wrong_password", "The password was changed elsewhere meanwhile.");
    const { ended } = await endOtherSessions(actor.id, sessionId, tx);
    await dropAllLinks(tx, actor.id);
    await tellOwner(tx, actor.id, "password_changed");
    const act = oldHash === null ? "accounts.password_set" : "accounts.password_changed";
    await recordAudit(tx, { act, actorId: actor.id, userId: actor.id, details: { sessionsEnded: ended } });
    return ok({ ended });
  });
}

/**
 * Asks for a letter with a link to choose a new password. The same answer after the same work for every address: whose it
 * is, if anybody's, only the worker looks up.
 */
export async function askForReset({ email }: AskForResetInput) {
  if (!isMailConfigured()) return fail("no_mail_server");
  await db.transaction((tx) => askForLetter(tx, { kind: "reset_password", address: email, userId: null }));
  return ok();
}

/**
 * Gives an account the password that its owner chose by letter, once per link, as long as the letter's address is still the
 * one that the account was confirmed by. Every session ends, and every other link; signing in goes its usual way, a second
 * factor included.
 */
export async function resetPassword({ secret, password }: ResetPasswordInput, now = new Date()) {
  const link = await getLink("reset_password", secret, now);
  if (!link) return linkOver();
  const strength = await refuseWeak(password, link.username);
  if (!strength.ok) return strength;
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const letter = await takeLink(tx, "reset_password", secret, now);
    if (!letter) return linkOver();
    const { userId, address } = letter;
    const [{ affectedRows }] = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, userId), eq(users.email, address), isNotNull(users.emailVerifiedAt)));
    if (affectedRows === 0) return linkOver();
    const { ended } = await endOtherSessions(userId, null, tx);
    await dropAllLinks(tx, userId);
    await tellOwner(tx, userId, "password_changed");
    await recordAudit(tx, { act: "accounts.password_reset", actorId: null, userId, details: { sessionsEnded: ended } });
    return ok();
  });
}

const linkOver = () => fail("link_over", "This link was used already, or its hour is over. Please ask for a new one.");
