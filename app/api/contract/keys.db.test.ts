import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { apiKeys, sessions, users } from "@/db/schema/accounts";
import { listAudit, verifyAudit } from "@/lib/accounts/audit/queries";
import { createAccount } from "@/lib/accounts/commands";
import { createKey } from "@/lib/accounts/keys/commands";
import { KEYS_MAX, type Scope } from "@/lib/accounts/keys/schema";
import type { Actor } from "@/lib/accounts/schema";
import { confirmSecondFactor, startSecondFactor } from "@/lib/accounts/second-factor/commands";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { signToken } from "@/lib/accounts/tokens/adapters/jwt";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { callApi } from "../call.fixtures";

const PASSWORD = "correct horse battery";
const HOUR_MS = 60 * 60_000;

/** This file's requests come from one address; the limits have tests of their own. */
beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

async function newReader(): Promise<Actor> {
  const account = { username: `reader-${newId().slice(0, 12)}`, email: undefined, password: PASSWORD };
  const made = await createAccount(account, "user");
  if (!made.ok) throw new Error(made.reason);
  return made.actor;
}

/** The headers of a program that signed in so long ago. */
async function tokenOf({ id: userId }: Actor, agoMs = 0) {
  const origin = { kind: "token", device: "test", address: "192.0.2.1" } as const;
  const session = await beginSession(userId, origin, new Date(Date.now() - agoMs));
  return { authorization: `Bearer ${await signToken({ userId, sessionId: session.id }, new Date())}` };
}

type Headers = Record<string, string>;
const WANTED = { name: "Shelf script", scopes: ["catalog:read"] };
type ShownKey = { id: string; name: string; scopes: string[]; expires_at: string | null; last_used_at: string | null };
const make = (headers: Headers, json: unknown = WANTED) => callApi("POST", "/api/v1/keys", { headers, json });
const listOf = async (headers: Headers): Promise<ShownKey[]> =>
  (await (await callApi("GET", "/api/v1/keys", { headers })).json()).keys;
const take = (headers: Headers, id: string) => callApi("DELETE", `/api/v1/keys/${id}`, { headers });
const find = (headers: Record<string, string>) => callApi("GET", "/api/search?q=sea", { headers });

async function made(actor: Actor, scopes: Scope[] = ["catalog:read"]) {
  const result = await createKey(actor, { name: "Test", scopes, expiresInDays: 30 });
  if (!result.ok) throw new Error(result.reason);
  return { ...result.summary, key: result.key };
}

async function expectRefused(response: Response, status: number, code: string) {
  expect([response.status, (await response.json()).code]).toEqual([status, code]);
}

