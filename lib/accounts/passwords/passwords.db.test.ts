import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditLog, letters, users } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { confirmAddress } from "../addresses/commands";
import { createAccount, verifySignIn } from "../commands";
import { askForLetter } from "../letters/commands";
import { deliverTo, secretIn } from "../letters/letterbox.fixtures";
import { hashOfSecret } from "../links/rules";
import type { Actor } from "../schema";
import { beginSession } from "../sessions/commands";
import { getSession } from "../sessions/queries";
import { askForReset, changePassword, resetPassword } from "./commands";
import { getPasswordHash } from "./queries";

const OLD = "correct horse battery";
const NEW = "a quiet shelf of maps";
const HERE = { kind: "browser", device: "Firefox on Linux", address: "192.0.2.9" } as const;
const HOUR_MS = 60 * 60_000;

/** An account that can be signed in to; with `email`, one that has confirmed it. */
async function buildReader({ isConfirmed = true } = {}) {
  const username = `reader-${newId().slice(0, 12)}`;
  const email = `${username}@example.org`;
  const made = await createAccount({ username, email, password: OLD }, "user");
  if (!made.ok) throw new Error(made.reason);
  await db
    .update(users)
    .set({ emailVerifiedAt: isConfirmed ? new Date() : null })
    .where(eq(users.id, made.actor.id));
  await deliverTo(email);
  return { actor: made.actor, email };
}

const canSignIn = async (username: string, password: string) => (await verifySignIn({ username, password })).ok;
const isSignedIn = async (id: string) => (await getSession(id, new Date())) !== undefined;

async function actsOn(userId: number) {
  const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, userId));
  const lines = await db
    .select()
    .from(auditLog)
    .where(eq(auditLog.subject, `user:${account?.ref}`));
  return lines.map(({ act }) => act);
}

/** Has a letter sent and answers the secret of its link. */
async function askForLink(email: string) {
  expect(await askForReset({ email })).toEqual({ ok: true });
  const [letter] = await deliverTo(email);
  return secretIn(letter);
}

/** Changes the password as somebody who has typed the present one. */
const change = async (actor: Actor, password: string, sessionId: string | null = null) =>
  changePassword(actor, { password, oldHash: await getPasswordHash(actor.id), sessionId });

