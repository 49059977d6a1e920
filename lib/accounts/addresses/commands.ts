import "server-only";
import { and, eq, isNull, ne } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { isMailConfigured } from "@/lib/platform/mail";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import { askForLetter, dropLinks, takeLink } from "../letters/commands";
import type { Actor } from "../schema";
import { getAddressState } from "./queries";
import type { ConfirmAddressInput } from "./schema";

const linkOver = () =>
  fail(
    "link_over",
    "This link was used already, or it is too old. Under Account, Security you can have a new one sent.",
  );

/** Has the letter sent once more by which an address is confirmed; the link of the one before is worth nothing then. */
export async function confirmAgain(actor: Actor, now = new Date()) {
  const { waiting } = await getAddressState(actor.id, now);
  if (waiting === null) return fail("nothing_to_confirm", "There is no address that waits to be confirmed.");
  await db.transaction((tx) => askForLetter(tx, { kind: "confirm_address", userId: actor.id, address: waiting }, now));
  return ok({ address: waiting });
}

/**
 * Lets an account change to another address. Where letters can be sent it has the old one until a letter to the new one is
 * answered, and whether somebody else has that one is told to nobody but who reads its letters; without a mail server it
 * is taken at its owner's word and counts for nothing but signing in. Whoever calls has asked for the password, see
 * `provePassword`.
 */
export async function changeAddress(actor: Actor, email: string, now = new Date()) {
  const { address, isConfirmed } = await getAddressState(actor.id, now);
  if (address === email && isConfirmed) return fail("same_address", "This is your address already.");
  const entry = { actorId: actor.id, userId: actor.id };
  const waiting = isMailConfigured() ? email : null;
  if (waiting !== null) {
    await db.transaction(async (tx) => {
      await askForLetter(tx, { kind: "confirm_address", userId: actor.id, address: email }, now);
      await recordAudit(tx, { ...entry, act: "accounts.address_change_asked" });
    });
    return ok({ waiting });
  }
  try {
    await db.transaction(async (tx) => {
      await tx.update(users).set({ email, emailVerifiedAt: null }).where(eq(users.id, actor.id));
      await recordAudit(tx, { ...entry, act: "accounts.address_changed" });
    });
  } catch (error) {
    if (isDuplicate(error, "users_email")) return fail("email_taken", "Another account has this address.");
    throw error;
  }
  return ok({ waiting });
}

/** Calls off a change that waits for its letter to be answered: the link in it is worth nothing any more. */
export async function keepAddress(actor: Actor) {
  await db.transaction(async (tx) => {
    await dropLinks(tx, actor.id, "confirm_address");
    await recordAudit(tx, { act: "accounts.address_kept", actorId: actor.id, userId: actor.id });
  });
  return ok();
}

/**
 * Makes an address an account's own, once per link: who reads its letters says so. An account that only claimed it loses it
 * to this one; one that has confirmed it keeps it. The address before is written to.
 */
export async function confirmAddress({ secret }: ConfirmAddressInput, now = new Date()) {
  try {
    return await db.transaction(async (tx) => {
      const letter = await takeLink(tx, "confirm_address", secret, now);
      if (!letter) return linkOver();
      const { userId, address } = letter;
      await releaseClaim(tx, userId, address);
      const former = await getFormer(tx, userId);
      await tx.update(users).set({ email: address, emailVerifiedAt: now }).where(eq(users.id, userId));
      await dropLinks(tx, userId, "confirm_address");
      const hasChanged = former !== undefined && former !== address;
      if (hasChanged) {
        // A link to choose a password that went to the address before must not outlive it.
        await dropLinks(tx, userId, "reset_password");
        await askForLetter(tx, { kind: "address_changed", userId, address: former }, now);
      }
      await recordAudit(tx, { act: "accounts.address_confirmed", actorId: null, userId, details: { hasChanged } });
      return ok({ address });
    });
  } catch (error) {
    // Said to nobody but who reads the letters that go there.
    if (isDuplicate(error, "users_email"))
      return fail("email_taken", "You have an account with this address already. Please sign in to that one.");
    throw error;
  }
}

const releaseClaim = (tx: Tx, userId: number, address: string) =>
  tx
    .update(users)
    .set({ email: null })
    .where(and(eq(users.email, address), isNull(users.emailVerifiedAt), ne(users.id, userId)));

/** The address that the account had confirmed before, if it had. */
async function getFormer(tx: Tx, userId: number): Promise<string | undefined> {
  const [account] = await tx
    .select({ address: users.email, verifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, userId))
    .for("update");
  return account?.verifiedAt ? (account.address ?? undefined) : undefined;
}
