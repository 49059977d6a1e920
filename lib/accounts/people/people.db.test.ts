import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { auditLog, users } from "@/db/schema/accounts";
import { beginSession } from "../sessions/commands";
import { getSession } from "../sessions/queries";
import { changeRole, endSessionsOf } from "./commands";
import { listPeople } from "./queries";
import { peoplePage } from "./schema";

const HERE = { kind: "browser", device: "Firefox on Linux", address: "192.0.2.9" } as const;

const roleOf = async (id: number) =>
  (await db.select({ role: users.role }).from(users).where(eq(users.id, id)))[0]?.role;
const noAdmins = () => db.update(users).set({ role: "user" });
const namesOf = async (q: string) =>
  (await listPeople(peoplePage.parse({ q }), new Date())).people.map(({ username }) => username);

describe("a role", () => {
  it("is given and taken by admins, and written down with what it was", async () => {
    const [admin, reader] = [await buildUser({ role: "admin" }), await buildUser()];
    expect(await changeRole(admin, { userId: reader.id, role: "moderator" })).toEqual({ ok: true });
    expect(await roleOf(reader.id)).toBe("moderator");
    const lines = await db.select().from(auditLog).where(eq(auditLog.act, "accounts.role_changed"));
    expect(lines.at(-1)?.details).toEqual({ from: "user", to: "moderator" });
    expect(await changeRole(admin, { userId: 999_999_999, role: "user" })).toMatchObject({
      reason: "person_not_found",
    });
  });

  it("is not given by a moderator, nor by an admin who no longer is one", async () => {
    const [moderator, reader] = [await buildUser({ role: "moderator" }), await buildUser()];
    expect(await changeRole(moderator, { userId: moderator.id, role: "admin" })).toMatchObject({
      reason: "not_allowed",
    });
    const former = { ...(await buildUser()), role: "admin" as const };
    expect(await changeRole(former, { userId: reader.id, role: "admin" })).toMatchObject({ reason: "not_allowed" });
    expect(await roleOf(reader.id)).toBe("user");
  });

  it("of the last admin stays", async () => {
    await noAdmins();
    const admin = await buildUser({ role: "admin" });
    expect(await changeRole(admin, { userId: admin.id, role: "user" })).toMatchObject({ reason: "last_admin" });
    expect(await roleOf(admin.id)).toBe("admin");
    const second = await buildUser({ role: "admin" });
    expect(await changeRole(admin, { userId: admin.id, role: "user" })).toEqual({ ok: true });
    expect(await changeRole(second, { userId: second.id, role: "moderator" })).toMatchObject({ reason: "last_admin" });
  });

  it.each([
    ["each takes it from the other", (self: number, other: number) => [other, self]],
    ["each lays it down", (self: number, other: number) => [self, other]],
  ])("of two admins is left to one when %s at the same time", async (_, whom) => {
    for (let round = 0; round < 5; round++) {
      await noAdmins();
      const [one, other] = [await buildUser({ role: "admin" }), await buildUser({ role: "admin" })];
      const [first = 0, second = 0] = whom(one.id, other.id);
      await Promise.all([
        changeRole(one, { userId: first, role: "user" }),
        changeRole(other, { userId: second, role: "user" }),
      ]);
      expect(await db.$count(users, eq(users.role, "admin"))).toBe(1);
    }
  });
});

describe("signing somebody out", () => {
  it("ends every session of theirs, and of one's own all but the present", async () => {
    const [admin, reader] = [await buildUser({ role: "admin" }), await buildUser()];
    const [theirs, mine, here] = [
      await beginSession(reader.id, HERE),
      await beginSession(admin.id, HERE),
      await beginSession(admin.id, HERE),
    ];
    expect(await endSessionsOf(reader, { userId: admin.id }, null)).toMatchObject({ reason: "not_allowed" });
    expect(await endSessionsOf(admin, { userId: reader.id }, here.id)).toEqual({ ok: true, ended: 1 });
    expect(await endSessionsOf(admin, { userId: admin.id }, here.id)).toEqual({ ok: true, ended: 1 });
    const present = await Promise.all([theirs, mine, here].map(({ id }) => getSession(id, new Date())));
    expect(present.map((session) => session !== undefined)).toEqual([false, false, true]);
  });
});

describe("the list of people", () => {
  it("finds a part of a name as it stands, and an address only whole", async () => {
    const { id, username } = await buildUser({ username: "zoe_100percent" });
    const email = "zoe@example.org";
    await db.update(users).set({ email, emailVerifiedAt: new Date() }).where(eq(users.id, id));
    await buildUser({ username: "zoeX100percent" });
    expect(await namesOf("ZOE_100")).toEqual([username]);
    expect(await namesOf("Zoe@Example.org")).toEqual([username]);
    expect(await namesOf("zoe@")).toEqual([]);
    expect(await namesOf("%")).toEqual([]);
  });

  it("says where somebody was last seen, and gives no address away", async () => {
    const { id, username } = await buildUser();
    await db.update(users).set({ email: "hidden@example.org" }).where(eq(users.id, id));
    await beginSession(id, HERE);
    await beginSession(id, HERE);
    const { people } = await listPeople({ q: username, after: undefined }, new Date());
    expect(people).toMatchObject([{ sessions: 2, address: "unconfirmed", lastSeenAt: expect.any(Date) }]);
    expect(JSON.stringify(people)).not.toContain("hidden@");
  });

  it("goes on where the page before ended", async () => {
    for (let at = 0; at < 35; at++) await buildUser({ username: `crowd-${at}-${Date.now().toString(36)}` });
    const first = await listPeople({ q: "crowd-", after: undefined }, new Date());
    const second = await listPeople({ q: "crowd-", after: first.next }, new Date());
    expect([first.people.length, second.people.length, second.next]).toEqual([30, 5, undefined]);
    expect(new Set([...first.people, ...second.people].map(({ id }) => id)).size).toBe(35);
  });
});
