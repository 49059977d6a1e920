import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { letters, users } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { signUp, verifySignIn } from "../commands";
import { letterAskedFor } from "../events";
import { clearLetters, sendLetter } from "../letters/commands";
import { deliverTo, secretIn } from "../letters/letterbox.fixtures";
import { changeAddress, confirmAddress, confirmAgain, keepAddress } from "./commands";
import { getAddressState } from "./queries";

const PASSWORD = "correct horse battery";
const DAY_MS = 24 * 60 * 60_000;
const newAddress = () => `reader-${newId().slice(0, 12)}@example.org`;

async function join(email: string | undefined) {
  const made = await signUp({ username: `reader-${newId().slice(0, 12)}`, email, password: PASSWORD });
  if (!made.ok) throw new Error(made.reason);
  return made.actor;
}

const stateOf = (userId: number) => getAddressState(userId, new Date());

/** An account whose address is confirmed. */
async function joinConfirmed() {
  const email = newAddress();
  const actor = await join(email);
  const [letter] = await deliverTo(email);
  expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ ok: true });
  return { actor, email };
}

describe("an address that is given at sign-up", () => {
  it("is confirmed by the letter that goes there, once", async () => {
    const email = newAddress();
    const actor = await join(email);
    expect(await stateOf(actor.id)).toEqual({ address: null, isConfirmed: false, waiting: email });
    const [letter] = await deliverTo(email);
    expect(letter).not.toContain(actor.username);
    const secret = secretIn(letter);
    expect(await confirmAddress({ secret })).toEqual({ ok: true, address: email });
    expect(await stateOf(actor.id)).toEqual({ address: email, isConfirmed: true, waiting: null });
    expect(await confirmAddress({ secret })).toMatchObject({ reason: "link_over" });
  });

  it("can be sent another letter, which makes the one before worthless, also when the first is long over", async () => {
    const email = newAddress();
    const actor = await join(email);
    const [first] = await deliverTo(email);
    await clearLetters(new Date(Date.now() + 4 * DAY_MS));
    expect(await stateOf(actor.id)).toMatchObject({ waiting: email });
    expect(await confirmAgain(actor)).toEqual({ ok: true, address: email });
    const [second] = await deliverTo(email);
    expect(await confirmAddress({ secret: secretIn(first) })).toMatchObject({ reason: "link_over" });
    expect(await confirmAddress({ secret: secretIn(second) })).toMatchObject({ ok: true });
    expect(await confirmAgain(actor)).toMatchObject({ reason: "nothing_to_confirm" });
  });

  it("lets the account be used before it is confirmed", async () => {
    const email = newAddress();
    const { username } = await join(email);
    expect(await verifySignIn({ username, password: PASSWORD })).toMatchObject({ ok: true });
  });

  it("keeps nobody out who can read its letters: the account that only claimed it loses it", async () => {
    const email = newAddress();
    const claimer = await join(email);
    await deliverTo(email);
    const owner = await join(email);
    expect(await stateOf(owner.id)).toEqual({ address: null, isConfirmed: false, waiting: email });
    const [letter] = await deliverTo(email);
    expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ ok: true });
    expect(await stateOf(owner.id)).toMatchObject({ address: email, isConfirmed: true });
    expect((await stateOf(claimer.id)).address).toBeNull();
  });

  it("tells nobody who joins with it whether somebody has it, but who reads its letters", async () => {
    const { actor: owner, email } = await joinConfirmed();
    const free = newAddress();
    const [stranger, newcomer] = [await join(email), await join(free)];
    const waiting = (address: string) => ({ address: null, isConfirmed: false, waiting: address });
    expect(await stateOf(stranger.id)).toEqual(waiting(email));
    expect(await stateOf(newcomer.id)).toEqual(waiting(free));
    const [letter] = await deliverTo(email);
    expect(letter).toContain("Confirm your e-mail address for Ridizi");
    expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ reason: "email_taken" });
    expect(await stateOf(owner.id)).toEqual({ address: email, isConfirmed: true, waiting: null });
  });

  it("is taken once it is confirmed, and stays so for who asks later", async () => {
    const { email } = await joinConfirmed();
    const other = await join(undefined);
    expect(await changeAddress(other, email)).toMatchObject({ ok: true });
    const [letter] = await deliverTo(email);
    expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ reason: "email_taken" });
    expect((await stateOf(other.id)).address).toBeNull();
  });
});

