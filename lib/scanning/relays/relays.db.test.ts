import { expect, it } from "vitest";
import { awaitCodes, closeRelay, openRelay, sendCode } from "./commands";
import { relayAfter, relayToken } from "./schema";

const never = new AbortController().signal;
const START = relayAfter.parse(null);

it("brings what a phone sends to the page in its order, each once, and ISBN-10s as what they mean", async () => {
  const { token } = await openRelay();
  expect(relayToken.safeParse(token).success).toBe(true);
  await sendCode(token, null);
  await sendCode(token, "3-16-148410-X");
  const first = await awaitCodes(token, START, never);
  expect(first?.map(({ isbn }) => isbn)).toEqual([null, "9783161484100"]);
  await sendCode(token, "9780735619678");
  const next = await awaitCodes(token, first?.at(-1)?.id ?? START, never);
  expect(next?.map(({ isbn }) => isbn)).toEqual(["9780735619678"]);
});

it("waits for the next code, and no longer than its page wants to", async () => {
  const { token } = await openRelay();
  const waiting = awaitCodes(token, START, never);
  await sendCode(token, "9783161484100");
  expect(await waiting).toMatchObject([{ isbn: "9783161484100" }]);
  const leaving = new AbortController();
  const left = awaitCodes(token, (await waiting)?.at(-1)?.id ?? START, leaving.signal);
  leaving.abort();
  expect(await left).toEqual([]);
});

it("is closed for both when the page is closed, and was never open for a token that somebody made up", async () => {
  const { token } = await openRelay();
  await closeRelay(token);
  expect(await sendCode(token, "9783161484100")).toMatchObject({ ok: false, reason: "relay_closed" });
  expect(await awaitCodes(token, START, never)).toBeNull();
  const other = await openRelay();
  await sendCode(other.token, "9783161484100");
  expect(await awaitCodes("A".repeat(22), START, never)).toBeNull();
  expect(await sendCode("A".repeat(22), "9783161484100")).toMatchObject({ reason: "relay_closed" });
});

it("brings a book without ISBN by the name that it has", async () => {
  const { token } = await openRelay();
  expect(await sendCode(token, "local:42")).toMatchObject({ ok: true });
  expect(await awaitCodes(token, START, never)).toMatchObject([{ isbn: "local:42" }]);
});

it("takes no code that names no book", async () => {
  const { token } = await openRelay();
  expect(await sendCode(token, "8413000065504")).toMatchObject({ ok: false, reason: "not_an_isbn" });
  await sendCode(token, null);
  expect(await awaitCodes(token, START, never)).toMatchObject([{ isbn: null }]);
});
