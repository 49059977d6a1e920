import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { sessions, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { hashPassword } from "../adapters/password";
import { listAudit } from "../audit/queries";
import { startPasskeyAction } from "../passkeys/actions";
import { Authenticator } from "../passkeys/authenticator.fixtures";
import { addPasskey, startPasskey, startPasskeySignIn } from "../passkeys/commands";
import type { Actor, Role } from "../schema";
import { startSecondFactorAction } from "../second-factor/actions";
import { confirmSecondFactor, startSecondFactor } from "../second-factor/commands";
import { getActor, getBrowserSession, getWeakSession, requireActor } from "../session";
import { readCookie } from "../sessions/adapters/cookie";
import { callNextAuth, postNextAuth, trySignIn } from "./browser.fixtures";
import { jar } from "./request.fixtures";

vi.mock("next/headers", async () => (await import("./request.fixtures")).nextHeaders);

const password = "correct horse battery";
const now = () => Math.floor(Date.now() / 1000);

beforeEach(() => jar.clear());
afterEach(() => {
  env().accounts.requireSecondFactor = "none";
});

async function buildReader(role: Role = "user") {
  const actor = await buildUser({ role });
  await db
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.id, actor.id));
  return actor;
}

/** Sets an app up; `codeAt` is a code that was not used yet for a shift of 0 and more. */
async function confirmFactor(actor: Actor) {
  const started = await startSecondFactor(actor);
  if (!started.ok) throw new Error(started.reason);
  const codeAt = (shift: number) => generateSync({ secret: started.secret, epoch: now() + shift });
  const confirmed = await confirmSecondFactor(actor, { code: codeAt(-30), sessionId: "none" });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return { codeAt, recovery: confirmed.recoveryCodes };
}

/** A reader with a second factor. */
async function buildGuarded(role?: Role) {
  const actor = await buildReader(role);
  return { actor, ...(await confirmFactor(actor)) };
}

async function givePasskey(actor: Actor): Promise<Authenticator> {
  const authenticator = new Authenticator({ rpId: "localhost", origin: "http://localhost:3000" });
  const started = await startPasskey(actor);
  if (!started.ok) throw new Error(started.reason);
  await addPasskey(actor, { answer: authenticator.create(started.options), name: "key", sessionId: "none" });
  return authenticator;
}

const sessionsOf = (userId: number) => db.select().from(sessions).where(eq(sessions.userId, userId));

describe("an account with a second factor", () => {
  it("has no session before the second step is right", async () => {
    const { actor, codeAt } = await buildGuarded();
    const { username } = actor;
    expect(await trySignIn("credentials", { username, password })).toBe("code_needed");
    expect(await trySignIn("credentials", { username, password, code: "" })).toBe("code_needed");
    expect(await trySignIn("credentials", { username, password, code: "abc" })).toBe("wrong_code");
    expect(await sessionsOf(actor.id)).toEqual([]);
    expect(await readCookie()).toBeNull();
    expect(await trySignIn("credentials", { username, password, code: codeAt(0) })).toBeNull();
    expect(await getBrowserSession()).toMatchObject({ actor, hasTwoFactors: true });
  });

  it("says nothing of its code to who has not got the password, and uses none up", async () => {
    const { actor, recovery } = await buildGuarded();
    const { username } = actor;
    const code = recovery[0];
    expect(await trySignIn("credentials", { username, password: "wrong", code })).toBe("CredentialsSignin");
    expect(await trySignIn("credentials", { username: "nobody-at-all", password, code })).toBe("CredentialsSignin");
    expect(await trySignIn("credentials", { username, password, code })).toBeNull();
    jar.clear();
    expect(await trySignIn("credentials", { username, password, code })).toBe("wrong_code");
  });

  it("says nothing of the password either once there were too many tries", async () => {
    const { actor } = await buildGuarded();
    const { username } = actor;
    const answers = [];
    for (let at = 0; at < 7; at++) answers.push(await trySignIn("credentials", { username, password: "wrong" }));
    expect(answers.at(-1)).toMatch(/^too_many_requests:\d+$/);
    expect(await trySignIn("credentials", { username, password })).toMatch(/^too_many_requests:\d+$/);
  });
});

it("a sign-in is written in the log of acts, and one that failed is not", async () => {
  const { id, username } = await buildReader();
  const acts = async () => {
    const { lines } = await listAudit({ act: "accounts.signed_in" });
    return lines.filter(({ actorName }) => actorName === username);
  };
  expect(await trySignIn("credentials", { username, password: "wrong" })).toBe("CredentialsSignin");
  expect(await acts()).toEqual([]);
  expect(await trySignIn("credentials", { username, password })).toBeNull();
  expect(await acts()).toMatchObject([{ details: { hasTwoFactors: false } }]);
  expect(await db.$count(sessions, eq(sessions.userId, id))).toBe(1);
});

