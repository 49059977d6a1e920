import { expect, it } from "vitest";
import { sayProgress } from "./words";

it.each([
  [{ had: 2, read: 0, kept: 0 }, "You have 2 of 7"],
  [{ had: 2, read: 2, kept: 0 }, "You have read 2 of 7"],
  [{ had: 3, read: 1, kept: 2 }, "You have 3 of 7, 1 of them read; 2 more are in your collections"],
  [{ had: 0, read: 0, kept: 1 }, "1 of 7 is in your collections"],
])("says of %j: %s", (counts, words) =>
  expect(sayProgress({ ...counts, total: 7, lacking: [], next: null, skipped: [] })).toBe(words),
);
