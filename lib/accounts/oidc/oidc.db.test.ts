import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { identities, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { hashPassword } from "../adapters/password";
import type { Actor } from "../schema";
import { confirmSecondFactor, startSecondFactor } from "../second-factor/commands";
import { getBrowserSession } from "../session";
import { readCookie } from "../sessions/adapters/cookie";
import { callNextAuth, postNextAuth } from "../sign-in/browser.fixtures";
import { jar } from "../sign-in/request.fixtures";
import { startLinking, unlinkIdentity } from "./commands";
import { getUnfinishedSignIn, listIdentities } from "./queries";
import { hashOfIdentity } from "./rules";
import { OIDC_CLIENT, startOidcService } from "./service.fixtures";

const PASSWORD = "correct horse battery";

vi.mock("next/headers", async () => (await import("../sign-in/request.fixtures")).nextHeaders);

let service: Awaited<ReturnType<typeof startOidcService>>;

beforeAll(async () => {
  service = await startOidcService({ redirectUri: () => `${env().web.appUrl}/api/auth/callback/oidc` });
});
afterAll(() => service.stop());

beforeEach(() => {
  jar.clear();
  service.people.clear();
  service.faults.tamper = undefined;
  env().accounts.oidc = {
    ...{ issuer: service.issuer, clientId: OIDC_CLIENT.id, clientSecret: OIDC_CLIENT.secret },
    ...{ name: "Example ID", registration: "create" },
  };
});
afterEach(() => {
  env().accounts.oidc = undefined;
  env().accounts.registration = "open";
});

/** Goes to the service and through its pages as somebody, and answers the address at which it sends the browser back. */
async function goThrough(url: string, name: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = new URL(url);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    if (next.href.startsWith(env().web.appUrl)) return next;
    const response: Response = await fetch(next, {
      method: form ? "POST" : "GET",
      body: form,
      redirect: "manual",
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join("; ") },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(key, value);
    }
    const location = response.headers.get("location");
    form = location ? undefined : new URLSearchParams({ name });
    if (location) next = new URL(location, next);
    else if (!response.ok) throw new Error(`${next}: ${response.status} ${await response.text()}`);
  }
  throw new Error("the service did not send the browser back");
}

const startSignIn = async () =>
  (await postNextAuth("signin", "oidc", { callbackUrl: "/sign-in/service" })).redirect ?? "";

const comeBack = ({ searchParams }: URL) =>
  callNextAuth({ path: ["callback", "oidc"], query: Object.fromEntries(searchParams) });

/** The whole way, as somebody at the service; where the browser is sent in the end. */
async function signInAs(name: string): Promise<string> {
  const answer = await comeBack(await goThrough(await startSignIn(), name));
  return answer.redirect ?? "";
}

const ON = /\/sign-in\/service$/;
const current = async () => (await getBrowserSession())?.actor;

/** An account with a password, and an address that was confirmed. */
async function buildReader({ email, isConfirmed = true }: { email: string; isConfirmed?: boolean }): Promise<Actor> {
  const actor = await buildUser();
  const emailVerifiedAt = isConfirmed ? new Date() : null;
  const passwordHash = await hashPassword(PASSWORD);
  await db.update(users).set({ email, emailVerifiedAt, passwordHash }).where(eq(users.id, actor.id));
  return actor;
}

const newName = () => `p${newId().slice(0, 8)}`;
const addressOf = (name: string) => `${name}@id.example`;

/** A reader whose account is linked, and nobody signed in. */
async function buildLinked(name = newName()) {
  const actor = await buildReader({ email: addressOf(newName()) });
  await db.insert(identities).values({
    ...{ userId: actor.id, issuer: service.issuer, subject: name, name },
    hash: hashOfIdentity({ issuer: service.issuer, subject: name }),
  });
  return { actor, name };
}

/** Signs in with the password, and answers the reader's session. */
async function signInWithPassword(actor: Actor) {
  await postNextAuth("callback", "credentials", { username: actor.username, password: PASSWORD });
  const session = await getBrowserSession();
  if (session?.actor.id !== actor.id) throw new Error("not signed in");
  return session;
}

