import { describe, expect, it } from "vitest";
import { canAccess, canActAs } from "./policy";

const reader = { id: 1, username: "Alice", role: "user" } as const;
const moderator = { id: 2, username: "mo", role: "moderator" } as const;
const admin = { id: 3, username: "root", role: "admin" } as const;

describe("canAccess", () => {
  it("opens admin routes to admins alone, and user routes to everybody who is signed in", () => {
    expect([null, reader, moderator, admin].map((actor) => canAccess(actor, "admin"))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([null, reader, moderator, admin].map((actor) => canAccess(actor, "user"))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(canAccess(null, "public")).toBe(true);
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
