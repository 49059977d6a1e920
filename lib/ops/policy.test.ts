import { expect, it } from "vitest";
import { canHandleIncidents, canManageJobs } from "./policy";

it.each([
  ["admin", true],
  ["moderator", false],
  ["user", false],
] as const)("%s may manage jobs: %s", (role, may) => {
  expect(canManageJobs({ id: 1, username: "x", role })).toBe(may);
});

it("lets no visitor manage jobs", () => expect(canManageJobs(null)).toBe(false));

it.each([
  ["admin", true],
  ["moderator", false],
  ["user", false],
] as const)("%s may handle incidents: %s", (role, may) => {
  expect(canHandleIncidents({ id: 1, username: "x", role })).toBe(may);
});

it("lets no visitor handle incidents", () => expect(canHandleIncidents(null)).toBe(false));
