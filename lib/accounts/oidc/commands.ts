import "server-only";
import { and, eq } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { identities, users } from "@/db/schema/accounts";
import { recordEvent } from "@/lib/events/commands";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { keepOnce, takeOnce } from "@/lib/platform/single-use";
import { recordAudit } from "../audit/commands";
import { admit, NotAdmitted } from "../commands";
import { userJoined } from "../events";
import { tellOwner } from "../letters/commands";
import type { Actor } from "../schema";
import { hasSecondFactor } from "../second-factor/queries";
import { holdWaysIn } from "../ways-in/queries";
import { isLastWayIn } from "../ways-in/rules";
import { getAccountAt, getOwnerOfIdentity } from "./queries";
import { hashOfIdentity, nameOf, TO_LINK, UNFINISHED, usernamesFor, verifiedEmailOf } from "./rules";
import { type Claims, type UnfinishedSignIn, unfinishedSignIn } from "./schema";

const identityOf = ({ iss, sub }: Claims) => ({ issuer: iss, subject: sub });

/** Notes that the reader of this session is about to link an identity: the next one that comes back to it is linked. */
export const startLinking = (actor: Actor, sessionId: string) => keepOnce(TO_LINK, { userId: actor.id }, sessionId);

/**
 * Says what follows from an identity that the service vouches for. It signs in to the account that it is linked to. To
 * another account it is linked by the reader's own doing only: signed in (`session`), having asked for it, or by the
 * account's password, which is still to come, where both sides have proved the same address.
 */
export async function meetIdentity(claims: Claims, session: { id: string; userId: number } | undefined) {
  const linking = session && (await takeOnce(TO_LINK, session.id));
  if (session && linking) return linkIdentity(session.userId, claims);
  const ownerId = await getOwnerOfIdentity(identityOf(claims));
  if (ownerId !== undefined) return signInBy(claims, ownerId);
  // Somebody signed in who came here without having asked to link: making a second account would surprise.
  if (session) return fail("already_signed_in");
  const email = verifiedEmailOf(claims);
  const account = email === undefined ? undefined : await getAccountAt(email);
  if (account) return leaveUnfinished({ wants: "password", userId: account.id, claims });
  return env().accounts.oidc?.registration === "create" ? createAccountFor(claims) : fail("not_linked");
}

async function signInBy(claims: Claims, userId: number) {
  await db
    .update(identities)
    .set({ lastUsedAt: new Date(), name: nameOf(claims) })
    .where(eq(identities.hash, hashOfIdentity(identityOf(claims))));
  // The service may have asked for a second factor of its own; the account's is the account's.
  if (await hasSecondFactor(userId)) return leaveUnfinished({ wants: "code", userId });
  return ok({ outcome: "known" as const, userId });
}

async function leaveUnfinished(unfinished: UnfinishedSignIn) {
  return ok({ outcome: "unfinished" as const, ticket: await keepOnce(UNFINISHED, unfinished) });
}

/** Takes a sign-in whose last step was done right: of two at the same time one goes on. */
export async function takeUnfinished(ticket: string): Promise<UnfinishedSignIn | undefined> {
  return unfinishedSignIn.safeParse(await takeOnce(UNFINISHED, ticket)).data;
}

/** Links an identity to an account whose reader has shown to be the same person. */
export async function linkIdentity(userId: number, claims: Claims) {
  const { issuer, subject } = identityOf(claims);
  try {
    await db.transaction(async (tx) => {
      await insertIdentity(tx, userId, claims);
      await tellOwner(tx, userId, "identity_linked");
      await recordAudit(tx, { act: "accounts.identity_linked", actorId: userId });
    });
  } catch (error) {
    if (!isDuplicate(error, "identities_hash")) throw error;
    if ((await getOwnerOfIdentity({ issuer, subject })) !== userId) return fail("identity_taken");
  }
  return ok({ outcome: "linked" as const, userId });
}

/** Takes an identity away from the actor's account, unless nothing else is left to sign in by. */
export async function unlinkIdentity(actor: Actor, { identityId }: { identityId: number }) {
  return db.transaction(async (tx) => {
    const ways = await holdWaysIn(tx, actor.id);
    const isOwn = and(eq(identities.id, identityId), eq(identities.userId, actor.id));
    const [own] = await tx.select({ id: identities.id }).from(identities).where(isOwn);
    if (!own) return fail("identity_not_found");
    if (isLastWayIn(ways)) return fail("last_way_in", "Nothing else is left to sign in with. Choose a password first.");
    await tx.delete(identities).where(isOwn);
    await recordAudit(tx, { act: "accounts.identity_unlinked", actorId: actor.id });
    return ok();
  });
}

/**
 * Makes an account for somebody who comes from the service for the first time, with a name that nobody has. The address goes
 * with it only where the service has seen it to be this person's and no account has it: else the account has none.
 */
async function createAccountFor(claims: Claims) {
  try {
    return await createWith(claims, verifiedEmailOf(claims)).catch((error) => {
      if (isDuplicate(error, "users_email")) return createWith(claims, undefined);
      throw error;
    });
  } catch (error) {
    if (error instanceof NotAdmitted) return fail(error.reason);
    if (!isDuplicate(error, "identities_hash")) throw error;
    // The same person, in another tab, in this very moment.
    const ownerId = await getOwnerOfIdentity(identityOf(claims));
    return ownerId === undefined ? fail("unavailable") : signInBy(claims, ownerId);
  }
}

async function createWith(claims: Claims, email: string | undefined) {
  for (const username of usernamesFor(claims)) {
    const userId = await insertAccount(claims, { username, email }).catch((error) => {
      if (isDuplicate(error, "users_username")) return undefined;
      throw error;
    });
    if (userId !== undefined) return ok({ outcome: "known" as const, userId });
  }
  throw new Error("no free username was found");
}

type NewAccount = { username: string; email: string | undefined };

function insertAccount(claims: Claims, { username, email }: NewAccount): Promise<number> {
  const now = new Date();
  const account = { username, email, emailVerifiedAt: email === undefined ? null : now };
  return db.transaction(async (tx) => {
    const [row] = await tx.insert(users).values(account).$returningId();
    if (!row) throw new Error("the insert returned no id");
    // An invitation is for one person; it is used on the page that it opens, and the identity linked afterwards.
    const { role, how } = await admit(tx, row.id, undefined, now);
    if (role !== "user") await tx.update(users).set({ role }).where(eq(users.id, row.id));
    await insertIdentity(tx, row.id, claims);
    await recordEvent(tx, userJoined, { userId: row.id });
    await recordAudit(tx, {
      act: "accounts.joined",
      actorId: row.id,
      userId: row.id,
      details: { role, how, by: "oidc" },
    });
    return row.id;
  });
}

async function insertIdentity(tx: Tx, userId: number, claims: Claims): Promise<void> {
  const identity = identityOf(claims);
  await tx.insert(identities).values({ ...identity, userId, name: nameOf(claims), hash: hashOfIdentity(identity) });
}
