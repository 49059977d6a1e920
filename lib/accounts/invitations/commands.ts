import "server-only";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { invitations } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import { hashOfSecret, newLinkSecret } from "../links/rules";
import { canAccess } from "../policy";
import type { Actor } from "../schema";
import { getInvitation } from "./queries";
import { clearedBefore, invitationEnd, invitationUrl } from "./rules";
import type { CreateInvitationInput, InvitationInput, InvitedRole } from "./schema";

const notAllowed = () => fail("not_allowed", "Only an administrator may do that.");

/** Makes an invitation for one person. Its link is in the answer and nowhere else: whoever loses it makes another. */
export async function createInvitation(actor: Actor, { role, note, days }: CreateInvitationInput, now = new Date()) {
  if (!canAccess(actor, "admin")) return notAllowed();
  const secret = newLinkSecret();
  const row = { hash: hashOfSecret(secret), role, note: note === "" ? null : note, madeBy: actor.id, madeAt: now };
  const id = await db.transaction(async (tx) => {
    const [made] = await tx
      .insert(invitations)
      .values({ ...row, expiresAt: invitationEnd(now, days) })
      .$returningId();
    if (!made) throw new Error("the insert returned no id");
    const subject = `invitation:${made.id}`;
    await recordAudit(tx, { act: "accounts.invitation_made", actorId: actor.id, subject, details: { role, days } });
    return made.id;
  });
  return ok({ id, url: invitationUrl(env().web.appUrl, secret) });
}

/** Takes an invitation back that nobody has used. */
export async function revokeInvitation(actor: Actor, { invitationId }: InvitationInput) {
  if (!canAccess(actor, "admin")) return notAllowed();
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx
      .delete(invitations)
      .where(and(eq(invitations.id, invitationId), isNull(invitations.usedAt)));
    if (affectedRows === 0) return fail("invitation_used", "Somebody has used this invitation already.");
    const subject = `invitation:${invitationId}`;
    await recordAudit(tx, { act: "accounts.invitation_revoked", actorId: actor.id, subject });
    return ok();
  });
}

/** Uses an invitation up for a new account, in its transaction, and says as what it comes: of two at once one. */
export async function takeInvitation(
  tx: Tx,
  { secret, userId }: { secret: string; userId: number },
  now: Date,
): Promise<{ id: number; role: InvitedRole } | undefined> {
  const invitation = await getInvitation(secret, now, tx);
  if (!invitation) return undefined;
  const [{ affectedRows }] = await tx
    .update(invitations)
    .set({ usedAt: now, usedBy: userId })
    .where(and(eq(invitations.id, invitation.id), isNull(invitations.usedAt), gt(invitations.expiresAt, now)));
  return affectedRows === 1 ? invitation : undefined;
}

/** Takes old invitations off the list. */
export async function clearInvitations(now: Date): Promise<number> {
  const [{ affectedRows }] = await db.delete(invitations).where(lt(invitations.expiresAt, clearedBefore(now)));
  return affectedRows;
}