describe("POST /api/v1/keys", () => {
  it("answers the key once, and keeps only what cannot be turned back into it", async () => {
    const reader = await newReader();
    const headers = await tokenOf(reader);
    const response = await make(headers, { ...WANTED, scopes: ["catalog:read", "scans:write", "catalog:read"] });
    expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const key = (await response.json()) as ShownKey & { key: string };
    expect(key).toMatchObject({ name: "Shelf script", scopes: ["catalog:read", "scans:write"], last_used_at: null });
    expect(Date.parse(key.expires_at ?? "")).toBeCloseTo(Date.now() + 365 * 24 * HOUR_MS, -5);

    const { key: secret, ...shown } = key;
    expect(secret).toMatch(/^rdz_[0-9a-f]{16}_[\w-]{43}$/);
    expect(await listOf(headers)).toEqual([shown]);
    const rows = JSON.stringify(await db.select().from(apiKeys).where(eq(apiKeys.userId, reader.id)));
    expect(rows).not.toContain(secret.slice(-43));
    expect(JSON.stringify(await listAudit({}))).not.toContain(secret.slice(-43));
  });

  it.each([
    ["nothing to do", { ...WANTED, scopes: [] }],
    ["a scope that there is not", { ...WANTED, scopes: ["everything"] }],
    ["a star", { ...WANTED, scopes: ["*"] }],
    ["no name", { ...WANTED, name: " " }],
    ["a name of many words", { ...WANTED, name: "x".repeat(61) }],
    ["an end of its own choice", { ...WANTED, expires_in_days: 99_999 }],
    ["another's account", { ...WANTED, userId: 1 }],
    ["a secret of its own choice", { ...WANTED, key: "rdz_0_0" }],
  ])("makes none with %s", async (_, body) => {
    await expectRefused(await make(await tokenOf(await newReader()), body), 400, "invalid_input");
  });

  it("gives nobody a key for what that account may not", async () => {
    const headers = await tokenOf(await newReader());
    for (const scope of ["moderation:read", "admin:jobs"])
      await expectRefused(await make(headers, { ...WANTED, scopes: [scope] }), 403, "scope_not_allowed");
    const moderator = await tokenOf(await buildUser({ role: "moderator" }));
    await expectRefused(await make(moderator, { ...WANTED, scopes: ["admin:jobs"] }), 403, "scope_not_allowed");
    expect((await make(moderator, { ...WANTED, scopes: ["moderation:read"] })).status).toBe(201);
  });

  it("asks whose session is not new for the password, as a key outlives the session", async () => {
    const headers = await tokenOf(await newReader(), HOUR_MS);
    await expectRefused(await make(headers), 403, "password_needed");
    await expectRefused(await make(headers, { ...WANTED, password: "wrong horse battery" }), 403, "wrong_password");
    expect((await make(headers, { ...WANTED, password: PASSWORD })).status).toBe(201);
  });

  it("makes twenty and no more, also when thirty are asked for at once", async () => {
    const reader = await newReader();
    const results = await Promise.all(
      Array.from({ length: 30 }, () => createKey(reader, { name: "Test", scopes: ["catalog:read"], expiresInDays: 7 })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(KEYS_MAX);
    await expectRefused(await make(await tokenOf(reader)), 409, "too_many_keys");
    expect(await listOf(await tokenOf(reader))).toHaveLength(KEYS_MAX);
  });
});

describe("a key", () => {
  it("is taken in either header, and counts as its owner", async () => {
    const { key } = await made(await newReader());
    const both: Headers[] = [{ "x-api-key": key }, { authorization: `Bearer ${key}` }];
    for (const headers of both) {
      const response = await find(headers);
      expect(response.status).toBe(200);
      expect(response.headers.get("ratelimit-policy")).toMatch(/"search";.*"search-address";.*"key";/);
    }
  });

  it("opens only what it was given, and nothing that is given to none", async () => {
    const reader = await newReader();
    const { key } = await made(reader, ["scans:write"]);
    const response = await find({ "x-api-key": key });
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="ridizi", error="insufficient_scope", scope="catalog:read"',
    );
    await expectRefused(response, 403, "insufficient_scope");
    for (const call of [await make({ "x-api-key": key }), await take({ "x-api-key": key }, "0".repeat(16))])
      await expectRefused(call, 403, "insufficient_scope");
  });

  it("does nothing that its owner may no longer", async () => {
    const admin = await buildUser({ role: "admin" });
    const { key } = await made(admin, ["admin:jobs"]);
    const ask = () => callApi("GET", "/admin/api/workers/status", { headers: { "x-api-key": key } });
    expect((await ask()).status).toBe(200);
    await db.update(users).set({ role: "moderator" }).where(eq(users.id, admin.id));
    await expectRefused(await ask(), 403, "forbidden");
  });

  it("is worth nothing when it was revoked, has ended, or its account is gone", async () => {
    const reader = await newReader();
    const [one, other, third] = [await made(reader), await made(reader), await made(await newReader())];
    expect((await take(await tokenOf(reader), one.id)).status).toBe(204);
    const ended = new Date(Date.now() - 1_000);
    await db.update(apiKeys).set({ expiresAt: ended }).where(eq(apiKeys.id, other.id));
    const [owner] = await db.select({ userId: apiKeys.userId }).from(apiKeys).where(eq(apiKeys.id, third.id));
    await db.delete(users).where(eq(users.id, owner?.userId ?? 0));
    for (const { key } of [one, other, third])
      await expectRefused(await find({ "x-api-key": key }), 401, "invalid_credentials");
    await expectRefused(await take(await tokenOf(reader), one.id), 404, "key_not_found");
    expect(await listOf(await tokenOf(reader))).toMatchObject([{ id: other.id, expires_at: ended.toISOString() }]);
  });

  it("is worth nothing while its account waits for its erasure, and again when that is taken back", async () => {
    const reader = await newReader();
    const { key } = await made(reader);
    const setDue = (erasureDueAt: Date | null) => db.update(users).set({ erasureDueAt }).where(eq(users.id, reader.id));
    await setDue(new Date(Date.now() + HOUR_MS));
    await expectRefused(await find({ "x-api-key": key }), 401, "invalid_credentials");
    await setDue(null);
    expect((await find({ "x-api-key": key })).status).toBe(200);
  });

  it("is worth nothing while its account lacks the second factor that the site wants of it", async () => {
    const reader = await newReader();
    const { key } = await made(reader);
    env().accounts.requireSecondFactor = "all";
    try {
      await expectRefused(await find({ "x-api-key": key }), 401, "invalid_credentials");
      const started = await startSecondFactor(reader);
      if (!started.ok) throw new Error(started.reason);
      await expectRefused(await find({ "x-api-key": key }), 401, "invalid_credentials");
      await confirmSecondFactor(reader, { code: generateSync({ secret: started.secret }), sessionId: newId() });
      expect((await find({ "x-api-key": key })).status).toBe(200);
    } finally {
      env().accounts.requireSecondFactor = "none";
    }
  });

  it("is not found by its prefix: who knows the id knows nothing", async () => {
    const reader = await newReader();
    const { key, id } = await made(reader);
    const [unknown, known] = [`rdz_${"0".repeat(16)}_`, `rdz_${id}_`];
    const answers: unknown[] = [];
    for (const start of [unknown, known, key.slice(0, 30), `${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`]) {
      const response = await find({ "x-api-key": start.length < 64 ? start.padEnd(64, "A") : start });
      const { requestId, ...body } = await response.json();
      expect(requestId).toBeTruthy();
      answers.push([response.status, body, response.headers.get("www-authenticate")]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject([401, { code: "invalid_credentials" }, expect.any(String)]);
  });

  it("of somebody else cannot be seen or revoked", async () => {
    const { id, key } = await made(await newReader());
    for (const other of [await newReader(), await buildUser({ role: "admin" })]) {
      expect(await listOf(await tokenOf(other))).toEqual([]);
      await expectRefused(await take(await tokenOf(other), id), 404, "key_not_found");
      for (const named of [id.toUpperCase(), `${id}'`, "%"])
        await expectRefused(await take(await tokenOf(other), named), 404, "not_found");
    }
    expect((await find({ "x-api-key": key })).status).toBe(200);
  });

  it("says when it was used, without a write at every call", async () => {
    const { key, id } = await made(await newReader());
    const used = async () => (await db.select().from(apiKeys).where(eq(apiKeys.id, id)))[0]?.lastUsedAt?.getTime();
    await find({ "x-api-key": key });
    const first = await used();
    expect(first).toBeGreaterThan(Date.now() - HOUR_MS);
    await find({ "x-api-key": key });
    expect(await used()).toBe(first);
    await db
      .update(apiKeys)
      .set({ lastUsedAt: new Date(Date.now() - HOUR_MS) })
      .where(eq(apiKeys.id, id));
    await find({ "x-api-key": key });
    expect(await used()).toBeGreaterThan(Date.now() - HOUR_MS / 2);
  });

  it("does not end with a session, and none is made by it", async () => {
    const reader = await newReader();
    const { key } = await made(reader);
    const before = await db.select().from(sessions).where(eq(sessions.userId, reader.id));
    const response = await find({ "x-api-key": key });
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await db.select().from(sessions).where(eq(sessions.userId, reader.id))).toEqual(before);
  });

  it("has a share of the limits of its own: a program that runs wild leaves its owner alone", async () => {
    const reader = await newReader();
    const { key } = await made(reader);
    const token = await tokenOf(reader);
    env().rateLimitFactor = 0.025;
    try {
      const statuses: number[] = [];
      for (let time = 0; time < 5; time++)
        statuses.push((await find({ "x-api-key": key, "x-ridizi-peer": "203.0.113.90" })).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect((await find({ ...token, "x-ridizi-peer": "203.0.113.90" })).status).toBe(200);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });

  it("is written in the audit log when it is made and when it is revoked", async () => {
    const reader = await newReader();
    const { id } = await made(reader, ["catalog:read", "scans:read"]);
    await take(await tokenOf(reader), id);
    const { lines } = await listAudit({});
    expect(lines.slice(0, 2)).toMatchObject([
      { act: "accounts.key_revoked", actorName: reader.username, subject: `key:${id}` },
      {
        ...{ act: "accounts.key_made", actorName: reader.username, subject: `key:${id}` },
        details: { scopes: "catalog:read scans:read", expiresInDays: 30 },
      },
    ]);
    expect(await verifyAudit()).toMatchObject({ isWhole: true });
  });
});
