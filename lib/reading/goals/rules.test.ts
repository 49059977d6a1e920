import { expect, it } from "vitest";
import { sayStanding, standing } from "./rules";

it.each([
  [30, 12, "2025-07-02", "12 of 30, 3 behind"],
  [30, 15, "2025-07-02", "15 of 30, on time"],
  [30, 16, "2025-07-02", "16 of 30, 1 ahead"],
  [12, 0, "2025-01-01", "0 of 12, on time"],
  [12, 0, "2025-02-01", "0 of 12, 1 behind"],
  [12, 12, "2025-03-01", "12 of 12: done"],
  [12, 14, "2025-03-01", "14 of 12: 2 more than you meant to"],
])("says of %i books and %i done by %s: %s", (books, done, today, words) => {
  expect(sayStanding(standing(books, done, 2025, today), false)).toBe(words);
});

it("says what was missing when the year is over", () => {
  expect(sayStanding(standing(30, 27, 2024, "2026-01-01"), true)).toBe("27 of 30: 3 short");
});
