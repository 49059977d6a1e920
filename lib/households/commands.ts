import "server-only";
import { and, count, eq, gt, lt } from "drizzle-orm";
import { db, inTransaction, isDuplicate, type Tx } from "@/db/client";
import { libraries, libraryInvitations, libraryMembers } from "@/db/schema/households";
import { hashOfSecret, newLinkSecret } from "@/lib/accounts/links/rules";
import type { Actor } from "@/lib/accounts/schema";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { canManageHousehold } from "./policy";
import { getInvitedTo, getLibraryOf, holdLibrary, listAllMemberIds, listMembers } from "./queries";
import { invitationEnd, joinUrl } from "./rules";
import {
  FIRST_NAME,
  type HouseholdInvitationInput,
  type MemberInput,
  type Membership,
  OPEN_INVITATIONS_MAX,
  type RenameLibraryInput,
} from "./schema";

/**
 * The library that the actor is in, made at first need: of two requests at once the primary key lets one make it. Not for
 * the inside of a transaction: what the other request made would not be seen there.
 */
export async function ensureLibrary(actor: Actor): Promise<Membership> {
  const present = await getLibraryOf(actor.id);
  if (present) return present;
  try {
    return await inTransaction(async (tx) => {
      const libraryId = await makeLibrary(tx);
      await tx.insert(libraryMembers).values({ userId: actor.id, libraryId, role: "owner" });
      return { libraryId, role: "owner" };
    });
  } catch (error) {
    const theirs = isDuplicate(error, "PRIMARY") ? await getLibraryOf(actor.id) : undefined;
    if (theirs) return theirs;
    throw error;
  }
}

/**
 * Does something in the library that the actor is in, which is held until it is done: nobody joins or leaves meanwhile, and
 * nobody else changes its places. `work` begins again where its transaction lost a race.
 */
export async function inOwnLibrary<Value>(
  actor: Actor,
  work: (tx: Tx, libraryId: number) => Promise<Value>,
): Promise<Value> {
  for (;;) {
    const { libraryId } = await ensureLibrary(actor);
    const done = await inTransaction(async (tx) => {
      await holdLibrary(tx, libraryId);
      // They may have moved to another one while this waited.
      const present = await getLibraryOf(actor.id, tx);
      return present?.libraryId === libraryId ? { value: await work(tx, libraryId) } : undefined;
    });
    if (done) return done.value;
  }
}

async function makeLibrary(tx: Tx): Promise<number> {
  const [made] = await tx.insert(libraries).values({ name: FIRST_NAME }).$returningId();
  if (!made) throw new Error("the insert returned no id");
  return made.id;
}

const ownerOnly = () => fail("not_owner", "Only who looks after the household may do that.");

/** Gives the household another name. */
export async function renameLibrary(actor: Actor, { name }: RenameLibraryInput) {
  const membership = await ensureLibrary(actor);
  if (!canManageHousehold(membership)) return ownerOnly();
  await db.update(libraries).set({ name }).where(eq(libraries.id, membership.libraryId));
  return ok();
}

/** Makes a link by which one reader may join. It is in the answer and nowhere else: whoever loses it makes another. */
export async function inviteMember(actor: Actor, now = new Date()) {
  const { libraryId } = await ensureLibrary(actor);
  return inTransaction(async (tx) => {
    await holdLibrary(tx, libraryId);
    // Asked for again: ownership may have passed on while this waited.
    const membership = await getLibraryOf(actor.id, tx);
    if (membership?.libraryId !== libraryId || !canManageHousehold(membership)) return ownerOnly();
    await tx.delete(libraryInvitations).where(lt(libraryInvitations.expiresAt, now));
    const isOpen = and(eq(libraryInvitations.libraryId, libraryId), gt(libraryInvitations.expiresAt, now));
    const [open] = await tx.select({ count: count() }).from(libraryInvitations).where(isOpen);
    if ((open?.count ?? 0) >= OPEN_INVITATIONS_MAX)
      return fail("too_many", `${OPEN_INVITATIONS_MAX} links are waiting already. Take one back first.`);
    const secret = newLinkSecret();
    const row = { libraryId, hash: hashOfSecret(secret), madeBy: actor.id, madeAt: now };
    await tx.insert(libraryInvitations).values({ ...row, expiresAt: invitationEnd(now) });
    return ok({ url: joinUrl(env().web.appUrl, secret) });
  });
}

