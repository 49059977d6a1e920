import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { env } from "./env";
import { seal, unseal } from "./sealing";

const SECRET = "a secret of the tests, of 32 characters";
const OF_SEVEN = { purpose: "second factor", owner: "7" };
let before: string | undefined;

beforeEach(() => {
  before = env().accounts.secret;
  env().accounts.secret = SECRET;
});
afterEach(() => {
  env().accounts.secret = before;
});

describe("sealing", () => {
  it("gives the text back to its owner and purpose, and to no other", () => {
    const sealed = seal(OF_SEVEN, "päss 🔑");
    expect(unseal(OF_SEVEN, sealed)).toBe("päss 🔑");
    expect(unseal({ ...OF_SEVEN, owner: "8" }, sealed)).toBeUndefined();
    expect(unseal({ ...OF_SEVEN, purpose: "letters" }, sealed)).toBeUndefined();
  });

  it("hides the text, and the same text twice", () => {
    const [one, other] = [seal(OF_SEVEN, "JBSWY3DPEHPK3PXP"), seal(OF_SEVEN, "JBSWY3DPEHPK3PXP")];
    expect(one).not.toContain("JBSWY3DPEHPK3PXP");
    expect(Buffer.from(one.slice(2), "base64url").toString("latin1")).not.toContain("JBSWY3DPEHPK3PXP");
    expect(one).not.toBe(other);
  });

  it("notices a change of any byte, and of the end", () => {
    const sealed = seal(OF_SEVEN, "text");
    const bytes = Buffer.from(sealed.slice(2), "base64url");
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(unseal(OF_SEVEN, `1.${changed.toString("base64url")}`)).toBeUndefined();
    }
    for (const broken of ["", "1.", "1.AAAA", sealed.slice(0, -4), sealed.replace("1.", "2.")])
      expect(unseal(OF_SEVEN, broken)).toBeUndefined();
  });

  it("does not open with another AUTH_SECRET", () => {
    const sealed = seal(OF_SEVEN, "text");
    env().accounts.secret = SECRET.toUpperCase();
    expect(unseal(OF_SEVEN, sealed)).toBeUndefined();
  });
});
