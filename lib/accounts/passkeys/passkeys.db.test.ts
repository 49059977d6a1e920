import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { passkeys, secondFactors, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import type { Actor } from "../schema";
import { beginSession } from "../sessions/commands";
import { getSession } from "../sessions/queries";
import { Authenticator } from "./authenticator.fixtures";
import { addPasskey, removePasskey, renamePasskey, startPasskey, startPasskeySignIn, verifyPasskey } from "./commands";
import { listPasskeys } from "./queries";
import { newPasskeyAnswer, passkeyAnswer } from "./schema";

// What APP_URL is without being set.
const SITE = { rpId: "localhost", origin: "http://localhost:3000" };

afterEach(() => {
  env().accounts.requireSecondFactor = "none";
});

async function ask(actor: Actor) {
  const started = await startPasskey(actor);
  if (!started.ok) throw new Error(started.reason);
  return started.options;
}

async function askToSignIn() {
  const started = await startPasskeySignIn();
  if (!started.ok) throw new Error(started.reason);
  return started.options;
}

async function begin(actor: Actor) {
  const { id } = await beginSession(actor.id, { kind: "browser", device: "test", address: "192.0.2.1" });
  return id;
}

const add = async (actor: Actor, answer: ReturnType<Authenticator["create"]>, sessionId = "") =>
  addPasskey(actor, { answer: newPasskeyAnswer.parse(answer), name: "Chrome on Linux", sessionId });

const signIn = (answer: ReturnType<Authenticator["sign"]>) => verifyPasskey(passkeyAnswer.parse(answer));

/** A reader with a password and a passkey. */
async function buildOwner() {
  const actor = await buildUser();
  const authenticator = new Authenticator(SITE);
  const added = await add(actor, authenticator.create(await ask(actor)));
  if (!added.ok) throw new Error(added.reason);
  return { actor, authenticator };
}

describe("adding a passkey", () => {
  it("gives the session two factors, and signs in afterwards", async () => {
    const actor = await buildUser();
    const sessionId = await begin(actor);
    const authenticator = new Authenticator(SITE);
    expect(await add(actor, authenticator.create(await ask(actor)), sessionId)).toEqual({ ok: true });
    expect(await getSession(sessionId, new Date())).toMatchObject({ hasTwoFactors: true });
    expect(await listPasskeys(actor.id)).toMatchObject([{ name: "Chrome on Linux", lastUsedAt: null }]);
    expect(await signIn(authenticator.sign(await askToSignIn()))).toEqual({ ok: true, userId: actor.id });
    expect((await listPasskeys(actor.id))[0]?.lastUsedAt).toBeInstanceOf(Date);
  });

  it("counts one answer to a question, of ten that come at the same time", async () => {
    const actor = await buildUser();
    const answer = new Authenticator(SITE).create(await ask(actor));
    const results = await Promise.all(Array.from({ length: 10 }, () => add(actor, answer)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
  });

  it.each([
    ["another account's question", async () => ask(await buildUser()), {}],
    [
      "a question that we did not ask",
      async (actor: Actor) => ask(actor),
      { challenge: randomBytes(32).toString("base64url") },
    ],
    ["another site's answer", async (actor: Actor) => ask(actor), { origin: "http://evil.example" }],
    ["an answer for another site", async (actor: Actor) => ask(actor), { rpId: "evil.example" }],
    ["an answer without finger, face or PIN", async (actor: Actor) => ask(actor), { isUnverified: true }],
  ])("refuses %s", async (_, question, faults) => {
    const actor = await buildUser();
    const answer = new Authenticator(SITE).create(await question(actor), faults);
    expect(await add(actor, answer)).toMatchObject({ reason: "refused" });
    expect(await listPasskeys(actor.id)).toEqual([]);
  });

  it("refuses a question for signing in as one for adding, and the other way round", async () => {
    const { actor, authenticator } = await buildOwner();
    const forSignIn = await askToSignIn();
    const answer = new Authenticator(SITE).create({ ...forSignIn, user: { id: "AAAA" } });
    expect(await add(actor, answer)).toMatchObject({ reason: "refused" });
    expect(await signIn(authenticator.sign(await ask(actor)))).toMatchObject({ reason: "refused" });
  });

  it("knows a passkey again that it has, and gives all of an account one handle", async () => {
    const { actor, authenticator } = await buildOwner();
    const options = await ask(actor);
    expect(options.excludeCredentials?.map(({ id }) => id)).toEqual([authenticator.id]);
    const handles = await db
      .select({ handle: passkeys.userHandle })
      .from(passkeys)
      .where(eq(passkeys.userId, actor.id));
    expect(handles.map(({ handle }) => handle)).toEqual([options.user.id]);
    expect(await add(actor, authenticator.create(options))).toMatchObject({ reason: "added_already" });
    const other = await buildUser();
    expect(await add(other, authenticator.create(await ask(other)))).toMatchObject({ reason: "added_already" });
  });
});

it("gives an account twenty passkeys at most, however many questions stand open", async () => {
  const { actor } = await buildOwner();
  const [{ id, ...row } = { id: "" }] = await db.select().from(passkeys).where(eq(passkeys.userId, actor.id));
  const others = Array.from({ length: 18 }, (_, at) => ({ ...row, id: newId(), credentialHash: `${id}-${at}` }));
  await db.insert(passkeys).values(others as (typeof passkeys.$inferInsert)[]);
  const answers = [];
  for (let at = 0; at < 3; at++) answers.push(new Authenticator(SITE).create(await ask(actor)));
  const results = await Promise.all(answers.map((answer) => add(actor, answer)));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(await listPasskeys(actor.id)).toHaveLength(20);
  expect(await startPasskey(actor)).toMatchObject({ reason: "too_many" });
});

describe("signing in with a passkey", () => {
  it("counts one answer to a question, of ten that come at the same time", async () => {
    const { authenticator } = await buildOwner();
    const answer = authenticator.sign(await askToSignIn());
    const results = await Promise.all(Array.from({ length: 10 }, () => signIn(answer)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await signIn(answer)).toMatchObject({ reason: "refused" });
  });

  it.each([
    ["a question that we did not ask", { challenge: randomBytes(32).toString("base64url") }],
    ["another site's answer", { origin: "http://evil.example" }],
    ["the same name on another port", { origin: "http://localhost:3001" }],
    ["an answer for another site", { rpId: "evil.example" }],
    ["an answer without finger, face or PIN", { isUnverified: true }],
  ])("refuses %s", async (_, faults) => {
    const { authenticator } = await buildOwner();
    expect(await signIn(authenticator.sign(await askToSignIn(), faults))).toMatchObject({ reason: "refused" });
  });

  it("refuses a signature by another key, and an answer that says to be another account's", async () => {
    const [one, other] = [await buildOwner(), await buildOwner()];
    const answer = one.authenticator.sign(await askToSignIn());
    const { signature } = other.authenticator.sign(await askToSignIn()).response;
    const forged = { ...answer, response: { ...answer.response, signature } };
    expect(await signIn(forged)).toMatchObject({ reason: "refused" });
    const { userHandle } = other.authenticator.sign(await askToSignIn()).response;
    const mixed = one.authenticator.sign(await askToSignIn());
    expect(await signIn({ ...mixed, response: { ...mixed.response, userHandle } })).toMatchObject({
      reason: "refused",
    });
  });

  it("refuses a passkey that nobody has", async () => {
    const stranger = new Authenticator(SITE);
    expect(await signIn(stranger.sign(await askToSignIn()))).toMatchObject({ reason: "refused" });
  });

  it("refuses a counter that does not go on, as that of a copy, also of two at the same time", async () => {
    const { authenticator } = await buildOwner();
    authenticator.counter = 5;
    expect(await signIn(authenticator.sign(await askToSignIn()))).toMatchObject({ ok: true });
    expect(await signIn(authenticator.sign(await askToSignIn()))).toMatchObject({ reason: "refused" });
    expect(await signIn(authenticator.sign(await askToSignIn(), { counter: 0 }))).toMatchObject({ reason: "refused" });
    authenticator.counter = 6;
    const answers = [authenticator.sign(await askToSignIn()), authenticator.sign(await askToSignIn())];
    const results = await Promise.all(answers.map(signIn));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
  });

  it("takes an authenticator that does not count, again and again", async () => {
    const { authenticator } = await buildOwner();
    for (let at = 0; at < 3; at++)
      expect(await signIn(authenticator.sign(await askToSignIn()))).toMatchObject({ ok: true });
  });
});

describe("an account's passkeys", () => {
  it("are renamed and removed by their owner alone", async () => {
    const [{ actor }, other] = [await buildOwner(), await buildUser()];
    const passkeyId = (await listPasskeys(actor.id))[0]?.id ?? "";
    expect(await renamePasskey(other, { passkeyId, name: "mine" })).toMatchObject({ reason: "passkey_not_found" });
    expect(await removePasskey(other, { passkeyId })).toMatchObject({ reason: "passkey_not_found" });
    expect(await renamePasskey(actor, { passkeyId, name: "Blue key" })).toEqual({ ok: true });
    expect(await listPasskeys(actor.id)).toMatchObject([{ name: "Blue key" }]);
    expect(await removePasskey(actor, { passkeyId })).toEqual({ ok: true });
  });

  it("are not all removed where the site wants a second factor and no app is there, however many at the same time", async () => {
    const { actor } = await buildOwner();
    await add(actor, new Authenticator(SITE).create(await ask(actor)));
    env().accounts.requireSecondFactor = "all";
    const all = await listPasskeys(actor.id);
    const results = await Promise.all(all.map(({ id }) => removePasskey(actor, { passkeyId: id })));
    expect(results.filter((result) => !result.ok)).toMatchObject([{ reason: "demanded" }]);
    const [{ id: passkeyId } = { id: "" }] = await listPasskeys(actor.id);
    await db.insert(secondFactors).values({ userId: actor.id, secret: "sealed", confirmedAt: new Date() });
    expect(await removePasskey(actor, { passkeyId })).toEqual({ ok: true });
  });

  it("are not all removed where there is no other way in, however many at the same time", async () => {
    const { actor } = await buildOwner();
    for (let at = 0; at < 3; at++) await add(actor, new Authenticator(SITE).create(await ask(actor)));
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, actor.id));
    const all = await listPasskeys(actor.id);
    const results = await Promise.all(all.map(({ id }) => removePasskey(actor, { passkeyId: id })));
    expect(results.filter((result) => !result.ok)).toMatchObject([{ reason: "last_way_in" }]);
    expect(await listPasskeys(actor.id)).toHaveLength(1);
  });
});