describe("a passkey", () => {
  it("signs in without name, password or code, and counts as both factors", async () => {
    const { actor } = await buildGuarded("admin");
    env().accounts.requireSecondFactor = "admin";
    const authenticator = await givePasskey(actor);
    const asked = await startPasskeySignIn();
    if (!asked.ok) throw new Error(asked.reason);
    const answer = JSON.stringify(authenticator.sign(asked.options));
    expect(await trySignIn("passkey", { answer })).toBeNull();
    expect(await getBrowserSession()).toMatchObject({ actor, hasTwoFactors: true });
    jar.clear();
    expect(await trySignIn("passkey", { answer })).toBe("passkey_refused");
  });

  it.each(["", "{", "null", '{"id":"AAAA"}', `{"__proto__":{"ok":true}}`, "9".repeat(9_000)])(
    "that is none is refused: %.20s",
    async (answer) => {
      expect(await trySignIn("passkey", { answer })).toBe("passkey_refused");
      expect(await getActor()).toBeNull();
    },
  );
});

describe("where the site wants a second factor", () => {
  it("a password alone opens nothing but setting one up", async () => {
    env().accounts.requireSecondFactor = "admin";
    const admin = await buildReader("admin");
    expect(await trySignIn("credentials", { username: admin.username, password })).toBeNull();
    expect(await getActor()).toBeNull();
    const weak = await getWeakSession();
    expect(weak?.actor).toEqual(admin);
    await expect(requireActor("/admin/jobs")).rejects.toMatchObject({
      digest: expect.stringContaining("/second-factor?next=%2Fadmin%2Fjobs"),
    });

    const started = await startSecondFactor(admin);
    if (!started.ok) throw new Error(started.reason);
    const code = generateSync({ secret: started.secret });
    expect(await confirmSecondFactor(admin, { code, sessionId: weak?.id ?? "" })).toMatchObject({ ok: true });
    expect(await getActor()).toEqual(admin);
  });

  it.each([
    ["an app", (actor: Actor) => confirmFactor(actor)],
    ["a passkey", (actor: Actor) => givePasskey(actor)],
  ])("a password alone puts nothing beside %s that is there", async (_, setUp) => {
    const admin = await buildReader("admin");
    await trySignIn("credentials", { username: admin.username, password });
    await setUp(admin);
    env().accounts.requireSecondFactor = "admin";
    expect((await getWeakSession())?.actor).toEqual(admin);
    for (const begin of [startSecondFactorAction, startPasskeyAction])
      expect(await begin({})).toMatchObject({ reason: "signed_out" });
    expect(await getActor()).toBeNull();
  });

  it("a password is enough to begin where there is nothing yet", async () => {
    env().accounts.requireSecondFactor = "admin";
    const admin = await buildReader("admin");
    await trySignIn("credentials", { username: admin.username, password });
    for (const begin of [startSecondFactorAction, startPasskeyAction])
      expect(await begin({})).toMatchObject({ ok: true });
  });

  it("asks a role only of whom it is wanted, also in sessions from before", async () => {
    const reader = await buildReader();
    await trySignIn("credentials", { username: reader.username, password });
    env().accounts.requireSecondFactor = "admin";
    expect(await getActor()).toEqual(reader);
    env().accounts.requireSecondFactor = "all";
    expect(await getActor()).toBeNull();
  });
});

describe("the cookie", () => {
  it("holds an encrypted handle, always a new one, and is worth nothing when altered", async () => {
    const reader = await buildReader();
    await trySignIn("credentials", { username: reader.username, password });
    const [name, value] = [...jar].find(([key]) => key.endsWith("session-token")) ?? ["", ""];
    const first = await readCookie();
    await trySignIn("credentials", { username: reader.username, password });
    expect((await readCookie())?.sessionId).not.toBe(first?.sessionId);
    expect(value).not.toContain(first?.sessionId);
    jar.set(name, `${value.slice(0, -2)}AA`);
    expect(await readCookie()).toBeNull();
    expect(await getActor()).toBeNull();
  });

  it("leaves no session behind that it named before", async () => {
    const reader = await buildReader();
    for (let time = 0; time < 2; time++) await trySignIn("credentials", { username: reader.username, password });
    expect((await sessionsOf(reader.id)).map(({ id }) => id)).toEqual([(await readCookie())?.sessionId]);
  });

  it("tells a page's scripts nothing that opens anything", async () => {
    const reader = await buildReader();
    await trySignIn("credentials", { username: reader.username, password });
    const { body } = await callNextAuth({ path: ["session"] });
    expect(Object.keys(body ?? {})).toEqual(["expires"]);
  });

  it("is void as soon as its reader signs out", async () => {
    const reader = await buildReader();
    await trySignIn("credentials", { username: reader.username, password });
    const before = new Map(jar);
    await postNextAuth("signout", "");
    for (const [key, kept] of before) jar.set(key, kept);
    expect(await getActor()).toBeNull();
    expect(await sessionsOf(reader.id)).toEqual([]);
  });
});