describe("changing the password", () => {
  it("ends every other session and writes to the owner", async () => {
    const { actor, email } = await buildReader();
    const [here, there] = [await beginSession(actor.id, HERE), await beginSession(actor.id, HERE)];
    expect(await change(actor, NEW, here.id)).toEqual({ ok: true, ended: 1 });
    expect([await isSignedIn(here.id), await isSignedIn(there.id)]).toEqual([true, false]);
    expect([await canSignIn(actor.username, OLD), await canSignIn(actor.username, NEW)]).toEqual([false, true]);
    expect(await deliverTo(email)).toEqual([expect.stringContaining("Your password for Ridizi was changed")]);
    expect(await actsOn(actor.id)).toContain("accounts.password_changed");
  });

  it("lets one of two changes through that know the same password", async () => {
    const { actor } = await buildReader();
    const oldHash = await getPasswordHash(actor.id);
    const results = await Promise.all(
      [NEW, `${NEW} and globes`].map((password) => changePassword(actor, { password, oldHash, sessionId: null })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it.each(["password123", "aaaaaaaaaaaa"])("refuses %s", async (password) => {
    const { actor } = await buildReader();
    expect(await change(actor, password)).toMatchObject({ reason: "password_weak" });
  });

  it("gives an account its first one", async () => {
    const { actor } = await buildReader();
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, actor.id));
    expect(await change(actor, NEW)).toMatchObject({ ok: true });
    expect(await canSignIn(actor.username, NEW)).toBe(true);
    expect(await actsOn(actor.id)).toContain("accounts.password_set");
  });
});

describe("a link to choose a new password", () => {
  it("works once, ends every session, and is told of", async () => {
    const { actor, email } = await buildReader();
    const { id } = await beginSession(actor.id, HERE);
    const secret = await askForLink(email);
    expect(await resetPassword({ secret, password: NEW })).toEqual({ ok: true });
    expect(await isSignedIn(id)).toBe(false);
    expect(await canSignIn(actor.username, NEW)).toBe(true);
    expect(await deliverTo(email)).toEqual([expect.stringContaining("Your password for Ridizi was changed")]);
    expect(await actsOn(actor.id)).toContain("accounts.password_reset");
    expect(await resetPassword({ secret, password: OLD })).toMatchObject({ reason: "link_over" });
    expect(await canSignIn(actor.username, NEW)).toBe(true);
  });

  it("works for one of five who use it at the same time", async () => {
    const { email } = await buildReader();
    const secret = await askForLink(email);
    const results = await Promise.all(
      Array.from({ length: 5 }, (_, at) => resetPassword({ secret, password: `${NEW} ${at}` })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.reason === "link_over")).toHaveLength(4);
  });

  it("is nowhere in the database, nor in what goes to the queue", async () => {
    const { actor, email } = await buildReader();
    await askForReset({ email });
    const events = await db.select().from(outbox);
    const [letter] = await deliverTo(email);
    const secret = secretIn(letter);
    const rows = await db.select().from(letters).where(eq(letters.userId, actor.id));
    expect(rows.find(({ kind }) => kind === "reset_password")?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify([rows, events])).not.toContain(secret);
  });

  it("runs out after an hour, and gives way to a newer one", async () => {
    const { email } = await buildReader();
    const first = await askForLink(email);
    const second = await askForLink(email);
    expect(await resetPassword({ secret: first, password: NEW })).toMatchObject({ reason: "link_over" });
    const late = new Date(Date.now() + HOUR_MS + 1_000);
    expect(await resetPassword({ secret: second, password: NEW }, late)).toMatchObject({ reason: "link_over" });
    expect(await resetPassword({ secret: second, password: NEW })).toEqual({ ok: true });
  });

  it("is worth nothing once the account has another address, or another password", async () => {
    const { actor, email } = await buildReader();
    const toOldAddress = await askForLink(email);
    await db
      .update(users)
      .set({ email: `new-${email}` })
      .where(eq(users.id, actor.id));
    expect(await resetPassword({ secret: toOldAddress, password: NEW })).toMatchObject({ reason: "link_over" });

    const beforeChange = await askForLink(`new-${email}`);
    expect(await change(actor, NEW)).toMatchObject({ ok: true });
    expect(await resetPassword({ secret: beforeChange, password: OLD })).toMatchObject({ reason: "link_over" });
  });

  it("is worth nothing once another one was used, also where two were written at the same time", async () => {
    const { actor, email } = await buildReader();
    const [first, second] = [await askForLink(email), await askForLink(email)];
    // As if neither had seen the other when it was written.
    const row = { kind: "reset_password", userId: actor.id, address: email, hash: hashOfSecret(first) } as const;
    await db.insert(letters).values({ ...row, id: newId(), expiresAt: new Date(Date.now() + HOUR_MS) });
    expect(await resetPassword({ secret: second, password: NEW })).toEqual({ ok: true });
    expect(await resetPassword({ secret: first, password: OLD })).toMatchObject({ reason: "link_over" });
  });

  it("is not used up by a password that is refused", async () => {
    const { email } = await buildReader();
    const secret = await askForLink(email);
    expect(await resetPassword({ secret, password: "password123" })).toMatchObject({ reason: "password_weak" });
    expect(await resetPassword({ secret, password: NEW })).toEqual({ ok: true });
  });

  it("does not serve for confirming an address, nor the other way round", async () => {
    const { actor, email } = await buildReader();
    await db.transaction((tx) => askForLetter(tx, { kind: "confirm_address", userId: actor.id, address: email }));
    const [letter] = await deliverTo(email);
    expect(await resetPassword({ secret: secretIn(letter), password: NEW })).toMatchObject({ reason: "link_over" });
  });
});

describe("a letter that waits to give the account another address", () => {
  /** What somebody had sent who knew the old password. */
  async function askForAddressOfOthers(userId: number) {
    const address = `intruder-${newId().slice(0, 12)}@example.org`;
    await db.transaction((tx) => askForLetter(tx, { kind: "confirm_address", userId, address }));
    const [letter] = await deliverTo(address);
    return secretIn(letter);
  }

  it("is worth nothing once the password was changed", async () => {
    const { actor } = await buildReader();
    const secret = await askForAddressOfOthers(actor.id);
    expect(await change(actor, NEW)).toMatchObject({ ok: true });
    expect(await confirmAddress({ secret })).toMatchObject({ reason: "link_over" });
  });

  it("is worth nothing once a new password was chosen by letter", async () => {
    const { actor, email } = await buildReader();
    const secret = await askForAddressOfOthers(actor.id);
    expect(await resetPassword({ secret: await askForLink(email), password: NEW })).toEqual({ ok: true });
    expect(await confirmAddress({ secret })).toMatchObject({ reason: "link_over" });
  });
});

describe("asking for such a link", () => {
  it("answers alike for an address that somebody has, one that is only claimed, and one that nobody has", async () => {
    const [owner, claimer] = [await buildReader(), await buildReader({ isConfirmed: false })];
    const nobody = `nobody-${newId()}@example.org`;
    for (const email of [owner.email, claimer.email, nobody])
      expect(await askForReset({ email })).toEqual({ ok: true });
    expect(await deliverTo(owner.email)).toHaveLength(1);
    for (const address of [claimer.email, nobody]) {
      expect(await askForReset({ email: address })).toEqual({ ok: true });
      expect(await deliverTo(address)).toEqual([]);
      const kept = await db.$count(letters, and(eq(letters.address, address), eq(letters.kind, "reset_password")));
      expect(kept, "an address that was only typed is not kept").toBe(0);
    }
  });

  it("takes as long for an address that somebody has as for one that nobody has", async () => {
    const { email } = await buildReader();
    const timed = async (address: string) => {
      const startedAt = performance.now();
      await askForReset({ email: address });
      return performance.now() - startedAt;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 15; round++) {
      times.known.push(await timed(email));
      times.unknown.push(await timed(`nobody-${newId()}@example.org`));
    }
    const median = (list: number[]) => list.toSorted((one, other) => one - other)[7] ?? 0;
    // The same statements are run for both; hashing or writing a letter for one alone would be tens of milliseconds.
    expect(Math.abs(median(times.known) - median(times.unknown))).toBeLessThan(20);
  });

  it("says so where no letters are sent", async () => {
    const { mail } = env();
    env().mail = undefined;
    try {
      expect(await askForReset({ email: "alice@example.org" })).toMatchObject({ reason: "no_mail_server" });
    } finally {
      env().mail = mail;
    }
  });
});
