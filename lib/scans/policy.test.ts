import { describe, expect, it } from "vitest";
import { canGiveFeedback, canModerateFeedback } from "./policy";

const reader = { id: 1, username: "alice", role: "user" } as const;
const other = { id: 2, username: "bob", role: "user" } as const;
const moderator = { id: 3, username: "mo", role: "moderator" } as const;
const admin = { id: 4, username: "root", role: "admin" } as const;
const everybody = [null, other, reader, moderator, admin];

describe("canGiveFeedback", () => {
  it("leaves a reader's scan to that reader: not even those who moderate speak in a reader's place", () => {
    expect(everybody.map((actor) => canGiveFeedback(actor, { ownerId: reader.id }))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it("takes the word of whoever knows the handle of a visitor's scan", () => {
    expect(everybody.map((actor) => canGiveFeedback(actor, { ownerId: null }))).toEqual(everybody.map(() => true));
  });
});

describe("canModerateFeedback", () => {
  it("is for moderators and admins alone", () => {
    expect(everybody.map((actor) => canModerateFeedback(actor))).toEqual([false, false, false, true, true]);
  });
});
