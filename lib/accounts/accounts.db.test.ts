import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { createAccount, signUp, verifySignIn } from "./commands";

const password = "correct horse battery";
const newName = () => `reader-${newId().slice(0, 12)}`;

const joinedEvents = (userId: number) =>
  db
    .select({ name: outbox.name })
    .from(outbox)
    .where(sql`${outbox.name} = 'accounts.user_joined' and json_value(${outbox.payload}, '$.userId') = ${userId}`);

async function signUpOk(input: Parameters<typeof signUp>[0]) {
  const result = await signUp(input);
  if (!result.ok) throw new Error(result.reason);
  return result.actor;
}

describe("signUp", () => {
  it("gives a name to exactly one of twenty people who ask for it at the same time", async () => {
    const username = newName();
    const attempts = Array.from({ length: 20 }, () => signUp({ username, email: undefined, password }));
    const results = await Promise.all(attempts);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.reason === "username_taken")).toHaveLength(19);
    const rows = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
    expect(rows).toHaveLength(1);
    expect(await joinedEvents(rows[0]?.id ?? 0)).toHaveLength(1);
  }, 30_000);

  it("takes names that differ in case or accents alone for the same name", async () => {
    const username = newName();
    await signUpOk({ username, email: undefined, password });
    for (const other of [username.toUpperCase(), username.replace("e", "é")])
      expect(await signUp({ username: other, email: undefined, password })).toMatchObject({ reason: "username_taken" });
  });

  it("says where no letters are sent that the address is taken, and not the name, whatever it looks like", async () => {
    const email = `users_username-${newId()}@example.org`;
    const { mail } = env();
    env().mail = undefined;
    try {
      await signUpOk({ username: newName(), email, password });
      expect(await signUp({ username: newName(), email, password })).toMatchObject({ reason: "email_taken" });
    } finally {
      env().mail = mail;
    }
  });

  it("opens no account while registration is closed, but an admin's command still does", async () => {
    const { accounts } = env();
    accounts.registration = "closed";
    try {
      expect(await signUp({ username: newName(), email: undefined, password })).toMatchObject({ ok: false });
      expect((await createAccount({ username: newName(), email: undefined, password }, "admin")).ok).toBe(true);
    } finally {
      accounts.registration = "open";
    }
  });

  it("keeps no password, only a slow hash of it", async () => {
    const actor = await signUpOk({ username: newName(), email: undefined, password });
    const [row] = await db.select().from(users).where(eq(users.id, actor.id));
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(row)).not.toContain(password);
  });
});

describe("verifySignIn", () => {
  it("knows a person by name in any case and by address, with the role", async () => {
    const username = newName();
    const email = `${username}@example.org`;
    const actor = await signUpOk({ username, email, password });
    for (const login of [username, username.toUpperCase(), ` ${username} `, email.toUpperCase()])
      expect(await verifySignIn({ username: login, password })).toMatchObject({ ok: true, id: actor.id, role: "user" });
  });

  it("answers a wrong password and an unknown name alike", async () => {
    const { username } = await signUpOk({ username: newName(), email: undefined, password });
    const wrong = await verifySignIn({ username, password: `${password}!` });
    const unknown = await verifySignIn({ username: newName(), password });
    expect(wrong).toEqual(unknown);
    expect(wrong).toEqual({ ok: false, reason: "wrong_credentials" });
  });

  it("takes about as long for an unknown name as for a wrong password", async () => {
    const { username } = await signUpOk({ username: newName(), email: undefined, password });
    const timed = async (login: string) => {
      const startedAt = performance.now();
      await verifySignIn({ username: login, password: "wrong password" });
      return performance.now() - startedAt;
    };
    await timed("warm up");
    const best = async (login: string) =>
      Math.min(...(await Promise.all([timed(login)])), await timed(login), await timed(login));
    const [wrong, unknown] = [await best(username), await best(newName())];
    // Without the decoy hash an unknown name is answered in a twentieth of the time.
    expect(unknown).toBeGreaterThan(wrong / 4);
  });
});
