import { describe, expect, it } from "vitest";
import {
  isDemandedOf,
  isInPause,
  newRecoveryCode,
  owesSecondFactor,
  pauseAfter,
  readCode,
  showRecoveryCode,
} from "./rules";

describe("readCode", () => {
  it.each([
    ["123456", { kind: "digits", digits: "123456" }],
    [" 123 456 ", { kind: "digits", digits: "123456" }],
    ["１２３-４５６", { kind: "digits", digits: "123456" }],
    ["abcd-efgh-jkmn-pqrs", { kind: "recovery", code: "ABCDEFGHJKMNPQRS" }],
    ["0O1I-L234 5678 9ABC", { kind: "recovery", code: "0011123456789ABC" }],
    ["1234-5678-9012-3456", { kind: "recovery", code: "1234567890123456" }],
  ])("understands %s", (typed, expected) => expect(readCode(typed)).toEqual(expected));

  it.each(["", "12345", "1234567", "12345a", "ABCD-EFGH-JKMN", "ABCD-EFGH-JKMN-PQRU", "٤٢٣٥٦١"])(
    "takes %s for no code",
    (typed) => expect(readCode(typed)).toBeUndefined(),
  );

  it("reads every recovery code that it draws, as it is shown", () => {
    const codes = Array.from({ length: 200 }, newRecoveryCode);
    for (const code of codes) expect(readCode(showRecoveryCode(code))).toEqual({ kind: "recovery", code });
    expect(new Set(codes).size).toBe(200);
    expect(new Set(codes.join("")).size).toBe(32);
  });
});

describe("wrong codes", () => {
  it("cost nothing at first, then longer and longer, and an hour at most", () => {
    expect([0, 4, 5, 6, 7, 11, 12, 100, 5_000].map((failures) => pauseAfter(failures) / 1_000)).toEqual([
      0, 0, 30, 60, 120, 1_920, 3_600, 3_600, 3_600,
    ]);
  });

  it("are looked at again once the pause is over", () => {
    const failedAt = new Date("2026-11-21T20:00:00Z");
    expect(isInPause(5, failedAt, new Date("2026-11-21T20:00:29Z"))).toBe(true);
    expect(isInPause(5, failedAt, new Date("2026-11-21T20:00:30Z"))).toBe(false);
    expect(isInPause(4, failedAt, failedAt)).toBe(false);
    expect(isInPause(0, null, failedAt)).toBe(false);
  });
});

describe("who owes a second factor", () => {
  it.each([
    ["none", "admin", false],
    ["admin", "admin", true],
    ["admin", "moderator", false],
    ["admin", "user", false],
    ["all", "user", true],
  ] as const)("%s: %s", (demand, role, isDemanded) => {
    expect(isDemandedOf(role, demand)).toBe(isDemanded);
    expect(owesSecondFactor({ role, hasTwoFactors: false }, demand)).toBe(isDemanded);
    expect(owesSecondFactor({ role, hasTwoFactors: true }, demand)).toBe(false);
  });
});
