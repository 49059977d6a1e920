import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { db, isDuplicate } from "@/db/client";
import { passkeys, sessions } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { keepOnce, takeOnce } from "@/lib/platform/single-use";
import { recordAudit } from "../audit/commands";
import { tellOwner } from "../letters/commands";
import type { Actor } from "../schema";
import { hasSecondFactor } from "../second-factor/queries";
import { isDemandedOf } from "../second-factor/rules";
import { holdWaysIn } from "../ways-in/queries";
import { isLastWayIn } from "../ways-in/rules";
import { askForNewPasskey, askForPasskey, checkPasskey, PasskeyRefused, readNewPasskey } from "./adapters/webauthn";
import { getPasskey, listCredentials } from "./queries";
import { hashOfCredential, PASSKEYS_MAX, relyingPartyOf, TO_ADD, TO_SIGN_IN } from "./rules";
import type { NewPasskeyAnswer, PasskeyAnswer, RenamePasskeyInput } from "./schema";

const USER_HANDLE_BYTES = 32;
const question = z.object({ userId: z.int(), userHandle: z.string() });

const site = () => relyingPartyOf(env().web.appUrl);
const notPossible = () => fail("not_possible_here", "Passkeys need an address that begins with https and has a name.");
const tooMany = () => fail("too_many", "That is as many as an account can have. Remove one first.");

/**
 * What a browser needs to make a passkey for this account. The answer counts once, for this account, within ten minutes.
 * Whoever calls has made sure of the owner, see `proveOwner`: a passkey opens the account for as long as it is there.
 */
export async function startPasskey(actor: Actor) {
  const here = site();
  if (!here) return notPossible();
  const known = await listCredentials(actor.id);
  if (known.length >= PASSKEYS_MAX) return tooMany();
  // Random, since authenticators show it to whoever holds them; one for all of an account, so that none is kept twice.
  const userHandle = known[0]?.userHandle ?? randomBytes(USER_HANDLE_BYTES).toString("base64url");
  const options = await askForNewPasskey(here, { username: actor.username, userHandle }, known);
  await keepOnce(TO_ADD, { userId: actor.id, userHandle } satisfies z.input<typeof question>, options.challenge);
  return ok({ options });
}

/**
 * Keeps the passkey that was made. It proves possession and finger, face or PIN: the session has shown two factors then. The
 * account's row is held meanwhile: of two answers at the same time one is the last that an account can have.
 */
export async function addPasskey(
  actor: Actor,
  { answer, name, sessionId }: { answer: NewPasskeyAnswer; name: string; sessionId: string },
) {
  const here = site();
  if (!here) return notPossible();
  let asked: z.output<typeof question> | undefined;
  const isOurs = async (challenge: string) => {
    asked = question.safeParse(await takeOnce(TO_ADD, challenge)).data;
    return asked?.userId === actor.id;
  };
  const made = await unlessRefused(() => readNewPasskey(here, answer, isOurs));
  if (!made || !asked) return fail("refused", "This did not work, or it took too long. Please try again.");
  const { id: credentialId, ...credential } = made.credential;
  const row = { ...credential, credentialId, name, userId: actor.id, userHandle: asked.userHandle };
  try {
    return await db.transaction(async (tx) => {
      const ways = await holdWaysIn(tx, actor.id);
      if (ways.passkeys >= PASSKEYS_MAX) return tooMany();
      const credentialHash = hashOfCredential(credentialId);
      await tx.insert(passkeys).values({ ...row, id: newId(), credentialHash, isSynced: made.isSynced });
      await tx
        .update(sessions)
        .set({ hasTwoFactors: true })
        .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.id)));
      await tellOwner(tx, actor.id, "passkey_added");
      await recordAudit(tx, { act: "accounts.passkey_added", actorId: actor.id });
      return ok();
    });
  } catch (error) {
    if (isDuplicate(error, "passkeys_credential")) return fail("added_already", "This passkey is here already.");
    throw error;
  }
}

/** What a browser needs to sign somebody in; whom, it does not know yet. */
export async function startPasskeySignIn() {
  const here = site();
  if (!here) return notPossible();
  const options = await askForPasskey(here);
  await keepOnce(TO_SIGN_IN, true, options.challenge);
  return ok({ options });
}

/**
 * Says whose passkey answered. A question is answered once: its challenge is taken before anything is compared. Of two
 * answers with one counter, as a copied authenticator would give, one counts.
 */
export async function verifyPasskey(answer: PasskeyAnswer, now = new Date()) {
  const here = site();
  const passkey = await getPasskey(answer.id);
  const isOurs = async (challenge: string) => (await takeOnce(TO_SIGN_IN, challenge)) === true;
  if (!here || !passkey || answer.response.userHandle !== passkey.userHandle) return fail("refused");
  const { credentialId, publicKey, counter: counted, transports } = passkey;
  const credential = { id: credentialId, publicKey, counter: counted, transports };
  const counter = await unlessRefused(() => checkPasskey(here, answer, { credential, challenge: isOurs }));
  if (counter === undefined) return fail("refused");
  const isNewer = or(
    lt(passkeys.counter, counter),
    // Most do not count at all, and say zero for ever.
    and(eq(passkeys.counter, 0), sql`${counter} = 0`),
  );
  const [{ affectedRows }] = await db
    .update(passkeys)
    .set({ counter, lastUsedAt: now })
    .where(and(eq(passkeys.id, passkey.id), isNewer));
  return affectedRows === 1 ? ok({ userId: passkey.userId }) : fail("refused");
}

/** Gives one of the actor's passkeys another name. */
export async function renamePasskey(actor: Actor, { passkeyId, name }: RenamePasskeyInput) {
  const [{ affectedRows }] = await db
    .update(passkeys)
    .set({ name })
    .where(and(eq(passkeys.id, passkeyId), eq(passkeys.userId, actor.id)));
  return affectedRows > 0 ? ok() : fail("passkey_not_found");
}

/**
 * Takes one of the actor's passkeys away, unless nothing else is left to sign in by, or to be the second factor that the site
 * wants: an app cannot be switched off there either.
 */
export async function removePasskey(actor: Actor, { passkeyId }: { passkeyId: string }) {
  return db.transaction(async (tx) => {
    const ways = await holdWaysIn(tx, actor.id);
    const isOwn = and(eq(passkeys.id, passkeyId), eq(passkeys.userId, actor.id));
    const [own] = await tx.select({ id: passkeys.id }).from(passkeys).where(isOwn);
    if (!own) return fail("passkey_not_found");
    if (isLastWayIn(ways)) return fail("last_way_in", "Nothing else is left to sign in with. Choose a password first.");
    if (ways.passkeys === 1 && (await isOnlyFactor(actor)))
      return fail("demanded", "This site asks for a second factor, and this is your only one. Set up an app first.");
    await tx.delete(passkeys).where(isOwn);
    await recordAudit(tx, { act: "accounts.passkey_removed", actorId: actor.id });
    return ok();
  });
}

/** Whether the site wants a second factor of this account, which has no app. */
const isOnlyFactor = async ({ id, role }: Actor): Promise<boolean> =>
  isDemandedOf(role, env().accounts.requireSecondFactor) && !(await hasSecondFactor(id));

/** What goes wrong with an answer is for the log; whoever sent it hears only that it was refused. */
async function unlessRefused<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PasskeyRefused)) throw error;
    log.info("accounts.passkey", { outcome: "refused", error });
    return undefined;
  }
}