describe("somebody who comes from the service for the first time", () => {
  it("gets an account without a password, with the verified address and a free name, and the same one the next time", async () => {
    const name = newName();
    await buildUser({ username: name });
    expect(await signInAs(name)).toMatch(ON);
    const actor = await current();
    expect(actor?.username).toBe(`${name}-2`);
    const [account] = await db
      .select()
      .from(users)
      .where(eq(users.id, actor?.id ?? 0));
    expect(account).toMatchObject({ email: addressOf(name), passwordHash: null, emailVerifiedAt: expect.any(Date) });
    jar.clear();
    await signInAs(name);
    expect((await current())?.id).toBe(actor?.id);
  });

  it("gets no account where only readers may link theirs, or nobody may join", async () => {
    const { oidc } = env().accounts;
    if (oidc) oidc.registration = "link";
    await buildUser();
    expect(await signInAs(newName())).toMatch(/\/sign-in\?error=not_linked$/);
    if (oidc) oidc.registration = "create";
    env().accounts.registration = "closed";
    expect(await signInAs(newName())).toMatch(/error=registration_closed$/);
    env().accounts.registration = "invite";
    expect(await signInAs(newName())).toMatch(/error=invitation_needed$/);
    expect(await current()).toBeUndefined();
  });

  it("gets one account of two tabs at the same time", async () => {
    const name = newName();
    const [one, other] = [await goThrough(await startSignIn(), name), new Map(jar)];
    jar.clear();
    const two = await goThrough(await startSignIn(), name);
    const second = comeBack(two);
    for (const [key, value] of other) jar.set(key, value);
    await Promise.all([second, comeBack(one)]);
    expect(await db.select().from(identities).where(eq(identities.subject, name))).toHaveLength(1);
  });
});

describe("an account with the same address", () => {
  it("is not taken over: its password links the two, and nothing else does", async () => {
    const name = newName();
    const owner = await buildReader({ email: addressOf(name) });
    expect(await signInAs(name)).toMatch(ON);
    expect(await current()).toBeUndefined();
    expect(await db.select().from(identities).where(eq(identities.userId, owner.id))).toEqual([]);

    expect((await postNextAuth("callback", "last-step", { password: "wrong", code: "" })).status).toBe(401);
    expect(await current()).toBeUndefined();
    await postNextAuth("callback", "last-step", { password: PASSWORD, code: "" });
    expect((await current())?.id).toBe(owner.id);
    jar.clear();
    await signInAs(name);
    expect((await current())?.id).toBe(owner.id);
  });

  it("is not even asked for where one of the two addresses was only typed", async () => {
    const typed = newName();
    const squatter = await buildReader({ email: addressOf(typed), isConfirmed: false });
    await signInAs(typed);
    const account = await current();
    expect(account?.id).not.toBe(squatter.id);
    const [row] = await db
      .select()
      .from(users)
      .where(eq(users.id, account?.id ?? 0));
    expect(row?.email).toBeNull();

    jar.clear();
    const claimed = newName();
    const owner = await buildReader({ email: addressOf(claimed) });
    service.people.set(claimed, { email: addressOf(claimed), email_verified: false, preferred_username: claimed });
    await signInAs(claimed);
    expect((await current())?.id).not.toBe(owner.id);
  });

  it("is linked once, by one of two last steps at the same time, and not without the cookie of this browser", async () => {
    const name = newName();
    await buildReader({ email: addressOf(name) });
    await signInAs(name);
    const before = new Map(jar);
    jar.clear();
    expect((await postNextAuth("callback", "last-step", { password: PASSWORD })).redirect).toContain("too_late");
    for (const [key, value] of before) jar.set(key, value);
    const answers = await Promise.all([1, 2].map(() => postNextAuth("callback", "last-step", { password: PASSWORD })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
  });
});

describe("linking while signed in", () => {
  it("goes on in the same session, and only after the reader has asked for it", async () => {
    const actor = await buildReader({ email: addressOf(newName()) });
    const session = await signInWithPassword(actor);
    const name = newName();
    expect(await signInAs(name)).toMatch(/\/account\/security\?error=already_signed_in$/);
    expect(await listIdentities(actor.id)).toEqual([]);

    await startLinking(actor, session.id);
    expect(await signInAs(name)).toMatch(ON);
    expect(await listIdentities(actor.id)).toMatchObject([{ name }]);
    expect((await getBrowserSession())?.id).toBe(session.id);
  });

  it("is refused for an identity that another account has", async () => {
    const { name, actor: owner } = await buildLinked();
    const actor = await buildReader({ email: addressOf(newName()) });
    const session = await signInWithPassword(actor);
    await startLinking(actor, session.id);
    expect(await signInAs(name)).toMatch(/error=identity_taken$/);
    expect(await listIdentities(actor.id)).toEqual([]);
    expect(await listIdentities(owner.id)).toHaveLength(1);
  });

  it("tells identities apart whose subjects differ in capitals alone", async () => {
    const { name, actor } = await buildLinked();
    await signInAs(name.toUpperCase());
    expect((await current())?.id).not.toBe(actor.id);
  });
});

describe("a linked account", () => {
  it("with a second factor is not signed in to before its code", async () => {
    const { name, actor } = await buildLinked();
    const started = await startSecondFactor(actor);
    if (!started.ok) throw new Error(started.reason);
    const codeAt = (shift: number) =>
      generateSync({ secret: started.secret, epoch: Math.floor(Date.now() / 1000) + shift });
    await confirmSecondFactor(actor, { code: codeAt(-30), sessionId: "none" });

    expect(await signInAs(name)).toMatch(ON);
    expect(await current()).toBeUndefined();
    expect((await postNextAuth("callback", "last-step", { code: "" })).redirect).toContain("code_needed");
    expect((await postNextAuth("callback", "last-step", { code: "12345" })).redirect).toContain("wrong_code");
    expect(await current()).toBeUndefined();
    await postNextAuth("callback", "last-step", { code: codeAt(0) });
    expect(await getBrowserSession()).toMatchObject({ actor: { id: actor.id }, hasTwoFactors: true });
  });

  it("signed out of is signed out of, whatever the service still knows", async () => {
    const { name } = await buildLinked();
    await signInAs(name);
    expect(await current()).toBeDefined();
    const before = new Map(jar);
    await postNextAuth("signout", "");
    expect(await current()).toBeUndefined();
    // Not even the old cookie opens anything.
    for (const [key, value] of before) jar.set(key, value);
    expect(await current()).toBeUndefined();
  });

  it("is unlinked by its owner alone, and not where nothing else is left", async () => {
    const { actor } = await buildLinked();
    const [identity] = await listIdentities(actor.id);
    const identityId = identity?.id ?? 0;
    expect(await unlinkIdentity(await buildUser(), { identityId })).toMatchObject({ reason: "identity_not_found" });
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, actor.id));
    expect(await unlinkIdentity(actor, { identityId })).toMatchObject({ reason: "last_way_in" });
    await db.update(users).set({ passwordHash: "!" }).where(eq(users.id, actor.id));
    expect(await unlinkIdentity(actor, { identityId })).toEqual({ ok: true });
  });
});

