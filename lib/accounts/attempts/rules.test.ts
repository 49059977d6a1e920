import { describe, expect, it } from "vitest";
import { knownDevice, withKnownAccount } from "./rules";

const key = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);
const device = "0b4d7a52-3f3c-4c1e-9d0a-5f2f5a2f9a11";

describe("the cookie of a known browser", () => {
  const cookie = withKnownAccount(undefined, 1, key, device);

  it("speaks for the account that was signed in to, and for no other", () => {
    expect(knownDevice(cookie, 1, key)).toBe(device);
    expect(knownDevice(cookie, 2, key)).toBeUndefined();
  });

  it("keeps one name for all accounts of a family, the newest eight", () => {
    let shared = cookie;
    for (let userId = 2; userId <= 9; userId++) shared = withKnownAccount(shared, userId, key, "unused");
    expect([1, 2, 9].map((userId) => knownDevice(shared, userId, key))).toEqual([undefined, device, device]);
    expect(withKnownAccount(shared, 9, key, "unused")).toBe(shared);
  });

  it.each([
    ["of another site", withKnownAccount(undefined, 1, other, device)],
    ["whose name was changed", cookie.replace(/^0/, "1")],
    ["whose mark was changed", cookie.slice(0, -1) + (cookie.endsWith("A") ? "B" : "A")],
    ["without a mark", device],
    ["with a mark that is too short", cookie.slice(0, -1)],
    ["with a hundred marks", device + `.${"a".repeat(22)}`.repeat(100)],
    ["that is empty", ""],
    ["that is not there", undefined],
  ])("says nothing when it is one %s", (_, given) => {
    expect(knownDevice(given, 1, key)).toBeUndefined();
  });
});
