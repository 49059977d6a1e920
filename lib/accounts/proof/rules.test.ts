import { expect, it } from "vitest";
import { isFresh } from "./rules";

it("takes a session for a new one for ten minutes", () => {
  const startedAt = new Date("2026-11-21T10:00:00Z");
  expect(isFresh(startedAt, new Date("2026-11-21T10:10:00Z"))).toBe(true);
  expect(isFresh(startedAt, new Date("2026-11-21T10:10:01Z"))).toBe(false);
});
