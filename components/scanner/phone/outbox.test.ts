import { afterEach, expect, it, vi } from "vitest";
import { answerProblem, networkProblem } from "../lookup/request-problem";
import { Outbox, type OutboxDoors, SHOWN_MAX } from "./outbox";

const OK = { ok: true, value: undefined } as const;
const noConnection = { ok: false, problem: networkProblem(true) } as const;
const tooMany = {
  ok: false,
  problem: answerProblem({ status: 429, body: { error: null, requestId: null }, retryAfterSeconds: 7 }),
} as const;

/** An outbox whose server answers as the test says, and what was sent to it. */
function openOutbox(doors: Partial<OutboxDoors> = {}) {
  const sent: string[] = [];
  const outbox = new Outbox({
    send: async (_to, isbn) => {
      sent.push(isbn);
      return OK;
    },
    titleOf: async (isbn) => `Book ${isbn}`,
    onSignal: () => undefined,
    ...doors,
  });
  return { outbox, sent };
}

/** Lets all that is under way go on until it stands still. */
async function settle() {
  for (let turn = 0; turn < 2_000; turn++) await Promise.resolve();
}

afterEach(() => vi.useRealTimers());

it("says that a code was sent once the server has it, not before", async () => {
  let answer = (_: typeof OK) => {};
  const { outbox } = openOutbox({ send: () => new Promise((resolve) => (answer = resolve)) });
  outbox.send("page", "1", null);
  await settle();
  expect(outbox.items()).toMatchObject([{ isbn: "1", state: "sending" }]);
  answer(OK);
  await settle();
  expect(outbox.items()).toMatchObject([{ state: "sent", title: "Book 1" }]);
});

it("sends a long list one by one in its order, and loses none of it", async () => {
  const list = Array.from({ length: SHOWN_MAX + 20 }, (_, index) => `${index}`);
  let underWay = 0;
  let most = 0;
  const sent: string[] = [];
  const { outbox } = openOutbox({
    send: async (_to, isbn) => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay -= 1;
      sent.push(isbn);
      return OK;
    },
  });
  for (const isbn of list) outbox.send("page", isbn, null);
  expect(outbox.items()).toHaveLength(list.length);
  await settle();
  expect(sent).toEqual(list);
  expect(most).toBe(1);
  outbox.send("page", "last", null);
  expect(outbox.items()).toHaveLength(SHOWN_MAX);
});

it("keeps what did not get through until it is sent again", async () => {
  let isOffline = true;
  const { outbox } = openOutbox({ send: async () => (isOffline ? noConnection : OK) });
  outbox.send("page", "1", "Sea");
  await settle();
  expect(outbox.items()).toMatchObject([{ title: "Sea", state: "failed", problem: noConnection.problem.help }]);
  isOffline = false;
  for (let index = 0; index < SHOWN_MAX + 5; index++) outbox.send("page", `${index}`, null);
  await settle();
  const first = outbox.items().at(-1);
  expect(first).toMatchObject({ isbn: "1", state: "failed" });
  outbox.sendAgain(first?.id ?? 0);
  await settle();
  expect(outbox.items().find(({ id }) => id === first?.id)).toMatchObject({ state: "sent", problem: null });
});

it("waits as long as the server asks for, and goes on by itself", async () => {
  vi.useFakeTimers();
  const answers = [tooMany, OK, OK];
  const { outbox } = openOutbox({ send: async () => answers.shift() ?? OK });
  outbox.send("page", "1", null);
  outbox.send("page", "2", null);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(outbox.items().map(({ state }) => state)).toEqual(["sending", "sending"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(outbox.items().map(({ state }) => state)).toEqual(["sent", "sent"]);
});

it("sends nothing more once its reader has stopped", async () => {
  const { outbox, sent } = openOutbox();
  for (const isbn of ["1", "2", "3"]) outbox.send("page", isbn, null);
  outbox.clear();
  await settle();
  expect(sent).toEqual([]);
  expect(outbox.items()).toEqual([]);
});
