import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { sessions, users } from "@/db/schema/accounts";
import { listAudit, verifyAudit } from "@/lib/accounts/audit/queries";
import { confirmSecondFactor, startSecondFactor } from "@/lib/accounts/second-factor/commands";
import { beginSession } from "@/lib/accounts/sessions/commands";
import type { TokenResponse } from "@/lib/accounts/tokens/schema";
import { derivedKey } from "@/lib/platform/derived-key";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { callApi } from "../../call.fixtures";

const PASSWORD = "correct horse battery";
const SEVEN_DAYS = 7 * 24 * 60 * 60;

/** This file's requests come from one address; the limits have tests of their own. */
beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});

const newName = () => `reader-${newId().slice(0, 12)}`;
const [register, login, logout] = ["/auth/register", "/auth/login", "/auth/logout"];
const post = (address: string, body: unknown, headers: Record<string, string> = {}) =>
  callApi("POST", address, {
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", "user-agent": "curl/8.5.0", ...headers },
  });
const withToken = (token: string) => ({ authorization: `Bearer ${token}` });
const readPending = (headers: Record<string, string>) => callApi("GET", "/api/v1/pending", { headers });
const search = (headers: Record<string, string>) => callApi("GET", "/api/v1/search?q=sea", { headers });
const tokenIn = async (response: Response) => (await response.json()) as TokenResponse;

async function newReader() {
  const username = newName();
  const response = await post(register, { username, email: `${username}@example.org`, password: PASSWORD });
  expect(response.status).toBe(201);
  return { username, ...(await tokenIn(response)) };
}

async function expectRefused(response: Response, status: number, code: string) {
  expect([response.status, (await response.json()).code]).toEqual([status, code]);
  if (status === 401) expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="ridizi"/);
}

const decode = (token: string) =>
  token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));

