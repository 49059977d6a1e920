import { describe, expect, it } from "vitest";
import { drawKey, expiryOf, isSecretOf, parseKey } from "./rules";

describe("a key", () => {
  it("is read back as what it was drawn as, and no two are alike", () => {
    const drawn = Array.from({ length: 200 }, drawKey);
    for (const { id, secretHash, key } of drawn) {
      const parsed = parseKey(key);
      expect(parsed?.id).toBe(id);
      expect(isSecretOf(parsed?.secret ?? "", secretHash)).toBe(true);
      expect(secretHash).not.toContain(parsed?.secret ?? "");
    }
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(200);
    expect(new Set(drawn.map(({ secretHash }) => secretHash)).size).toBe(200);
  });

  const { key } = drawKey();
  it.each([
    ["without its prefix", key.slice(4)],
    ["with another prefix", `abc_${key.slice(4)}`],
    ["in capitals", key.toUpperCase()],
    ["that is cut short", key.slice(0, -1)],
    ["with a letter more", `${key}A`],
    ["with a space", `${key} `],
    ["with a line after it", `${key}\n`],
    ["whose id is a pattern", `rdz_${"%".repeat(16)}_${key.slice(-43)}`],
    ["whose secret is empty", key.slice(0, -43)],
    ["that is empty", ""],
  ])("is none when it is one %s", (_, text) => expect(parseKey(text)).toBeUndefined());

  it("is not that of another, nor of one that there is not", () => {
    const [one, other] = [drawKey(), drawKey()];
    const secret = parseKey(one.key)?.secret ?? "";
    expect(isSecretOf(secret, other.secretHash)).toBe(false);
    expect(isSecretOf(secret, undefined)).toBe(false);
    expect(isSecretOf("no key has this secret", undefined)).toBe(false);
  });
});

it("ends after its days, or not by itself", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  expect(expiryOf(7, now)).toEqual(new Date("2026-11-28T12:00:00Z"));
  expect(expiryOf(null, now)).toBeNull();
});
