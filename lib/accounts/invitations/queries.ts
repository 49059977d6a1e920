import "server-only";
import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { invitations, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { hashOfSecret } from "../links/rules";
import type { Entrance, InvitationSummary } from "./schema";

const SHOWN_MAX = 200;

/** Invitations, the newest first. */
export function listInvitations(): Promise<InvitationSummary[]> {
  const maker = alias(users, "maker");
  const guest = alias(users, "guest");
  return db
    .select({
      ...{ id: invitations.id, role: invitations.role, note: invitations.note, madeAt: invitations.madeAt },
      ...{ expiresAt: invitations.expiresAt, usedAt: invitations.usedAt },
      ...{ madeBy: maker.username, usedBy: guest.username },
    })
    .from(invitations)
    .leftJoin(maker, eq(maker.id, invitations.madeBy))
    .leftJoin(guest, eq(guest.id, invitations.usedBy))
    .orderBy(desc(invitations.id))
    .limit(SHOWN_MAX);
}

/** The invitation of a secret, as long as it can be used. */
export async function getInvitation(secret: string, now: Date, tx: Pick<Tx, "select"> = db) {
  const [invitation] = await tx
    .select({ id: invitations.id, role: invitations.role })
    .from(invitations)
    .where(and(eq(invitations.hash, hashOfSecret(secret)), isNull(invitations.usedAt), gt(invitations.expiresAt, now)))
    .limit(1);
  return invitation;
}

/** Whether nobody has an account yet. */
export async function isEmptySite(): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).limit(1)).length === 0;
}

/** How somebody may sign up who brings this invitation, or none. */
export async function getEntrance(secret: string | undefined, isInvited: boolean, now: Date): Promise<Entrance> {
  if (await isEmptySite()) return { kind: "first" };
  if (isInvited) {
    const invitation = secret === undefined ? undefined : await getInvitation(secret, now);
    return invitation && secret ? { kind: "invited", secret, role: invitation.role } : { kind: "over" };
  }
  const { registration } = env().accounts;
  return { kind: registration === "invite" ? "needs_invitation" : registration };
}