/** The parts of a token, to put together again with other words. */
const split = (token: string) => token.split(".") as [string, string, string];
const inWords = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
const inToken = (words: object) => Buffer.from(JSON.stringify(words)).toString("base64url");

describe("what comes back from the service", () => {
  it.each<[string, (token: string) => string]>([
    [
      "words that were changed",
      (token) => {
        const [head, body, signature] = split(token);
        return [head, inToken({ ...inWords(body), sub: "somebody-else" }), signature].join(".");
      },
    ],
    [
      "a token without a signature",
      (token) => {
        const [, body] = split(token);
        return [inToken({ alg: "none" }), inToken({ ...inWords(body), sub: "somebody-else" }), ""].join(".");
      },
    ],
    [
      "a token signed with the secret that the site knows, in place of the service's key",
      (token) => {
        const signed = `${inToken({ alg: "HS256" })}.${split(token)[1]}`;
        return `${signed}.${createHmac("sha256", OIDC_CLIENT.secret).update(signed).digest("base64url")}`;
      },
    ],
  ])("is refused: %s", async (_, tamper) => {
    service.faults.tamper = tamper;
    expect(await signInAs(newName())).toMatch(/error=OAuthCallback$/);
    expect(await current()).toBeUndefined();
  });

  it("is refused from an issuer that is not the one configured, though everything else is right", async () => {
    const { oidc } = env().accounts;
    if (oidc) oidc.issuer = service.issuer.replace("127.0.0.1", "localhost");
    expect(await signInAs(newName())).toMatch(/error=OAuthCallback$/);
    expect(await current()).toBeUndefined();
  });

  it.each(["nonce", "state", "pkce.code_verifier"])("is refused with the %s of another sign-in", async (kind) => {
    const cookie = `next-auth.${kind}`;
    await startSignIn();
    const other = jar.get(cookie) ?? "";
    expect(other).not.toBe("");
    jar.clear();
    const back = await goThrough(await startSignIn(), newName());
    jar.set(cookie, other);
    expect((await comeBack(back)).redirect).toMatch(/error=OAuthCallback$/);
    expect(await current()).toBeUndefined();
  });

  it("is refused in a browser that has not begun it, and a second time in the one that has", async () => {
    const back = await goThrough(await startSignIn(), newName());
    const before = new Map(jar);
    jar.clear();
    expect((await comeBack(back)).redirect).toMatch(/error=OAuthCallback$/);
    for (const [key, value] of before) jar.set(key, value);
    expect((await comeBack(back)).redirect).toMatch(ON);
    for (const [key, value] of before) jar.set(key, value);
    expect((await comeBack(back)).redirect).toMatch(/error=OAuthCallback$/);
  });

  it("says so where somebody has cancelled there", async () => {
    const back = new URL(`${env().web.appUrl}/api/auth/callback/oidc?error=access_denied`);
    expect((await comeBack(back)).redirect).toMatch(/\/sign-in\?error=Callback$|\/error\?error=Callback$/);
  });
});

it("keeps nothing of an unfinished sign-in in the cookie but a handle", async () => {
  const name = newName();
  const owner = await buildReader({ email: addressOf(name) });
  await signInAs(name);
  const cookie = await readCookie();
  expect(cookie).toEqual({ sessionId: undefined, ticket: expect.stringMatching(/^[\w-]{43}$/) });
  expect(await getUnfinishedSignIn(cookie?.ticket)).toMatchObject({ wants: "password", userId: owner.id });
});
