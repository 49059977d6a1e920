import "server-only";
import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { invitations, letters, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import { tellOwner } from "../letters/commands";
import type { Actor } from "../schema";
import { endOtherSessions } from "../sessions/commands";
import { erasureDueAt } from "./rules";
import type { Leaver, Leaving } from "./schema";

/**
 * Puts an account on its way out: from the commit on nothing of it is shown or can be used, every other session has ended,
 * and after the grace it is erased. `sessionId`: the session that asks, in which it can be taken back. Whether it is the
 * owner who asks is for the caller to prove. Twice is once.
 */
export async function requestErasure(actor: Actor, sessionId: string | null, now = new Date()) {
  return db.transaction(async (tx) => {
    // In one order for all, so that two who leave at once wait for each other.
    const admins = actor.role === "admin" ? await holdAdmins(tx) : [];
    const [account] = await tx
      .select({ erasureDueAt: users.erasureDueAt })
      .from(users)
      .where(eq(users.id, actor.id))
      .for("update");
    if (!account) return fail("account_not_found");
    if (account.erasureDueAt) return ok({ dueAt: account.erasureDueAt });
    if (actor.role === "admin" && admins.every(({ id }) => id === actor.id))
      return fail("last_admin", "This is the site's only administrator. Please make somebody else one first.");
    const { graceDays } = env().privacy;
    const dueAt = erasureDueAt(now, graceDays);
    await tx.update(users).set({ erasureDueAt: dueAt }).where(eq(users.id, actor.id));
    await endOtherSessions(actor.id, sessionId, tx);
    await tellOwner(tx, actor.id, "erasure_requested");
    await recordAudit(tx, { act: "accounts.erasure_requested", actorId: actor.id, details: { graceDays } });
    return ok({ dueAt });
  });
}

/** Administrators who stay, held: of the last two only one can leave at a time. */
const holdAdmins = (tx: Tx) =>
  tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.erasureDueAt)))
    .orderBy(asc(users.id))
    .for("update");

/** Takes it back while there is time. After that the erasure may be half done. */
export async function cancelErasure({ userId }: Leaver, now = new Date()) {
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx
      .update(users)
      .set({ erasureDueAt: null })
      .where(and(eq(users.id, userId), gt(users.erasureDueAt, now)));
    if (affectedRows === 0) return fail("too_late", "The grace is over: this account is being erased.");
    await recordAudit(tx, { act: "accounts.erasure_cancelled", actorId: userId });
    return ok();
  });
}

/** Ends every session of an account, so that nobody acts in its name while it is erased. */
export const endAllSessions = (userId: number) => endOtherSessions(userId, null);

/**
 * Takes the account away, as the last step of its erasure: with the row go all rows that are the person's own, and on what
 * others rely on, the name. The audit log says that it was done, by a reference that leads nowhere from then on.
 */
export async function deleteAccount({ id, email, auditRef }: Leaving): Promise<void> {
  await db.transaction(async (tx) => {
    // Asked for before anybody had looked whose address it is, a letter names the person all the same.
    if (email !== null) await tx.delete(letters).where(eq(letters.address, email));
    await tx.update(invitations).set({ note: null }).where(eq(invitations.usedBy, id));
    await tx.delete(invitations).where(and(eq(invitations.madeBy, id), isNull(invitations.usedAt)));
    await tx.delete(users).where(eq(users.id, id));
    await recordAudit(tx, { act: "accounts.erased", actorId: null, subject: `user:${auditRef}` });
  });
}
