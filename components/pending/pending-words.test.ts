import { describe, expect, it } from "vitest";
import { hasCome, isMoving, needsReader, wordsOf } from "./pending-words";

const PENDING = { status: "pending", stucked: false, reason: null, next_try_at: null } as const;

describe("where a pending book stands", () => {
  it.each([
    [PENDING, "Looking it up", true],
    [{ ...PENDING, reason: "unanswered" }, "Still looking", true],
    [{ ...PENDING, stucked: true, reason: "unanswered" }, "It takes longer than usual", false],
    [{ ...PENDING, status: "found" }, "Here it is", true],
    [{ ...PENDING, status: "ready" }, "Here it is", false],
    [{ ...PENDING, status: "unknown", reason: "offline" }, "Nobody was asked", false],
    [{ ...PENDING, status: "unknown", reason: "not_found" }, "Nobody knows it", false],
    [{ ...PENDING, status: "unknown", reason: "choose" }, "Is it one of these?", false],
    [{ ...PENDING, status: "unknown", reason: "typed" }, "Thank you", false],
    [{ ...PENDING, status: "rejected" }, "This will not be added", false],
  ] as const)("is said, and asked again only while it moves: %o", (pending, title, moves) => {
    expect(wordsOf(pending).title).toBe(title);
    expect(isMoving(pending)).toBe(moves);
    expect(hasCome(pending)).toBe(title === "Here it is");
  });

  it("says when one that is stuck is looked up again, and never that it was lost", () => {
    const next = new Date(2024, 4, 1, 17, 5).toISOString();
    const { text } = wordsOf({ ...PENDING, stucked: true, reason: "unanswered", next_try_at: next });
    expect(text).toContain("Nothing is lost");
    expect(text).toContain("after 17:05");
  });

  it("asks the reader for more where nobody knows it, but not for what was typed already", () => {
    expect(needsReader({ ...PENDING, status: "unknown", reason: "not_found" })).toBe(true);
    expect(needsReader({ ...PENDING, status: "unknown", reason: "typed" })).toBe(false);
    expect(needsReader(PENDING)).toBe(false);
  });
});
