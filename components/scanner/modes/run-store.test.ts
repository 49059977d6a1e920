import { afterEach, expect, it, vi } from "vitest";
import type { Act, RepeatableActInput } from "@/lib/scanning/schema";
import type { FoundBook } from "../lookup/finding";
import type { Answer } from "../lookup/lookup-client";
import { answerProblem, networkProblem } from "../lookup/request-problem";
import { type ModeSettings, NO_SETTINGS } from "./modes";
import type { RunItem } from "./run";
import { type RunDoors, RunStore } from "./run-store";

const bookOf = (isbn: string): FoundBook => ({
  ...{ isbn, isbn13: isbn, title: `Book ${isbn}`, subtitle: null, authors: [], year: null },
  ...{ languageCode: null, coverFile: `${isbn}.jpg`, coverVersion: "" },
});
const ACT: Act = { tone: "done", said: "Done", undo: [{ kind: "copy", copyId: 1, placeId: null }], offer: null };
const found = (isbn: string): Answer => ({
  ok: true,
  finding: {
    ...{ kind: "match", alternatives: [], reasons: [], requestId: null },
    best: { book: bookOf(isbn), confidence: null, isSameWork: false, outline: null },
  },
});
const onShelf = (placeId: number): ModeSettings => ({ ...NO_SETTINGS, mode: "move", moveTo: placeId });

/** A round whose server answers as the test says, and what it was asked. */
function openRound(doors: Partial<RunDoors> = {}) {
  const sent: RepeatableActInput[] = [];
  let kept: RunItem[] = [];
  const store = new RunStore(
    {
      lookUp: async (isbn) => found(isbn),
      fetchBook: async (isbn) => found(isbn),
      act: async (input) => {
        sent.push(input);
        return { ok: true, ...ACT };
      },
      undo: async () => ({ ok: true }),
      keep: (items) => {
        kept = items;
      },
      today: () => "2026-03-04",
      ...doors,
    },
    [],
  );
  return { store, sent, kept: () => kept };
}

/** Lets all that is under way go on until it stands still. */
async function settle() {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}

it("deals with a book as was chosen when it was scanned, however late it comes", async () => {
  const { store, sent } = openRound({
    lookUp: async () => ({ ok: true, finding: { kind: "pending", isbn: "1", id: "1" } }),
  });
  store.scan("1", onShelf(3));
  await settle();
  expect(store.items()[0]?.state).toBe("waiting");
  store.arrive(store.items()[0]?.id ?? 0, "1");
  await settle();
  expect(sent).toMatchObject([{ act: { mode: "move", placeId: 3, day: "2026-03-04" } }]);
});

it("lets its reader try again with a book that has come but could not be fetched", async () => {
  let isKnown = false;
  const { store, sent } = openRound({
    lookUp: async () => (isKnown ? found("1") : { ok: true, finding: { kind: "pending", isbn: "1", id: "1" } }),
    fetchBook: async () => ({ ok: false, problem: networkProblem(false) }),
  });
  store.scan("1", onShelf(3));
  await settle();
  isKnown = true;
  store.arrive(1, "1");
  expect(store.items()[0]?.state).toBe("looking");
  await settle();
  expect(store.items()[0]).toMatchObject({ state: "failed", attempt: { kind: "look" } });
  expect(sent).toHaveLength(0);
  store.retry(1);
  await settle();
  expect(store.items()[0]?.state).toBe("settled");
  expect(sent).toHaveLength(1);
});

it("tries again just what did not work: an act under its own name, an undo as an undo", async () => {
  let isAway = true;
  const names: string[] = [];
  const { store } = openRound({
    act: async ({ actId }) => {
      names.push(actId);
      if (isAway) throw new Error("no connection");
      return { ok: true, ...ACT };
    },
    undo: async () => {
      if (isAway) throw new Error("no connection");
      return { ok: true };
    },
  });
  store.take(bookOf("1"), onShelf(3));
  await settle();
  const id = store.items()[0]?.id ?? 0;
  expect(store.items()[0]?.state).toBe("failed");
  isAway = false;
  store.retry(id);
  await settle();
  expect(store.items()[0]).toMatchObject({ state: "settled", act: { said: "Done" } });
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(1);

  isAway = true;
  await store.undo(id);
  expect(store.items()[0]).toMatchObject({ state: "failed", act: { said: "Done" } });
  isAway = false;
  store.retry(id);
  await settle();
  expect(store.items()[0]).toMatchObject({ isUndone: true });
  expect(names).toHaveLength(2);
});

it("begins another check, when its reader tries again, where the one that a book was for has ended", async () => {
  const sent: RepeatableActInput[] = [];
  const { store } = openRound({
    act: async (input) => {
      sent.push(input);
      return input.act.mode === "check" && input.act.begins
        ? { ok: true, ...ACT }
        : { ok: false, reason: "check_ended", message: "This check has ended." };
    },
  });
  const onCounts = vi.fn();
  store.watch({ onCounts });
  store.take(bookOf("1"), { ...NO_SETTINGS, mode: "check", checked: 3 });
  await settle();
  expect(store.items()[0]).toMatchObject({ state: "failed", problem: "This check has ended." });
  // Those that are scanned from now on begin it as well.
  expect(onCounts.mock.calls).toEqual([[undefined]]);
  store.retry(1);
  await settle();
  expect(store.items()[0]?.state).toBe("settled");
  expect(sent.map(({ act }) => act)).toMatchObject([{ begins: false }, { mode: "check", placeId: 3, begins: true }]);
  expect(sent[1]?.actId).not.toBe(sent[0]?.actId);
});