describe("changing the address", () => {
  it("waits for the new address to answer, and tells the old one", async () => {
    const { actor, email } = await joinConfirmed();
    const next = newAddress();
    expect(await changeAddress(actor, next)).toMatchObject({ waiting: next });
    expect(await stateOf(actor.id)).toEqual({ address: email, isConfirmed: true, waiting: next });
    const [letter] = await deliverTo(next);
    expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ ok: true });
    expect(await stateOf(actor.id)).toEqual({ address: next, isConfirmed: true, waiting: null });
    expect(await deliverTo(email)).toEqual([expect.stringContaining("Your e-mail address for Ridizi was changed")]);
  });

  it("can be called off, and then the letter changes nothing", async () => {
    const { actor, email } = await joinConfirmed();
    const next = newAddress();
    expect(await changeAddress(actor, next)).toMatchObject({ ok: true });
    const [letter] = await deliverTo(next);
    expect(await keepAddress(actor)).toEqual({ ok: true });
    expect(await confirmAddress({ secret: secretIn(letter) })).toMatchObject({ reason: "link_over" });
    expect(await stateOf(actor.id)).toEqual({ address: email, isConfirmed: true, waiting: null });
  });

  it("says that it is the same, and asks nobody", async () => {
    const { actor, email } = await joinConfirmed();
    expect(await changeAddress(actor, email)).toMatchObject({ reason: "same_address" });
  });

  it("takes an owner's word where no letters are sent, and no address twice", async () => {
    const [one, other] = [await join(undefined), await join(undefined)];
    const { mail } = env();
    env().mail = undefined;
    try {
      const email = newAddress();
      expect(await changeAddress(one, email)).toEqual({ ok: true, waiting: null });
      expect(await stateOf(one.id)).toEqual({ address: email, isConfirmed: false, waiting: null });
      expect(await changeAddress(other, email)).toMatchObject({ reason: "email_taken" });
    } finally {
      env().mail = mail;
    }
  });
});

describe("a letter", () => {
  it("that could not be sent is tried again with another secret, and twice is once", async () => {
    const email = newAddress();
    const actor = await join(email);
    const { mail } = env();
    const [asked] = await db.select().from(letters).where(eq(letters.userId, actor.id));
    const letterId = asked?.id ?? "";
    env().mail = { url: "smtp://127.0.0.1:1", from: { name: "x", address: "x@example.org" } };
    await expect(sendLetter(letterId)).rejects.toThrow();
    const [failed] = await db.select().from(letters).where(eq(letters.id, letterId));
    env().mail = mail;
    expect(await sendLetter(letterId)).toEqual({ ok: true });
    const [sent] = await db.select().from(letters).where(eq(letters.id, letterId));
    expect(sent?.hash).not.toBe(failed?.hash);
    expect(await sendLetter(letterId)).toMatchObject({ reason: "sent_already" });
    await db.delete(outbox).where(eq(outbox.name, letterAskedFor.name));
  });

  it("is not sent any more when its account is gone, or its time is over", async () => {
    const actor = await join(newAddress());
    const [asked] = await db.select().from(letters).where(eq(letters.userId, actor.id));
    expect(await sendLetter(asked?.id ?? "", new Date(Date.now() + 4 * DAY_MS))).toMatchObject({
      reason: "no_longer_wanted",
    });
    await db.delete(users).where(eq(users.id, actor.id));
    expect(await sendLetter(asked?.id ?? "")).toMatchObject({ reason: "no_longer_wanted" });
  });
});