/** Takes a link back that nobody has used. */
export async function revokeHouseholdInvitation(actor: Actor, { invitationId }: HouseholdInvitationInput) {
  const membership = await getLibraryOf(actor.id);
  if (!membership || !canManageHousehold(membership)) return ownerOnly();
  const [{ affectedRows }] = await db
    .delete(libraryInvitations)
    .where(and(eq(libraryInvitations.id, invitationId), eq(libraryInvitations.libraryId, membership.libraryId)));
  return affectedRows === 1 ? ok() : fail("invitation_used", "Somebody has used this link already.");
}

/** Makes another member the one who looks after the household. */
export async function passOn(actor: Actor, { userId }: MemberInput) {
  const membership = await getLibraryOf(actor.id);
  if (!membership) return ownerOnly();
  const { libraryId } = membership;
  return inTransaction(async (tx) => {
    await holdLibrary(tx, libraryId);
    const mine = await getLibraryOf(actor.id, tx);
    if (mine?.libraryId !== libraryId || !canManageHousehold(mine)) return ownerOnly();
    const members = await listMembers(libraryId, tx);
    if (userId === actor.id || !members.some(({ id }) => id === userId)) return memberNotFound();
    await setRole(tx, actor.id, "member");
    await setRole(tx, userId, "owner");
    return ok();
  });
}

export const linkOver = () => fail("link_over", "This link has been used, or has run out. Ask for another one.");

export const memberNotFound = () => fail("member_not_found", "Nobody of that name is in your household any more.");

const setRole = (tx: Tx, userId: number, role: Membership["role"]) =>
  tx.update(libraryMembers).set({ role }).where(eq(libraryMembers.userId, userId));

/** Uses a link up, in the caller's transaction, and says where it leads: of two at once one. */
export async function takeHouseholdInvitation(tx: Tx, secret: string, now: Date): Promise<number | undefined> {
  const invitation = await getInvitedTo(secret, now, tx);
  if (!invitation) return undefined;
  const [{ affectedRows }] = await tx.delete(libraryInvitations).where(eq(libraryInvitations.id, invitation.id));
  return affectedRows === 1 ? invitation.libraryId : undefined;
}

/** Brings a reader who is alone into another library. What the reader owns goes along by its keys; both are held. */
export async function enterLibrary(tx: Tx, userId: number, move: { from: number; to: number }, now: Date) {
  await tx
    .update(libraryMembers)
    .set({ libraryId: move.to, role: "member", joinedAt: now })
    .where(eq(libraryMembers.userId, userId));
  await tx.delete(libraries).where(eq(libraries.id, move.from));
}

/**
 * Takes a reader out of a library, which is held, into a new one of their own; what they own goes along by its keys. Where
 * they looked after it, the member who has been there longest does so from then on. Links that they made are over.
 */
export async function partFromLibrary(tx: Tx, userId: number, libraryId: number, now: Date): Promise<void> {
  const own = await makeLibrary(tx);
  await tx
    .delete(libraryInvitations)
    .where(and(eq(libraryInvitations.libraryId, libraryId), eq(libraryInvitations.madeBy, userId)));
  await tx
    .update(libraryMembers)
    .set({ libraryId: own, role: "owner", joinedAt: now })
    .where(eq(libraryMembers.userId, userId));
  await crownNext(tx, libraryId);
}

/** Lets somebody look after a library where nobody does. */
async function crownNext(tx: Tx, libraryId: number): Promise<void> {
  const [owner] = await tx
    .select({ id: libraryMembers.userId })
    .from(libraryMembers)
    .where(eq(libraryMembers.ownedLibraryId, libraryId));
  if (owner) return;
  const next = (await listMembers(libraryId, tx))[0]?.id ?? (await listAllMemberIds(libraryId, tx))[0];
  if (next !== undefined) await setRole(tx, next, "owner");
}

/** Takes a reader out for good: the household goes on without, and one that was alone goes too, with its places. */
export async function forgetMembership(userId: number): Promise<void> {
  const membership = await getLibraryOf(userId);
  if (!membership) return;
  const { libraryId } = membership;
  await inTransaction(async (tx) => {
    await holdLibrary(tx, libraryId);
    await tx
      .delete(libraryMembers)
      .where(and(eq(libraryMembers.userId, userId), eq(libraryMembers.libraryId, libraryId)));
    await tx.delete(libraryInvitations).where(eq(libraryInvitations.madeBy, userId));
    if ((await listAllMemberIds(libraryId, tx)).length === 0)
      await tx.delete(libraries).where(eq(libraries.id, libraryId));
    else await crownNext(tx, libraryId);
  });
}