it("works through a list a few at a time, and goes on after a book that breaks", async () => {
  let [atOnce, most] = [0, 0];
  const { store } = openRound({
    lookUp: async (isbn) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await Promise.resolve();
      atOnce -= 1;
      if (isbn === "4") throw new Error("broken");
      return found(isbn);
    },
  });
  for (let isbn = 1; isbn <= 12; isbn++) store.scan(String(isbn), onShelf(3));
  await settle();
  expect(most).toBe(3);
  expect(store.items().filter(({ state }) => state === "settled")).toHaveLength(11);
  expect(store.items().find(({ isbn }) => isbn === "4")?.state).toBe("failed");
});

it("keeps all that happens, and knows of which book there is news", async () => {
  const { store, kept } = openRound();
  store.scan("1", onShelf(3));
  store.scan("2", onShelf(3));
  await settle();
  await store.undo(1);
  expect(store.lastChanged()?.isbn).toBe("1");
  expect(kept()).toEqual(store.items());
});

it("says of an undo what it could not undo", async () => {
  const { store } = openRound({ undo: async () => ({ ok: true, stayed: 1 }) });
  store.take(bookOf("1"), onShelf(3));
  await settle();
  await store.undo(1);
  expect(store.items()[0]).toMatchObject({ isUndone: true, problem: "Undone, but for what was changed since" });
});

/** A server that answers so many questions in twenty seconds, and says how long to wait for the next. */
function limitOf(max: number) {
  let asked: number[] = [];
  const waitSeconds = (): number | null => {
    const now = Date.now();
    asked = asked.filter((at) => now - at < 20_000);
    const [first = now] = asked;
    if (asked.length >= max) return Math.ceil((first + 20_000 - now) / 1000);
    asked.push(now);
    return null;
  };
  const tooMany = (retryAfterSeconds: number): Answer => ({
    ok: false,
    problem: answerProblem({ status: 429, body: { error: null, requestId: null }, retryAfterSeconds }),
  });
  return { waitSeconds, tooMany };
}

afterEach(() => void vi.useRealTimers());

it("brings a long list through by itself where the server asks for pauses, and says how long they are", async () => {
  vi.useFakeTimers();
  const [lookups, acts] = [limitOf(25), limitOf(20)];
  let refused = 0;
  const { store } = openRound({
    lookUp: async (isbn) => {
      const wait = lookups.waitSeconds();
      if (wait !== null) refused += 1;
      return wait === null ? found(isbn) : lookups.tooMany(wait);
    },
    act: async () => {
      const retryAfterSeconds = acts.waitSeconds();
      if (retryAfterSeconds === null) return { ok: true, ...ACT };
      refused += 1;
      return { ok: false, reason: "too_many_requests", message: "Too many tries.", retryAfterSeconds };
    },
  });
  for (let isbn = 1; isbn <= 120; isbn++) store.scan(String(isbn), onShelf(3));
  await settle();
  const held = store.items().filter(({ state }) => state === "held");
  expect(held.length).toBeGreaterThan(0);
  expect(held[0]?.heldUntil).toBe(Date.now() + 20_000);
  expect(store.items().some(({ state }) => state === "failed")).toBe(false);

  await vi.advanceTimersByTimeAsync(180_000);
  expect(store.items().every(({ state, act }) => state === "settled" && act?.said === "Done")).toBe(true);
  expect(store.items().every(({ heldUntil }) => heldUntil === null)).toBe(true);
  // While one waits the others do not ask either.
  expect(refused).toBeLessThan(60);
});

it("waits with an undo too, and leaves a pause that is long to its reader", async () => {
  vi.useFakeTimers();
  let retryAfterSeconds: number | null = 5;
  const { store } = openRound({
    undo: async () =>
      retryAfterSeconds === null
        ? { ok: true }
        : { ok: false, reason: "too_many_requests", message: "Too many tries.", retryAfterSeconds },
  });
  store.take(bookOf("1"), onShelf(3));
  await settle();
  void store.undo(1);
  await settle();
  expect(store.items()[0]).toMatchObject({ state: "held", attempt: { kind: "undo" } });
  retryAfterSeconds = null;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(store.items()[0]).toMatchObject({ state: "settled", isUndone: true });

  retryAfterSeconds = 3_600;
  store.take(bookOf("2"), onShelf(3));
  await settle();
  await store.undo(2);
  expect(store.items()[0]).toMatchObject({ state: "failed", problem: "Too many tries." });
});

it("goes on by itself with what failed for want of a connection, and with nothing else", async () => {
  let isOnline = false;
  const { store, sent } = openRound({
    lookUp: async (isbn) => {
      if (isbn === "2")
        return {
          ok: false,
          problem: answerProblem({
            status: 400,
            body: { error: "No.", requestId: "r" },
            retryAfterSeconds: null,
          }),
        };
      return isOnline ? found(isbn) : { ok: false, problem: networkProblem(false) };
    },
  });
  for (const isbn of ["1", "2", "3"]) store.scan(isbn, onShelf(3));
  await settle();
  expect(store.items().map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
  isOnline = true;
  store.reconnect();
  await settle();
  expect(store.items().map(({ isbn, state }) => [isbn, state])).toEqual([
    ["3", "settled"],
    ["2", "failed"],
    ["1", "settled"],
  ]);
  expect(sent).toHaveLength(2);
});
