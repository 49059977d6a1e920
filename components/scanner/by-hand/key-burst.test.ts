import { describe, expect, it } from "vitest";
import { KeyBurst, withoutAddOn } from "./key-burst";

/** Keys pressed one after the other, so many milliseconds apart; what came of the last. */
function type(keys: string[], everyMs: number, burst = new KeyBurst(), from = 1_000): string | null {
  return keys.map((key, at) => burst.press(key, from + at * everyMs)).at(-1) ?? null;
}
const keysOf = (code: string, end = "Enter") => [...code, end];

describe("a scanner that types", () => {
  it.each([1, 12, 40])("is told by its speed, with %i ms between two keys", (everyMs) => {
    expect(type(keysOf("9783161484100"), everyMs)).toBe("9783161484100");
    expect(type(keysOf("316148410X", "Tab"), everyMs)).toBe("316148410X");
  });

  it("is not somebody who types, however fast", () => {
    expect(type(keysOf("9783161484100"), 80)).toBeNull();
  });

  it("is not what is shorter than a code, has other letters in it, or has no end", () => {
    expect(type(keysOf("2026"), 5)).toBeNull();
    expect(type(keysOf("97831a61484100"), 5)).toBeNull();
    expect(type([..."9783161484100"], 5)).toBeNull();
  });

  it("begins anew after a pause, and after each code", () => {
    const burst = new KeyBurst();
    type([..."12"], 5, burst, 0);
    expect(type(keysOf("9783161484100"), 5, burst, 500)).toBe("9783161484100");
    expect(type(keysOf("9780735619678"), 5, burst, 600)).toBe("9780735619678");
  });

  it("lets an Enter be that comes later, by hand", () => {
    const burst = new KeyBurst();
    type([..."9783161484100"], 5, burst, 0);
    expect(burst.press("Enter", 900)).toBeNull();
  });
});

it.each([
  ["978316148410052495", "9783161484100"],
  ["978316148410012", "9783161484100"],
  ["07148300325650795", "071483003256"],
  ["9783161484100", "9783161484100"],
  ["316148410X", "316148410X"],
])("leaves the add-on of %s away", (code, plain) => expect(withoutAddOn(code)).toBe(plain));
