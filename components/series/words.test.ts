import { expect, it } from "vitest";
import { sayLacking, sayProgress } from "./words";

it.each([
  [{ had: 2, read: 0, kept: 0 }, "You have 2 of 7"],
  [{ had: 2, read: 2, kept: 0 }, "You have read 2 of 7"],
  [{ had: 3, read: 1, kept: 2 }, "You have 3 of 7, 1 of them read; 2 more are in your collections"],
  [{ had: 0, read: 0, kept: 1 }, "1 of 7 is in your collections"],
])("says of %j: %s", (counts, words) =>
  expect(sayProgress({ ...counts, total: 7, lacking: [], next: null, skipped: [] })).toBe(words),
);

it.each([
  [[], null],
  [[4], "You lack volume 4"],
  [[3, 5], "You lack volumes 3 and 5"],
])("says that the volumes %j are lacking: %s", (lacking, words) =>
  expect(sayLacking({ had: 1, read: 1, kept: 0, total: 7, lacking, next: null, skipped: [] })).toBe(words),
);
