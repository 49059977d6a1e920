import "server-only";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { libraries, libraryInvitations, libraryMembers } from "@/db/schema/households";
import { hashOfSecret } from "@/lib/accounts/links/rules";
import type { Actor } from "@/lib/accounts/schema";
import { canManageHousehold } from "./policy";
import {
  FIRST_NAME,
  type Household,
  MEMBERS_MAX,
  type Member,
  type Membership,
  type OpenInvitation,
  type Welcome,
} from "./schema";

type Reader = Pick<Tx, "select">;

/** The library that a reader is in; undefined for one who has needed none yet: who writes into it calls `ensureLibrary`. */
export async function getLibraryOf(userId: number, tx: Reader = db): Promise<Membership | undefined> {
  const [membership] = await tx
    .select({ libraryId: libraryMembers.libraryId, role: libraryMembers.role })
    .from(libraryMembers)
    .where(eq(libraryMembers.userId, userId));
  return membership;
}

/** Holds a library until the transaction ends: whoever changes its tree or its members waits for the others. */
export async function holdLibrary(tx: Tx, libraryId: number): Promise<{ id: number; name: string } | undefined> {
  const [library] = await tx
    .select({ id: libraries.id, name: libraries.name })
    .from(libraries)
    .where(eq(libraries.id, libraryId))
    .for("update");
  return library;
}

const MEMBER = {
  id: libraryMembers.userId,
  username: users.username,
  role: libraryMembers.role,
  joinedAt: libraryMembers.joinedAt,
};

/** Members, those who have been there longest first, without accounts that wait for their erasure. */
export const listMembers = (libraryId: number, tx: Reader = db): Promise<Member[]> =>
  tx
    .select(MEMBER)
    .from(libraryMembers)
    .innerJoin(users, eq(users.id, libraryMembers.userId))
    .where(and(eq(libraryMembers.libraryId, libraryId), isNull(users.erasureDueAt)))
    .orderBy(sql`${libraryMembers.role} = 'member'`, asc(libraryMembers.joinedAt), asc(libraryMembers.userId));

/** Of how many the household of a reader is, without those who are leaving the site. */
export async function countHousehold(userId: number): Promise<number> {
  const membership = await getLibraryOf(userId);
  return membership ? (await listMembers(membership.libraryId)).length : 1;
}

/** The same with those who are leaving the site: they count as long as their rows are there. */
export const listAllMemberIds = async (libraryId: number, tx: Reader): Promise<number[]> =>
  (
    await tx
      .select({ id: libraryMembers.userId })
      .from(libraryMembers)
      .where(eq(libraryMembers.libraryId, libraryId))
      .orderBy(asc(libraryMembers.joinedAt), asc(libraryMembers.userId))
  ).map(({ id }) => id);

const listOpenInvitations = (libraryId: number, now: Date): Promise<OpenInvitation[]> =>
  db
    .select({
      ...{ id: libraryInvitations.id, madeBy: users.username },
      ...{ madeAt: libraryInvitations.madeAt, expiresAt: libraryInvitations.expiresAt },
    })
    .from(libraryInvitations)
    .innerJoin(users, eq(users.id, libraryInvitations.madeBy))
    .where(and(eq(libraryInvitations.libraryId, libraryId), gt(libraryInvitations.expiresAt, now)))
    .orderBy(asc(libraryInvitations.expiresAt));

/** The household that a reader is in; undefined for one who has no library yet. */
export async function getHousehold(actor: Actor, now: Date): Promise<Household | undefined> {
  const membership = await getLibraryOf(actor.id);
  if (!membership) return undefined;
  const { libraryId, role } = membership;
  const [[library], members, invitations] = await Promise.all([
    db.select({ name: libraries.name }).from(libraries).where(eq(libraries.id, libraryId)),
    listMembers(libraryId),
    canManageHousehold(membership) ? listOpenInvitations(libraryId, now) : [],
  ]);
  return library && { name: library.name, me: actor.id, role, members, invitations };
}

/** The same; alone in one that is yet to be made, for who has needed none. */
export async function getHouseholdOrOwn(actor: Actor, now: Date): Promise<Household> {
  const household = await getHousehold(actor, now);
  if (household) return household;
  const me = { id: actor.id, username: actor.username, role: "owner" as const, joinedAt: now };
  return { name: FIRST_NAME, me: actor.id, role: "owner", members: [me], invitations: [] };
}

/** The library that a link leads to, as long as the link counts. */
export async function getInvitedTo(secret: string, now: Date, tx: Reader = db) {
  const [invitation] = await tx
    .select({ id: libraryInvitations.id, libraryId: libraryInvitations.libraryId, madeBy: libraryInvitations.madeBy })
    .from(libraryInvitations)
    .innerJoin(users, eq(users.id, libraryInvitations.madeBy))
    .where(
      and(
        eq(libraryInvitations.hash, hashOfSecret(secret)),
        gt(libraryInvitations.expiresAt, now),
        isNull(users.erasureDueAt),
      ),
    );
  return invitation;
}

/** What keeps a reader out of a library. Who shares one with others leaves that one first, knowing what that means. */
export async function findObstacle(userId: number, libraryId: number, tx: Reader = db): Promise<Welcome["obstacle"]> {
  const present = await getLibraryOf(userId, tx);
  if (present?.libraryId === libraryId) return "already_member";
  if (present && (await listAllMemberIds(present.libraryId, tx)).length > 1) return "in_household";
  return (await listAllMemberIds(libraryId, tx)).length >= MEMBERS_MAX ? "full" : null;
}

/** What a link leads to, for the reader who holds it. */
export async function getWelcome(actor: Actor, secret: string, now: Date): Promise<Welcome | undefined> {
  const invitation = await getInvitedTo(secret, now);
  if (!invitation) return undefined;
  const [[library], members, obstacle] = await Promise.all([
    db.select({ name: libraries.name }).from(libraries).where(eq(libraries.id, invitation.libraryId)),
    listMembers(invitation.libraryId),
    findObstacle(actor.id, invitation.libraryId),
  ]);
  const inviter = members.find(({ id }) => id === invitation.madeBy);
  return library && inviter
    ? { name: library.name, invitedBy: inviter.username, memberCount: members.length, obstacle }
    : undefined;
}
