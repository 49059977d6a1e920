import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import { canAccess } from "../policy";
import type { Actor } from "../schema";
import { endOtherSessions } from "../sessions/commands";
import type { ChangeRoleInput, PersonInput } from "./schema";

const notAllowed = () => fail("not_allowed", "Only an administrator may do that.");
const gone = () => fail("person_not_found", "This account is gone.");

/**
 * Gives an account another role. The rows of all admins are held meanwhile, so that of two who take the role from each
 * other, or from themselves, at the same time one stays: a site always has an admin.
 */
export async function changeRole(actor: Actor, { userId, role }: ChangeRoleInput) {
  return db.transaction(async (tx) => {
    const isStayingAdmin = and(eq(users.role, "admin"), isNull(users.erasureDueAt));
    const admins = await tx.select({ id: users.id }).from(users).where(isStayingAdmin).for("update");
    if (!admins.some(({ id }) => id === actor.id)) return notAllowed();
    const [person] = await tx.select({ role: users.role }).from(users).where(eq(users.id, userId)).for("update");
    if (!person) return gone();
    if (person.role === role) return ok();
    if (person.role === "admin" && admins.length === 1)
      return fail("last_admin", "A site needs an administrator, and this is the last one. Name another one first.");
    await tx.update(users).set({ role }).where(eq(users.id, userId));
    const details = { from: person.role, to: role };
    await recordAudit(tx, { act: "accounts.role_changed", actorId: actor.id, userId, details });
    return ok();
  });
}

/** Signs somebody out everywhere; an admin's own session that asks stays. */
export async function endSessionsOf(actor: Actor, { userId }: PersonInput, currentId: string | null) {
  if (!canAccess(actor, "admin")) return notAllowed();
  return db.transaction(async (tx) => {
    const [person] = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId));
    if (!person) return gone();
    const { ended } = await endOtherSessions(userId, userId === actor.id ? currentId : null, tx);
    await recordAudit(tx, { act: "accounts.sessions_ended", actorId: actor.id, userId, details: { ended } });
    return ok({ ended });
  });
}
