import { eq } from "drizzle-orm";
import { generateSync } from "otplib";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { identities, passkeys, sessions, users } from "@/db/schema/accounts";
import { noteConsent } from "@/lib/accounts/consents/commands";
import { deliverTo, secretIn } from "@/lib/accounts/letters/letterbox.fixtures";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";

const PASSWORD = "correct horse battery";
const OTHER = "another horse battery";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});

async function idOf({ username }: ApiReader): Promise<number> {
  const [row] = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
  return row?.id ?? 0;
}

async function adminOfApi(): Promise<ApiReader> {
  const reader = await readerOfApi();
  await db.update(users).set({ role: "admin" }).where(eq(users.username, reader.username));
  return reader;
}

/** Signs a reader in once more. */
async function again({ username }: ApiReader, password = PASSWORD, code?: string) {
  const response = await callApi("POST", "/auth/login", { json: { username, password, code } });
  const body = await response.json();
  return { status: response.status, reader: { username, headers: { authorization: `Bearer ${body.token}` } } };
}

/** Lets all sessions of a reader have begun long ago. */
const age = async (reader: ApiReader) =>
  db
    .update(sessions)
    .set({ startedAt: new Date(Date.now() - 24 * 60 * 60_000) })
    .where(eq(sessions.userId, await idOf(reader)));

describe("sessions over the API", () => {
  it("are listed and ended, each by its owner alone", async () => {
    const [one, stranger] = [await readerOfApi(), await readerOfApi()];
    const { reader: other } = await again(one);
    const ask = callsOf(one);
    const listed = (await ask("GET", "/account/sessions")).body.sessions;
    expect(listed.filter((session: { is_current: boolean }) => session.is_current)).toHaveLength(1);
    expect(listed).toHaveLength(2);
    const { id } = listed.find((session: { is_current: boolean }) => !session.is_current);
    expect(await callsOf(stranger)("DELETE", `/account/sessions/${id}`)).toEqual(refused(404, "session_not_found"));
    expect((await callsOf(other)("GET", "/account/sessions")).status).toBe(200);
    expect((await ask("DELETE", `/account/sessions/${id}`)).status).toBe(204);
    expect((await callsOf(other)("GET", "/account/sessions")).status).toBe(401);
    await again(one);
    expect(await ask("POST", "/account/sessions/end-others")).toEqual({ status: 200, body: { ended: 1 } });
    expect((await ask("GET", "/account/sessions")).body.sessions).toHaveLength(1);
  });
});

