import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { beginSession, clearEndedSessions, endOtherSessions, endSession, touchSession } from "./commands";
import { getSession, listSessions } from "./queries";

const DAY_MS = 24 * 60 * 60_000;
const ORIGIN = { kind: "browser", device: "Firefox on Android", address: "192.0.2.7" } as const;
const later = (days: number) => new Date(Date.now() + days * DAY_MS);

describe("a session", () => {
  it("tells whose it is, until it is ended", async () => {
    const actor = await buildUser({ role: "moderator" });
    const { id } = await beginSession(actor.id, ORIGIN);
    expect(await getSession(id, new Date())).toMatchObject({
      ...{ userId: actor.id, username: actor.username, role: "moderator", kind: "browser" },
    });
    expect(await endSession(actor, { sessionId: id })).toEqual({ ok: true });
    expect(await getSession(id, new Date())).toBeUndefined();
    expect(await endSession(actor, { sessionId: id })).toEqual({ ok: false, reason: "session_not_found" });
  });

  it("is ended by nobody but its owner", async () => {
    const [owner, other] = [await buildUser(), await buildUser({ role: "admin" })];
    const { id } = await beginSession(owner.id, ORIGIN);
    expect(await endSession(other, { sessionId: id })).toEqual({ ok: false, reason: "session_not_found" });
    expect(await getSession(id, new Date())).toBeDefined();
  });

  it("of a token runs out after seven days, and its row goes", async () => {
    const { id: userId } = await buildUser();
    const { id } = await beginSession(userId, { ...ORIGIN, kind: "token", device: "curl" });
    expect(await getSession(id, later(6.99))).toBeDefined();
    expect(await getSession(id, later(7.01))).toBeUndefined();
    expect(await clearEndedSessions(later(7.01))).toBeGreaterThan(0);
    expect(await listSessions(userId, null, new Date())).toEqual([]);
  });

  it("goes with its account", async () => {
    const { id: userId } = await buildUser();
    const { id } = await beginSession(userId, ORIGIN);
    await db.delete(users).where(eq(users.id, userId));
    expect(await getSession(id, new Date())).toBeUndefined();
  });
});

describe("the sessions of an account", () => {
  it("are listed with the one that asks, and all others ended in one go", async () => {
    const actor = await buildUser();
    const [here, there] = [
      await beginSession(actor.id, ORIGIN),
      await beginSession(actor.id, { ...ORIGIN, device: "curl" }),
    ];
    const stranger = await beginSession((await buildUser()).id, ORIGIN);
    const listed = await listSessions(actor.id, here.id, new Date());
    expect(listed.map(({ id, isCurrent }) => [id, isCurrent]).sort()).toEqual(
      [
        [here.id, true],
        [there.id, false],
      ].sort(),
    );
    expect(await endOtherSessions(actor.id, here.id)).toEqual({ ok: true, ended: 1 });
    expect(await getSession(there.id, new Date())).toBeUndefined();
    expect(await getSession(here.id, new Date())).toBeDefined();
    expect(await getSession(stranger.id, new Date())).toBeDefined();
  });

  it("say when they were last seen, without a write at every request", async () => {
    const { id: userId } = await buildUser();
    const { id } = await beginSession(userId, ORIGIN, new Date(Date.now() - 60_000));
    const seen = async () => (await getSession(id, new Date()))?.lastSeenAt.getTime() ?? 0;
    const before = await seen();
    await touchSession({ id, lastSeenAt: new Date(before) }, new Date(before + 60_000));
    expect(await seen()).toBe(before);
    await touchSession({ id, lastSeenAt: new Date(before) }, new Date(before + 301_000));
    expect(await seen()).toBe(before + 301_000);
  });
});
