import { beforeAll, expect, it } from "vitest";

// Before anything of the product is loaded: it reads its configuration once. Nothing listens there.
process.env.REDIS_URL = "redis://127.0.0.1:1/0";
const { buildBook, buildUser } = await import("@/db/factories");
const { createAccount } = await import("@/lib/accounts/commands");
const { attemptSignIn } = await import("@/lib/accounts/attempts/commands");
const { deviceCookieFor } = await import("@/lib/accounts/attempts/commands");
const { newId } = await import("@/lib/platform/id");
const { redis } = await import("@/lib/platform/redis");
const { callApi } = await import("../../call.fixtures");

const PASSWORD = "correct horse battery";
const username = `reader-${newId().slice(0, 12)}`;

beforeAll(async () => {
  await buildUser();
  await createAccount({ username, email: undefined, password: PASSWORD }, "user");
  return () => redis().disconnect();
});

const signIn = (password: string, peer = "203.0.113.70") =>
  callApi("POST", "/auth/login", { json: { username, password }, headers: { "x-ridizi-peer": peer } });

it("reads go on while Redis is away, and are not held up by it each time", async () => {
  const { isbn } = await buildBook();
  const ask = () => callApi("GET", `/api/book/${isbn}`);
  expect((await ask()).status).toBe(200);
  const startedAt = performance.now();
  for (let time = 0; time < 10; time++) expect((await ask()).status).toBe(200);
  expect((performance.now() - startedAt) / 10).toBeLessThan(1_000);
});

it("signing in stays limited in memory, for one source and for all strangers together", async () => {
  const statuses: number[] = [];
  for (let time = 0; time < 7; time++) statuses.push((await signIn(`wrong ${time}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect((await signIn(PASSWORD)).status).toBe(429);
  for (let at = 0; at < 20; at++) await signIn(`wrong ${at}`, `203.0.114.${at}`);
  expect((await signIn(PASSWORD, "203.0.115.1")).status).toBe(429);
});

it("the owner still gets in from a known browser", async () => {
  const owner = { username: `reader-${newId().slice(0, 12)}`, email: undefined, password: PASSWORD };
  const made = await createAccount(owner, "user");
  if (!made.ok) throw new Error(made.reason);
  const away = (at: number) => ({ address: `198.18.0.${at}`, deviceCookie: undefined });
  for (let at = 0; at < 22; at++)
    await attemptSignIn({ username: owner.username, password: "wrong horse battery" }, away(at));
  const known = { ...away(99), deviceCookie: deviceCookieFor(made.actor.id, away(99)) };
  expect(await attemptSignIn({ username: owner.username, password: PASSWORD }, away(98))).toMatchObject({ ok: false });
  expect(await attemptSignIn({ username: owner.username, password: PASSWORD }, known)).toMatchObject({ ok: true });
});

it("nothing opens: who is nobody stays nobody, and limits hold", async () => {
  const ask = (headers: Record<string, string>) => callApi("GET", "/api/pending", { headers });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: "Bearer x" })).status).toBe(401);
  let last = 0;
  for (let time = 0; time < 125; time++) {
    const headers = { "x-ridizi-peer": "203.0.113.71" };
    last = (await callApi("GET", "/api/search?q=sea", { headers })).status;
  }
  expect(last).toBe(429);
});
