import { describe, expect, it } from "vitest";
import { GRACE_MS, hasSeenEnough, listForgettable } from "./rules";

describe("listForgettable", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const [present, former, oldest] = ["c", "b", "a"].map((version) => ({ model: "ridizi-cover", version }));
  if (!present || !former || !oldest) throw new Error("unreachable");
  const known = [oldest, former, present, former];
  const complete = (modelId: typeof present, agoMs: number) => ({
    ...modelId,
    completedAt: new Date(now.getTime() - agoMs),
  });

  it("names each model but the wanted one once, a day after that one was complete", () => {
    expect(listForgettable(present, complete(present, GRACE_MS), known, now)).toEqual([oldest, former]);
    expect(listForgettable(present, complete(present, GRACE_MS - 1), known, now)).toEqual([]);
  });

  it("names none while another model answers, or none does", () => {
    expect(listForgettable(present, complete(former, 9 * GRACE_MS), known, now)).toEqual([]);
    expect(listForgettable(present, undefined, known, now)).toEqual([]);
  });

  it("takes another version of a model for another model", () => {
    const other = { model: "other", version: "c" };
    expect(listForgettable(other, complete(other, GRACE_MS), [present, other], now)).toEqual([present]);
  });
});

describe("hasSeenEnough", () => {
  it.each([
    [0, 0, true],
    [0, 3, true],
    [1, 2, true],
    [5, 100, true],
    [1, 1, false],
    [2, 20, false],
    [6, 100, false],
    [100, 100, false],
  ])("of %i unusable among %i covers says %s", (unusable, covers, isEnough) => {
    expect(hasSeenEnough(unusable, covers)).toBe(isEnough);
  });
});
