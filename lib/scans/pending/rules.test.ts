import { describe, expect, it } from "vitest";
import { isLastTry, LOOK_UPS_MAX, nextLook, parsePendingId, recordOfTyped, restMs } from "./rules";
import { typedBook } from "./schema";

const MINUTE_MS = 60_000;

it("leaves one that is stuck alone for longer each time, and never for more than a day", () => {
  const rests = [1, 2, 3, 4, 20].map((rounds) => restMs(rounds * LOOK_UPS_MAX) / MINUTE_MS);
  expect(rests).toEqual([15, 30, 60, 120, 24 * 60]);
  expect([1, 2, 3, 4, 5, 8].map(isLastTry)).toEqual([false, false, false, true, false, true]);
});

it("looks again for what nobody knew, and not by the clock for what waits for a person", () => {
  const now = new Date("2024-05-01T00:00:00Z");
  expect(nextLook("not_found", now)).toEqual(new Date("2024-05-08T00:00:00Z"));
  for (const reason of ["offline", "choose", "typed"] as const) expect(nextLook(reason, now)).toBeNull();
});

describe("the name of a pending book", () => {
  it("is an ISBN in any form, or a handle", () => {
    expect(parsePendingId("3-257-22953-4")).toEqual({ isbn13: "9783257229530" });
    const handle = "0b9b2a3c-1d2e-4f50-8a6b-7c8d9e0f1a2b";
    expect(parsePendingId(handle)).toEqual({ handle });
  });

  it.each(["1", "", "9783257229531", "../etc/passwd", "0b9b2a3c", "' or 1=1"])("is never %j", (text) => {
    expect(parsePendingId(text)).toBeUndefined();
  });
});

it("gives what a reader typed the ISBN that was asked for, and no other", () => {
  const typed = typedBook.parse({ title: " Cats ", authors: ["N. N."], publishedYear: 2001, subtitle: " " });
  expect(recordOfTyped(typed, "9783257229530")).toMatchObject({
    ...{ title: "Cats", subtitle: null, isbn13: "9783257229530", isbn10: "3257229534" },
    ...{ publicationDate: "2001", publishedYear: 2001, identifiers: {}, workKey: null },
  });
  expect(recordOfTyped(typed, null)).toMatchObject({ isbn13: null, isbn10: null });
});
