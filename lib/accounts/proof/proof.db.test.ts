import { eq } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema/accounts";
import { newId } from "@/lib/platform/id";
import { attemptSignIn } from "../attempts/commands";
import { createAccount } from "../commands";
import { startLinkingAction } from "../oidc/actions";
import { startPasskeyAction } from "../passkeys/actions";
import { changeRoleAction } from "../people/actions";
import type { Actor, Role } from "../schema";
import { startSecondFactorAction } from "../second-factor/actions";
import { trySignIn } from "../sign-in/browser.fixtures";
import { jar } from "../sign-in/request.fixtures";
import { proveOwner, provePassword } from "./commands";

// Pages are shown anew only inside of Next.
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));
vi.mock("next/headers", async () => (await import("../sign-in/request.fixtures")).nextHeaders);

const PASSWORD = "correct horse battery";
const WRONG = "wrong horse battery";
const NOW = new Date();
const JUST_NOW = new Date(NOW.getTime() - 9 * 60_000);
const LONG_AGO = new Date(NOW.getTime() - 60 * 60_000);

/** A source that no other test uses. */
let places = 0;
const newPlace = () => ({ address: `198.51.200.${places++}`, deviceCookie: undefined });

async function newOwner(role: Role = "user"): Promise<Actor> {
  const account = { username: `reader-${newId().slice(0, 12)}`, email: undefined, password: PASSWORD };
  const made = await createAccount(account, role);
  if (!made.ok) throw new Error(made.reason);
  return made.actor;
}

const forgetPassword = ({ id }: Actor) => db.update(users).set({ passwordHash: null }).where(eq(users.id, id));

describe("an act that outlasts a session", () => {
  const prove = (owner: Actor, startedAt: Date, password?: string) =>
    proveOwner(owner, { startedAt, password, source: newPlace() }, NOW);

  it("believes a new session, and else the password alone", async () => {
    const owner = await newOwner();
    expect(await prove(owner, JUST_NOW)).toEqual({ ok: true });
    expect(await prove(owner, LONG_AGO)).toMatchObject({ reason: "password_needed" });
    expect(await prove(owner, LONG_AGO, WRONG)).toMatchObject({ reason: "wrong_password" });
    expect(await prove(owner, LONG_AGO, PASSWORD)).toMatchObject({ ok: true });
  });

  it("sends whoever has no password to sign in anew, and asks for none", async () => {
    const owner = await newOwner();
    await forgetPassword(owner);
    for (const password of [undefined, PASSWORD])
      expect(await prove(owner, LONG_AGO, password)).toMatchObject({ reason: "not_fresh" });
    expect(await prove(owner, JUST_NOW)).toMatchObject({ ok: true });
  });
});

describe("in a session that was found open", () => {
  /** Signs in, and lets an hour go by. */
  async function becomeOldSession(owner: Actor) {
    jar.clear();
    await trySignIn("credentials", { username: owner.username, password: PASSWORD });
    await db.update(sessions).set({ startedAt: LONG_AGO }).where(eq(sessions.userId, owner.id));
  }

  it.each([
    ["a passkey is added", startPasskeyAction],
    ["an app is set up", startSecondFactorAction],
    ["an identity is linked", startLinkingAction],
  ])("%s for the password alone", async (_, begin) => {
    const owner = await newOwner();
    await becomeOldSession(owner);
    expect(await begin({})).toMatchObject({ reason: "password_needed" });
    expect(await begin({ password: WRONG })).toMatchObject({ reason: "wrong_password" });
    expect(await begin({ password: PASSWORD })).toMatchObject({ ok: true });
  });

  it("nobody becomes an administrator but for the password, and another role is given and taken without", async () => {
    const [admin, reader] = [await newOwner("admin"), await newOwner()];
    await becomeOldSession(admin);
    const give = (role: Role, password?: string) => changeRoleAction({ userId: reader.id, role, password });
    const roleOfReader = async () =>
      (await db.select({ role: users.role }).from(users).where(eq(users.id, reader.id)))[0]?.role;
    expect(await give("moderator")).toEqual({ ok: true });
    expect(await give("admin")).toMatchObject({ reason: "password_needed" });
    expect(await give("admin", WRONG)).toMatchObject({ reason: "wrong_password" });
    expect(await roleOfReader()).toBe("moderator");
    expect(await give("admin", PASSWORD)).toEqual({ ok: true });
    expect(await roleOfReader()).toBe("admin");
    expect(await give("user")).toEqual({ ok: true });
  });
});

describe("an act that always asks for the password", () => {
  it("asks for it in a new session too, unless there is none", async () => {
    const owner = await newOwner();
    const prove = (startedAt: Date, password?: string) =>
      provePassword(owner, { startedAt, password, source: newPlace() }, NOW);
    expect(await prove(JUST_NOW)).toMatchObject({ reason: "password_needed" });
    expect(await prove(JUST_NOW, WRONG)).toMatchObject({ reason: "wrong_password" });
    expect(await prove(LONG_AGO, PASSWORD)).toMatchObject({ ok: true, passwordHash: expect.any(String) });
    await forgetPassword(owner);
    expect(await prove(JUST_NOW)).toEqual({ ok: true, passwordHash: null });
    expect(await prove(LONG_AGO)).toMatchObject({ reason: "not_fresh" });
  });

  it("lets whoever finds a browser open guess as little as anybody, here and at signing in together", async () => {
    const [owner, source] = [await newOwner(), newPlace()];
    const reasons: unknown[] = [];
    for (let time = 0; time < 6; time++) {
      const proven = await provePassword(owner, { startedAt: LONG_AGO, password: WRONG, source }, NOW);
      reasons.push(proven.ok ? "proven" : proven.reason);
    }
    expect(reasons).toEqual([...Array(5).fill("wrong_password"), "too_many_requests"]);
    const atSignIn = await attemptSignIn({ username: owner.username, password: PASSWORD }, source);
    expect(atSignIn).toMatchObject({ reason: "too_many_requests" });
  });

  it("forgets the slips of an owner who knows it in the end", async () => {
    const [owner, source] = [await newOwner(), newPlace()];
    const prove = (password: string) => provePassword(owner, { startedAt: LONG_AGO, password, source }, NOW);
    for (let round = 0; round < 2; round++) {
      for (let time = 0; time < 4; time++) expect(await prove(WRONG)).toMatchObject({ reason: "wrong_password" });
      expect(await prove(PASSWORD)).toMatchObject({ ok: true });
    }
  });
});