/** A token made by hand: `key` undefined leaves the signature empty. */
function forge(header: object, claims: object, key?: Uint8Array | string, hash = "sha256") {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${key === undefined ? "" : createHmac(hash, key).update(text).digest("base64url")}`;
}

describe("POST /auth/register and /auth/login", () => {
  it("answer a token of seven days, and the account", async () => {
    const { username, token, user, expires_at } = await newReader();
    expect(user).toMatchObject({ username, role: "user" });
    const [header, claims] = decode(token);
    expect(header).toEqual({ alg: "HS256", typ: "JWT" });
    expect(claims.exp - claims.iat).toBe(SEVEN_DAYS);
    expect(Date.parse(expires_at) / 1000).toBeCloseTo(claims.exp, -1);
    const [session] = await db.select().from(sessions).where(eq(sessions.id, claims.jti));
    expect(session).toMatchObject({ userId: user.id, kind: "token", device: "curl" });

    for (const name of [{ username }, { email: `${username}@example.org` }, { username: username.toUpperCase() }]) {
      const response = await post(login, { ...name, password: PASSWORD });
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect((await tokenIn(response)).user).toEqual(user);
      expect(response.headers.get("set-cookie")).toBeNull();
    }
    expect((await readPending(withToken(token))).status).toBe(200);
  });

  it("make no admin of whoever asks for it, and no account of what is more than asked for", async () => {
    for (const extra of [{ role: "admin" }, { id: 1 }, { is_admin: true }, { emailVerifiedAt: "2026-01-01" }]) {
      const username = newName();
      await expectRefused(await post(register, { username, password: PASSWORD, ...extra }), 400, "invalid_input");
      expect(await db.select().from(users).where(eq(users.username, username))).toEqual([]);
    }
    const polluting = `{"username":"${newName()}","password":"${PASSWORD}","__proto__":{"role":"admin"}}`;
    await post(register, polluting);
    expect(({} as { role?: string }).role).toBeUndefined();
    const admins = await db.select({ id: users.id }).from(users).where(eq(users.role, "admin"));
    expect(admins).toEqual([]);
  });

  it("refuse a taken name, a weak password, and what is no JSON", async () => {
    const { username } = await newReader();
    await expectRefused(await post(register, { username, password: PASSWORD }), 409, "username_taken");
    await expectRefused(await post(register, { username: newName(), password: "short" }), 400, "invalid_input");
    for (const body of ["", "{", "null", "[]", '"x"', "7"]) expect((await post(register, body)).status).toBe(400);
    await expectRefused(await post(login, "x".repeat(9_000)), 413, "too_large");
    await expectRefused(await post(login, { username: { $gt: "" }, password: PASSWORD }), 400, "invalid_input");
  });

  it("answer a wrong password and an unknown name alike", async () => {
    const { username } = await newReader();
    const answers = [];
    for (const name of [username, newName()]) {
      const response = await post(login, { username: name, password: "wrong horse battery" });
      const { requestId, ...body } = await response.json();
      expect(requestId).toBeTruthy();
      answers.push([response.status, body, response.headers.get("www-authenticate")]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(401);
  });

  it("say how long to wait after wrong passwords, on both ways in", async () => {
    const { username } = await newReader();
    env().rateLimitFactor = 1;
    try {
      const statuses: number[] = [];
      for (let time = 0; time < 6; time++) {
        const headers = { "x-ridizi-peer": "203.0.113.41" };
        const response = await post(login, { username, password: `wrong ${time}` }, headers);
        statuses.push(response.status);
        if (response.status === 429) expect(response.headers.get("retry-after")).toBe("2");
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });

  it("begin a session of their own: one that the client brings is neither taken over nor looked at", async () => {
    const { username, token } = await newReader();
    const [, before] = decode(token);
    const response = await post(login, { username, password: PASSWORD }, withToken(token));
    const [, after] = decode((await response.json()).token);
    expect(after.jti).not.toBe(before.jti);
    const stale = { ...withToken("not.a.token"), cookie: `next-auth.session-token=${before.jti}` };
    const again = await post(login, { username, password: PASSWORD }, stale);
    expect(again.status).toBe(200);
    expect(decode((await again.json()).token)[1].jti).not.toBe(before.jti);
  });

  it("leave no more than fifty tokens behind a script that signs in at each run", async () => {
    const { user, username, token } = await newReader();
    for (let at = 0; at < 55; at++)
      await beginSession(user.id, { kind: "token", device: "curl", address: "192.0.2.1" }, new Date(Date.now() + at));
    await post(login, { username, password: PASSWORD });
    const left = await db.select().from(sessions).where(eq(sessions.userId, user.id));
    expect(left).toHaveLength(50);
    await expectRefused(await readPending(withToken(token)), 401, "invalid_credentials");
  });

  it("are written in the audit log, without a name or a token", async () => {
    const { username, token } = await newReader();
    await post(logout, "", withToken(token));
    const { lines } = await listAudit({});
    expect(lines.slice(0, 2).map(({ act, actorName }) => [act, actorName])).toEqual([
      ["accounts.token_ended", username],
      ["accounts.token_issued", username],
    ]);
    expect(JSON.stringify(lines.map(({ actorName, subjectName, ...line }) => line))).not.toContain(username);
    expect(await verifyAudit()).toMatchObject({ isWhole: true });
  });
});

describe("a token", () => {
  it("is worth nothing once it was given back, its session was ended, or its account is gone", async () => {
    const [one, other, third] = [await newReader(), await newReader(), await newReader()];
    expect((await post(logout, "", withToken(one.token))).status).toBe(204);
    await db.delete(sessions).where(eq(sessions.userId, other.user.id));
    await db.delete(users).where(eq(users.id, third.user.id));
    for (const { token } of [one, other, third])
      await expectRefused(await readPending(withToken(token)), 401, "invalid_credentials");
    await expectRefused(await post(logout, "", withToken(one.token)), 401, "invalid_credentials");
  });

  it("follows its account's role at once", async () => {
    const { token, user } = await newReader();
    const ask = () => callApi("GET", "/admin/api/workers/status", { headers: withToken(token) });
    expect((await ask()).status).toBe(403);
    await db.update(users).set({ role: "admin" }).where(eq(users.id, user.id));
    expect((await ask()).status).toBe(200);
    await db.update(users).set({ role: "user" }).where(eq(users.id, user.id));
    expect((await ask()).status).toBe(403);
  });

  it("is believed in one form only", async () => {
    const { token, user } = await newReader();
    const stranger = await newReader();
    const [header, claims] = decode(token);
    const key = derivedKey("api tokens");
    const { secret = "" } = env().accounts;
    expect((await readPending(withToken(forge(header, claims, key)))).status).toBe(200);

    const browser = await beginSession(user.id, { kind: "browser", device: "Firefox", address: "192.0.2.1" });
    const now = Math.floor(Date.now() / 1000);
    const forged: Record<string, string> = {
      "the algorithm none": forge({ alg: "none", typ: "JWT" }, claims),
      "the algorithm None": forge({ alg: "None", typ: "JWT" }, claims),
      "no algorithm": forge({ typ: "JWT" }, claims, key),
      "an algorithm that is no text": forge({ alg: ["HS256"], typ: "JWT" }, claims, key),
      "another hash with the right key": forge({ ...header, alg: "HS512" }, claims, key, "sha512"),
      "a public-key algorithm with an HMAC": forge({ ...header, alg: "RS256" }, claims, key),
      "HS256 in the header and another hash": forge(header, claims, key, "sha512"),
      "an empty key": forge(header, claims, ""),
      "AUTH_SECRET itself as the key": forge(header, claims, secret),
      "the key of another use": forge(header, claims, derivedKey("known devices")),
      "a key in its header": forge({ ...header, jwk: { kty: "oct", k: "AAAA" } }, claims, Buffer.alloc(3)),
      "a critical extension": forge({ ...header, crit: ["x"], x: 1 }, claims, key),
      "another kind of token": forge({ ...header, typ: "at+jwt" }, claims, key),
      "no signature": token.replace(/[^.]*$/, ""),
      "a signature that was changed": token.slice(0, -2) + (token.endsWith("AA") ? "BB" : "AA"),
      "claims that were changed": token.replace(/\.[^.]*\./, `.${Buffer.from("{}").toString("base64url")}.`),
      "another site's issuer": forge(header, { ...claims, iss: "elsewhere" }, key),
      "another audience": forge(header, { ...claims, aud: "ridizi" }, key),
      "an hour that is over": forge(header, { ...claims, iat: now - 90, exp: now - 1 }, key),
      "eight days of age and a far end": forge(header, { ...claims, iat: now - SEVEN_DAYS - 60, exp: now + 9e8 }, key),
      "a beginning that is to come": forge(header, { ...claims, iat: now + 600 }, key),
      "a time before which it is not valid": forge(header, { ...claims, nbf: now + 600 }, key),
      "no end": forge(header, { ...claims, exp: undefined }, key),
      "no session": forge(header, { ...claims, jti: undefined }, key),
      "no account": forge(header, { ...claims, sub: undefined }, key),
      "another account": forge(header, { ...claims, sub: String(stranger.user.id) }, key),
      "a browser's session": forge(header, { ...claims, jti: browser.id }, key),
      "a session that there is not": forge(header, { ...claims, jti: newId() }, key),
      "five parts": `${token}.x.y`,
      "no parts": "x",
    };
    for (const [what, text] of Object.entries(forged)) {
      const response = await readPending(withToken(text));
      expect([what, response.status, response.headers.get("www-authenticate")]).toEqual([
        what,
        401,
        'Bearer realm="ridizi", error="invalid_token"',
      ]);
    }
  });
});

describe("an account with a second factor", () => {
  const codeOf = (secret: string, inSeconds = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + inSeconds });

  async function newCarefulReader() {
    const { username, user } = await newReader();
    const started = await startSecondFactor(user);
    if (!started.ok) throw new Error(started.reason);
    const confirmed = await confirmSecondFactor(user, { code: codeOf(started.secret), sessionId: newId() });
    if (!confirmed.ok) throw new Error(confirmed.reason);
    return { username, secret: started.secret, recoveryCode: confirmed.recoveryCodes[0] ?? "" };
  }

  it("gives no token for the password alone, for a wrong code, or for one twice", async () => {
    const { username, secret } = await newCarefulReader();
    const attempt = (code?: string, password = PASSWORD) => post(login, { username, password, code });
    await expectRefused(await attempt(), 401, "code_needed");
    await expectRefused(await attempt("000000"), 401, "wrong_code");
    await expectRefused(await attempt(codeOf(secret)), 401, "wrong_code");
    // Whoever has only the code hears nothing of it.
    const next = codeOf(secret, 30);
    await expectRefused(await attempt(next, "wrong horse battery"), 401, "wrong_credentials");
    const { token } = await tokenIn(await attempt(next));
    expect((await readPending(withToken(token))).status).toBe(200);
    await expectRefused(await attempt(next), 401, "wrong_code");
  });

  it("takes a recovery code, once", async () => {
    const { username, recoveryCode } = await newCarefulReader();
    const attempt = () => post(login, { username, password: PASSWORD, code: recoveryCode });
    expect((await attempt()).status).toBe(200);
    await expectRefused(await attempt(), 401, "wrong_code");
  });

  it("is what a site may demand: then nobody has a token with less, from that moment on", async () => {
    const [careful, careless] = [await newCarefulReader(), await newReader()];
    const attempt = (username: string, code?: string) => post(login, { username, password: PASSWORD, code });
    env().accounts.requireSecondFactor = "all";
    try {
      await expectRefused(await readPending(withToken(careless.token)), 401, "invalid_credentials");
      await expectRefused(await attempt(careless.username), 403, "second_factor_demanded");
      const answer = await attempt(careful.username, careful.recoveryCode);
      const { token } = await tokenIn(answer);
      expect((await readPending(withToken(token))).status).toBe(200);
      const registered = await post(register, { username: newName(), password: PASSWORD });
      await expectRefused(registered, 403, "second_factor_demanded");
    } finally {
      env().accounts.requireSecondFactor = "none";
    }
  });
});

describe("a credential that is wrong", () => {
  it.each<[string, Record<string, string>]>([
    ["nothing after Bearer", { authorization: "Bearer" }],
    ["a blank", { authorization: "Bearer  " }],
    ["a token without its scheme", { authorization: "eyJhbGciOiJIUzI1NiJ9.e30.x" }],
    ["another scheme", { authorization: "Token abc" }],
    ["an empty key", { "x-api-key": "" }],
    ["a key that is none", { "x-api-key": "hello" }],
    ["a key of the right form", { "x-api-key": `rdz_${"0".repeat(16)}_${"A".repeat(43)}` }],
  ])("is refused and not taken for nobody's: %s", async (_, headers) => {
    const anybody = await search(headers);
    await expectRefused(anybody, 401, "invalid_credentials");
  });

  it("is no credential of ours when a proxy's password comes along", async () => {
    const headers = { authorization: `Basic ${Buffer.from("me:secret").toString("base64")}` };
    expect((await search(headers)).status).toBe(200);
  });

  it("is counted, and after sixty in a minute no longer looked at", async () => {
    env().rateLimitFactor = 0.05;
    try {
      const statuses: number[] = [];
      for (let time = 0; time < 5; time++)
        statuses.push((await readPending({ ...withToken("x"), "x-ridizi-peer": "203.0.113.42" })).status);
      expect(statuses).toEqual([401, 401, 401, 429, 429]);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});

describe("a request with a token", () => {
  it("is not another site's doing, and a cookie beside it is not looked at", async () => {
    const { token } = await newReader();
    const foreign = { origin: "https://elsewhere.example", cookie: "next-auth.session-token=x" };
    await expectRefused(await post(logout, "", foreign), 403, "foreign_origin");
    expect((await post(logout, "", { ...withToken(token), ...foreign })).status).toBe(204);
  });

  it("brings one credential, not two", async () => {
    const { token } = await newReader();
    const both = { ...withToken(token), "x-api-key": "rdz_x" };
    await expectRefused(await readPending(both), 400, "two_credentials");
  });

  it("counts for its account and for its address at once", async () => {
    const [one, other] = [await newReader(), await newReader()];
    env().rateLimitFactor = 0.005;
    try {
      const ask = async (token: string, address: string) =>
        (await readPending({ ...withToken(token), "x-ridizi-peer": address })).status;
      // 600 a minute are 3: an account has used them up, from wherever it asks …
      expect([
        ...[await ask(one.token, "203.0.113.50"), await ask(one.token, "203.0.113.51")],
        ...[await ask(one.token, "203.0.113.52"), await ask(one.token, "203.0.113.53")],
      ]).toEqual([200, 200, 200, 429]);
      // … another one has not …
      const answer = await readPending({ ...withToken(other.token), "x-ridizi-peer": "203.0.113.50" });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("ratelimit-policy")).toBe('"api";q=3;w=60, "api-address";q=12;w=60');
      expect(answer.headers.get("ratelimit")).toMatch(/^"api";r=2;t=60, "api-address";r=10;t=\d+$/);
      // … and four accounts' worth are what an address has.
      const statuses: number[] = [];
      for (let at = 0; at < 5; at++) {
        env().rateLimitFactor = 1_000;
        const { token } = await newReader();
        env().rateLimitFactor = 0.005;
        for (let time = 0; time < 3; time++) statuses.push(await ask(token, "203.0.113.60"));
      }
      expect(statuses).toEqual([...Array(12).fill(200), ...Array(3).fill(429)]);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});

it("knows no account of a reader who cannot sign in with a password", async () => {
  const { username } = await buildUser();
  await db.update(users).set({ passwordHash: null }).where(eq(users.username, username));
  await expectRefused(await post(login, { username, password: PASSWORD }), 401, "wrong_credentials");
});
