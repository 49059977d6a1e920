import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditLog, invitations, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { createAccount, signUp } from "../commands";
import { clearInvitations, createInvitation, revokeInvitation } from "./commands";
import { getEntrance, listInvitations } from "./queries";

const password = "correct horse battery";
const newName = () => `reader-${newId().slice(0, 12)}`;
const DAY_MS = 24 * 60 * 60_000;

const join = (invitation?: string) => signUp({ username: newName(), email: undefined, password, invitation });

async function invite(role: "user" | "moderator" = "user", now = new Date()) {
  const admin = await buildUser({ role: "admin" });
  const made = await createInvitation(admin, { role, note: "for Sam", days: 7 }, now);
  if (!made.ok) throw new Error(made.reason);
  const secret = new URL(made.url).searchParams.get("invitation") ?? "";
  return { admin, id: made.id, secret };
}

afterEach(() => {
  env().accounts.registration = "open";
});

// First, while nobody has an account.
describe("a site without any account", () => {
  it.each(["open", "invite", "closed"] as const)(
    "makes the first one its admin, of twenty at once: %s",
    async (mode) => {
      await db.delete(users);
      env().accounts.registration = mode;
      expect(await getEntrance(undefined, false, new Date())).toEqual({ kind: "first" });
      const results = await Promise.all(Array.from({ length: 20 }, () => join()));
      const roles = results.map((result) => (result.ok ? result.actor.role : result.reason));
      expect(roles.filter((role) => role === "admin")).toHaveLength(1);
      const others = { open: "user", invite: "invitation_needed", closed: "registration_closed" }[mode];
      expect(roles.filter((role) => role === others)).toHaveLength(19);
      expect(await db.$count(users)).toBe(mode === "open" ? 20 : 1);
    },
  );

  it("has no second first one when the demo accounts are there, or when the first one has left", async () => {
    await db.delete(users);
    expect(await createAccount({ username: newName(), email: undefined, password }, "admin")).toMatchObject({
      ok: true,
    });
    expect(await join()).toMatchObject({ actor: { role: "user" } });
    await db.delete(users).where(eq(users.role, "admin"));
    expect(await join()).toMatchObject({ actor: { role: "user" } });
  });
});

describe("an invitation", () => {
  it("lets one person in, as what it says, when nobody else may come", async () => {
    const { id, secret } = await invite("moderator");
    env().accounts.registration = "invite";
    expect(await join()).toMatchObject({ reason: "invitation_needed" });
    expect(await getEntrance(secret, true, new Date())).toEqual({ kind: "invited", secret, role: "moderator" });
    const joined = await join(secret);
    expect(joined).toMatchObject({ actor: { role: "moderator" } });
    expect(await join(secret)).toMatchObject({ reason: "invitation_over" });
    expect(await getEntrance(secret, true, new Date())).toEqual({ kind: "over" });
    const used = (await listInvitations()).find((one) => one.id === id);
    expect(used).toMatchObject({ usedBy: joined.ok ? joined.actor.username : "", note: "for Sam" });
  });

  it("lets in one of ten who use it at the same time, and leaves nothing of the others", async () => {
    const { secret } = await invite();
    env().accounts.registration = "closed";
    const before = await db.$count(users);
    const results = await Promise.all(Array.from({ length: 10 }, () => join(secret)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.reason === "invitation_over")).toHaveLength(9);
    expect(await db.$count(users)).toBe(before + 1);
  });

  it("is not used up by somebody whose name is taken", async () => {
    const { secret } = await invite();
    const { username } = await buildUser();
    expect(await signUp({ username, email: undefined, password, invitation: secret })).toMatchObject({
      reason: "username_taken",
    });
    expect(await join(secret)).toMatchObject({ ok: true });
  });

  it("runs out, can be taken back as long as it is not used, and leaves the list in the end", async () => {
    const old = await invite("user", new Date(Date.now() - 8 * DAY_MS));
    expect(await join(old.secret)).toMatchObject({ reason: "invitation_over" });

    const { admin, id, secret } = await invite();
    expect(await revokeInvitation(admin, { invitationId: id })).toEqual({ ok: true });
    expect(await join(secret)).toMatchObject({ reason: "invitation_over" });
    expect(await revokeInvitation(admin, { invitationId: id })).toMatchObject({ reason: "invitation_used" });

    expect(await clearInvitations(new Date(Date.now() + 28 * DAY_MS))).toBe(0);
    expect(await clearInvitations(new Date(Date.now() + 30 * DAY_MS))).toBeGreaterThan(0);
    expect((await listInvitations()).map((one) => one.id)).not.toContain(old.id);
  });

  it("is made and taken back by admins alone, and not kept in clear", async () => {
    const moderator = await buildUser({ role: "moderator" });
    expect(await createInvitation(moderator, { role: "moderator", note: "", days: 1 })).toMatchObject({
      reason: "not_allowed",
    });
    const { id, secret } = await invite();
    expect(await revokeInvitation(moderator, { invitationId: id })).toMatchObject({ reason: "not_allowed" });
    const rows = await db.select().from(invitations).where(eq(invitations.id, id));
    expect(JSON.stringify(rows)).not.toContain(secret);
    const lines = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `invitation:${id}`));
    expect(lines).toMatchObject([{ act: "accounts.invitation_made", details: { role: "user", days: 7 } }]);
  });
});
