import { describe, expect, it } from "vitest";
import { countsOf, type Limit, slidingWindows } from "./rate-limit";

const limit: Limit = { name: "test", max: 3, windowMs: 1_000 };

/** Requests of one process without Redis. `take` answers how long to wait, 0 when it was counted. */
function inMemory() {
  const memory: Parameters<typeof slidingWindows>[0] = new Map();
  let id = 0;
  const all = (counts: { limit: Limit; key: string }[], now: number) =>
    slidingWindows(memory, counts, now, String(id++));
  const take = (key: string, now: number, of = limit) => all([{ limit: of, key }], now)[0]?.waitMs ?? -1;
  return { memory, all, take };
}

describe("slidingWindows", () => {
  it("lets no window of that length hold more than the maximum, wherever it begins", () => {
    const { take } = inMemory();
    const taken: number[] = [];
    for (let now = 0; now < 5_000; now += 70) {
      if (take("who", now) === 0) taken.push(now);
    }
    for (const from of taken) {
      expect(taken.filter((at) => at >= from && at < from + limit.windowMs).length).toBeLessThanOrEqual(limit.max);
    }
    expect(taken.length).toBeGreaterThanOrEqual(12);
  });

  it("says when the next request will be taken, and takes it then", () => {
    const { take } = inMemory();
    for (const now of [0, 100, 200]) expect(take("who", now)).toBe(0);
    const waitMs = take("who", 400);
    expect(waitMs).toBe(600);
    expect(take("who", 400 + waitMs - 1)).toBeGreaterThan(0);
    expect(take("who", 400 + waitMs)).toBe(0);
  });

  it("does not count what it refused: somebody who keeps asking is let in as soon as somebody who waits", () => {
    const { take } = inMemory();
    for (const now of [0, 1, 2]) take("who", now);
    for (let now = 3; now < 1_000; now += 5) expect(take("who", now)).toBeGreaterThan(0);
    expect(take("who", 1_000)).toBe(0);
  });

  it("counts callers apart", () => {
    const { take } = inMemory();
    for (const now of [0, 1, 2]) take("one", now);
    expect(take("one", 3)).toBeGreaterThan(0);
    expect(take("other", 3)).toBe(0);
  });

  it("counts against all limits or none: what one refuses uses nothing of the others", () => {
    const { all, take } = inMemory();
    const both = [
      { limit, key: "small" },
      { limit: { ...limit, max: 5 }, key: "large" },
    ];
    for (const now of [0, 1, 2]) expect(all(both, now).map(({ count }) => count)).toEqual([now + 1, now + 1]);
    for (const now of [3, 4, 5, 6])
      expect(all(both, now).map(({ waitMs, count }) => [waitMs > 0, count])).toEqual([
        [true, 3],
        [false, 3],
      ]);
    expect([7, 8, 9].map((now) => take("large", now, { ...limit, max: 5 }) > 0)).toEqual([false, false, true]);
  });

  it("grows the pause after the first few instead of closing, and never past its bound", () => {
    const { take } = inMemory();
    const growing = { ...limit, windowMs: 1_000_000, growing: { firstMs: 2_000, mostMs: 10_000 } };
    let now = 0;
    const pauses: number[] = [];
    for (let request = 0; request < 8; request++) {
      const pause = take("who", now, growing);
      pauses.push(pause);
      now += pause;
      if (pause > 0) expect(take("who", now, growing)).toBe(0);
    }
    expect(pauses).toEqual([0, 0, 0, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it("holds a bounded number of callers in memory, and keeps those that still ask", () => {
    const { memory, take } = inMemory();
    for (const now of [0, 1, 2]) take("guesser", now, { ...limit, windowMs: 1_000_000 });
    for (let who = 0; who < 25_000; who++) {
      take(String(who), who);
      if (who % 5_000 === 0) expect(take("guesser", who, { ...limit, windowMs: 1_000_000 })).toBeGreaterThan(0);
    }
    expect(memory.size).toBeLessThanOrEqual(10_000);
  });
});

describe("countsOf", () => {
  it("counts a reader and the address, and a visitor apart from the readers behind the same one", () => {
    const keys = (who?: string) => countsOf(limit, "192.0.2.7", who).map((count) => `${count.limit.name} ${count.who}`);
    expect(keys("user-1")).toEqual(["test user-1", "test-address 192.0.2.7"]);
    expect(keys()).toEqual(["test visitor-192.0.2.7", "test-address 192.0.2.7"]);
  });
});
