import { describe, expect, it } from "vitest";
import { slidingWindow } from "./rate-limit";

const limit = { name: "test", max: 3, windowMs: 1_000 };

describe("slidingWindow", () => {
  it("lets no window of that length hold more than the maximum, wherever it begins", () => {
    const hits = new Map<string, number[]>();
    const taken: number[] = [];
    for (let now = 0; now < 5_000; now += 70) {
      if (slidingWindow(hits, "who", limit, now) === 0) taken.push(now);
    }
    for (const from of taken) {
      expect(taken.filter((at) => at >= from && at < from + limit.windowMs).length).toBeLessThanOrEqual(limit.max);
    }
    expect(taken.length).toBeGreaterThanOrEqual(12);
  });

  it("says when the next request will be taken, and takes it then", () => {
    const hits = new Map<string, number[]>();
    for (const now of [0, 100, 200]) expect(slidingWindow(hits, "who", limit, now)).toBe(0);
    const waitMs = slidingWindow(hits, "who", limit, 400);
    expect(waitMs).toBe(600);
    expect(slidingWindow(hits, "who", limit, 400 + waitMs - 1)).toBeGreaterThan(0);
    expect(slidingWindow(hits, "who", limit, 400 + waitMs)).toBe(0);
  });

  it("does not count what it refused: somebody who keeps asking is let in as soon as somebody who waits", () => {
    const hits = new Map<string, number[]>();
    for (const now of [0, 1, 2]) slidingWindow(hits, "who", limit, now);
    for (let now = 3; now < 1_000; now += 5) expect(slidingWindow(hits, "who", limit, now)).toBeGreaterThan(0);
    expect(slidingWindow(hits, "who", limit, 1_000)).toBe(0);
  });

  it("counts callers apart", () => {
    const hits = new Map<string, number[]>();
    for (const now of [0, 1, 2]) slidingWindow(hits, "one", limit, now);
    expect(slidingWindow(hits, "one", limit, 3)).toBeGreaterThan(0);
    expect(slidingWindow(hits, "other", limit, 3)).toBe(0);
  });

  it("holds a bounded number of callers in memory", () => {
    const hits = new Map<string, number[]>();
    for (let who = 0; who < 25_000; who++) slidingWindow(hits, String(who), limit, who);
    expect(hits.size).toBeLessThanOrEqual(10_000);
  });
});