describe("the password over the API", () => {
  it("is changed by who knows the present one, and ends the other sessions", async () => {
    const one = await readerOfApi();
    const { reader: other } = await again(one);
    const change = (json: object) => callsOf(one)("PUT", "/account/password", json);
    expect(await change({ password: OTHER })).toEqual(refused(403, "password_needed"));
    expect(await change({ present: OTHER, password: OTHER })).toEqual(refused(403, "wrong_password"));
    expect(await change({ present: PASSWORD, password: "1111111111" })).toEqual(refused(400, "password_weak"));
    expect(await change({ present: PASSWORD, password: OTHER })).toEqual({ status: 200, body: { ended: 1 } });
    expect((await callsOf(other)("GET", "/account/sessions")).status).toBe(401);
    expect((await callsOf(one)("GET", "/account/sessions")).status).toBe(200);
    expect((await again(one)).status).toBe(401);
    expect((await again(one, OTHER)).status).toBe(200);
  });

  it("cannot be guessed at: a session's tries are counted as at signing in", async () => {
    const one = await readerOfApi();
    env().rateLimitFactor = 1;
    try {
      const codes: string[] = [];
      for (let at = 0; at < 7; at += 1)
        codes.push((await callsOf(one)("PUT", "/account/password", { present: OTHER, password: OTHER })).body.code);
      expect(codes.slice(0, 5)).toEqual(Array(5).fill("wrong_password"));
      expect(codes.at(-1)).toBe("too_many_requests");
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});

describe("the e-mail address over the API", () => {
  it("is changed by a letter, after which a letter can choose a new password", async () => {
    const one = await readerOfApi();
    const ask = callsOf(one);
    const email = `${newId()}@example.org`;
    expect(await ask("PUT", "/account/address", { email, password: OTHER })).toEqual(refused(403, "wrong_password"));
    expect(await ask("POST", "/account/address/letter")).toEqual(refused(409, "nothing_to_confirm"));
    const asked = await ask("PUT", "/account/address", { email, password: PASSWORD });
    expect(asked).toEqual({ status: 200, body: { waiting: email } });
    expect((await ask("POST", "/account/address/letter")).body).toEqual({ address: email });
    expect((await ask("GET", "/account/address")).body).toMatchObject({ is_confirmed: false, waiting: email });
    const secret = secretIn((await deliverTo(email)).at(-1));
    const visitor = callsOf({ headers: {} as ApiReader["headers"] });
    expect(await visitor("POST", "/auth/confirm", { secret })).toEqual({ status: 200, body: { address: email } });
    expect(await visitor("POST", "/auth/confirm", { secret })).toEqual(refused(404, "link_over"));
    expect((await ask("GET", "/account/address")).body).toEqual({ address: email, is_confirmed: true, waiting: null });
    expect(await ask("PUT", "/account/address", { email, password: PASSWORD })).toEqual(refused(409, "same_address"));

    const next = { email: `${newId()}@example.org`, password: PASSWORD };
    expect((await ask("PUT", "/account/address", next)).status).toBe(200);
    expect((await ask("DELETE", "/account/address/change")).status).toBe(204);
    expect((await ask("GET", "/account/address")).body.waiting).toBeNull();

    await deliverTo(email);
    for (const address of [email, `nobody-${email}`])
      expect(await visitor("POST", "/auth/reset/ask", { email: address })).toEqual({ status: 202, body: null });
    const reset = { secret: secretIn((await deliverTo(email)).at(-1)), password: OTHER };
    expect((await visitor("POST", "/auth/reset", reset)).status).toBe(204);
    expect(await visitor("POST", "/auth/reset", reset)).toEqual(refused(404, "link_over"));
    expect((await ask("GET", "/account/address")).status).toBe(401);
    expect((await again(one, OTHER)).status).toBe(200);
  });

  it("is no way around the limits of the pages", async () => {
    const one = await readerOfApi();
    const visitor = callsOf({ headers: {} as ApiReader["headers"] });
    env().rateLimitFactor = 1;
    try {
      const statuses = async (times: number, call: (at: number) => Promise<{ status: number }>) => {
        const all: number[] = [];
        for (let at = 0; at < times; at += 1) all.push((await call(at)).status);
        return all;
      };
      const email = `${newId()}@example.org`;
      // Five letters an hour to one address, whoever asks.
      const letters = await statuses(6, () => visitor("POST", "/auth/reset/ask", { email }));
      expect(letters).toEqual([202, 202, 202, 202, 202, 429]);
      // Eight an hour from one account, to whatever addresses.
      const changes = await statuses(9, (at) =>
        callsOf(one)("PUT", "/account/address", { email: `${at}-${email}`, password: PASSWORD }),
      );
      expect(changes).toEqual([...Array(8).fill(200), 429]);
      const secret = "A".repeat(43);
      for (const [address, json] of [
        ["/auth/confirm", { secret }],
        ["/auth/reset", { secret, password: OTHER }],
      ] as const) {
        const tries = await statuses(31, () => visitor("POST", address, json));
        // Those of the tests above count, too.
        expect([...new Set(tries), tries.at(-1)]).toEqual([404, 429, 429]);
      }
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});

describe("the second factor over the API", () => {
  it("is set up, renewed and switched off, each with what the page asks for", async () => {
    const one = await readerOfApi();
    const ask = callsOf(one);
    const at = "/account/second-factor";
    expect((await ask("GET", at)).body).toEqual({ on_since: null, recovery_codes_left: 0, is_demanded: false });
    await age(one);
    expect(await ask("POST", `${at}/start`, {})).toEqual(refused(403, "password_needed"));
    const started = await ask("POST", `${at}/start`, { password: PASSWORD });
    expect(Object.keys(started.body).sort()).toEqual(["address", "qr_code", "secret"]);
    expect(await ask("POST", `${at}/confirm`, { code: "nothing" })).toEqual(refused(403, "wrong_code"));
    const { secret } = started.body;
    const on = await ask("POST", `${at}/confirm`, { code: generateSync({ secret }) });
    expect([on.status, on.body.recovery_codes.length]).toEqual([200, 10]);
    expect(await ask("POST", `${at}/start`, { password: PASSWORD })).toEqual(refused(409, "already_on"));
    expect((await ask("GET", at)).body).toMatchObject({ on_since: expect.any(String), recovery_codes_left: 10 });
    const [first] = on.body.recovery_codes;
    const renewed = await ask("POST", `${at}/recovery-codes`, { code: first });
    expect(renewed.body.recovery_codes).toHaveLength(10);
    const [code] = renewed.body.recovery_codes;
    expect(await ask("POST", `${at}/switch-off`, { code })).toEqual(refused(403, "password_needed"));
    expect((await ask("POST", `${at}/switch-off`, { code, password: PASSWORD })).status).toBe(204);
    expect((await ask("GET", at)).body.on_since).toBeNull();
    expect(await ask("POST", `${at}/recovery-codes`, { code })).toEqual(refused(409, "not_on"));
  });
});

describe("ways to sign in and consents, over the API", () => {
  it("are listed and taken away by their owner alone", async () => {
    const [one, stranger] = [await readerOfApi(), await readerOfApi()];
    const [ask, userId, id] = [callsOf(one), await idOf(one), newId()];
    await db.insert(passkeys).values({
      ...{ id, userId, name: "Phone", credentialId: id, credentialHash: id.replaceAll("-", "").padEnd(64, "0") },
      ...{ publicKey: "x", counter: 0, transports: [], userHandle: "x", isSynced: false },
    });
    const at = `/account/passkeys/${id}`;
    expect(await callsOf(stranger)("PATCH", at, { name: "Mine" })).toEqual(refused(404, "passkey_not_found"));
    expect(await callsOf(stranger)("DELETE", at)).toEqual(refused(404, "passkey_not_found"));
    expect((await ask("PATCH", at, { name: "Old phone" })).status).toBe(204);
    expect((await ask("GET", "/account/passkeys")).body.passkeys).toEqual([
      expect.objectContaining({ id, name: "Old phone", is_synced: false }),
    ]);
    expect((await ask("DELETE", at)).status).toBe(204);
    expect((await ask("GET", "/account/passkeys")).body).toEqual({ passkeys: [] });

    const identity = { userId, issuer: "https://id.example", subject: "ann", name: "ann" };
    await db.insert(identities).values({ ...identity, hash: "2".repeat(64) });
    const [{ id: identityId } = { id: 0 }] = await db
      .select({ id: identities.id })
      .from(identities)
      .where(eq(identities.userId, userId));
    const linked = `/account/identities/${identityId}`;
    expect(await callsOf(stranger)("DELETE", linked)).toEqual(refused(404, "identity_not_found"));
    expect((await ask("GET", "/account/identities")).status).toBe(200);
    expect((await ask("DELETE", linked)).status).toBe(204);

    expect(await ask("DELETE", "/account/consents/own_pictures")).toEqual(refused(404, "not_given"));
    await db.transaction((tx) => noteConsent(tx, userId, "own_pictures"));
    expect((await ask("DELETE", "/account/consents/own_pictures")).status).toBe(204);
    expect((await ask("GET", "/account/consents")).body.consents).toEqual([
      expect.objectContaining({ purpose: "own_pictures", ended_by: "reader", statement: expect.any(String) }),
    ]);
  });
});

describe("erasure over the API", () => {
  it("always asks for the password, shuts the account, and can be called off by the token that asked", async () => {
    const one = await readerOfApi();
    const { reader: other } = await again(one);
    const ask = callsOf(one);
    expect(await ask("POST", "/account/erasure", {})).toEqual(refused(403, "password_needed"));
    expect(await ask("POST", "/account/erasure/cancel")).toEqual(refused(409, "not_leaving"));
    const asked = await ask("POST", "/account/erasure", { password: PASSWORD });
    expect(asked).toEqual({ status: 200, body: { due_at: expect.any(String) } });
    for (const reader of [one, other]) expect((await callsOf(reader)("GET", "/account/sessions")).status).toBe(401);
    expect(await callsOf(other)("POST", "/account/erasure/cancel")).toEqual(refused(409, "not_leaving"));
    expect((await ask("POST", "/account/erasure/cancel")).status).toBe(204);
    expect((await ask("GET", "/account/sessions")).status).toBe(200);
  });
});

describe("people and invitations over the API", () => {
  it("are looked after by admins, who prove themselves to make another", async () => {
    const [admin, reader] = [await adminOfApi(), await readerOfApi()];
    const [ask, userId] = [callsOf(admin), await idOf(reader)];
    const role = `/users/${userId}/role`;
    expect((await ask("PUT", role, { role: "moderator" })).status).toBe(204);
    expect((await callsOf(reader)("GET", "/admin/merges")).status).toBe(200);
    await age(admin);
    expect(await ask("PUT", role, { role: "admin" })).toEqual(refused(403, "password_needed"));
    expect((await ask("PUT", role, { role: "admin", password: PASSWORD })).status).toBe(204);
    expect((await ask("PUT", role, { role: "user" })).status).toBe(204);
    expect(await callsOf(reader)("PUT", role, { role: "admin" })).toEqual(refused(403, "forbidden"));
    expect(await ask("PUT", "/users/2000000000/role", { role: "user" })).toEqual(refused(404, "person_not_found"));
    expect(await ask("POST", `/users/${userId}/end-sessions`)).toEqual({ status: 200, body: { ended: 1 } });
    expect((await callsOf(reader)("GET", "/account/sessions")).status).toBe(401);
  });

  it("invite by a link that is said once", async () => {
    const ask = callsOf(await adminOfApi());
    const made = await ask("POST", "/admin/invitations", { role: "user", note: "For Ann", days: 7 });
    expect(made).toEqual({ status: 201, body: { id: expect.any(Number), url: expect.stringContaining("http") } });
    const listed = (await ask("GET", "/admin/invitations")).body.invitations;
    expect(listed[0]).toMatchObject({ id: made.body.id, note: "For Ann", used_at: null });
    expect(JSON.stringify(listed)).not.toContain(made.body.url.split("=").at(-1));
    const at = `/admin/invitations/${made.body.id}`;
    expect((await ask("DELETE", at)).status).toBe(204);
    expect(await ask("DELETE", at)).toEqual(refused(409, "invitation_used"));
  });
});
