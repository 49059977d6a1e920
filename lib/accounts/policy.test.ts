import { describe, expect, it } from "vitest";
import { canAccess, canActAs } from "./policy";

const reader = { id: 1, username: "Alice", role: "user" } as const;
const moderator = { id: 2, username: "mo", role: "moderator" } as const;
const admin = { id: 3, username: "root", role: "admin" } as const;

describe("canAccess", () => {
  it.each([
    ["public", [true, true, true, true]],
    ["user", [false, true, true, true]],
    ["moderator", [false, false, true, true]],
    ["admin", [false, false, false, true]],
  ] as const)("opens what is for %s to nobody, a reader, a moderator and an admin as it should", (access, expected) => {
    expect([null, reader, moderator, admin].map((actor) => canAccess(actor, access))).toEqual(expected);
  });
});

describe("canActAs", () => {
  it("honours a name only when it is the caller's own", () => {
    expect(canActAs(reader, " alice ")).toBe(true);
    expect(canActAs(reader, "mo")).toBe(false);
    expect(canActAs(admin, "alice")).toBe(false);
    expect(canActAs(null, "alice")).toBe(false);
  });
});
