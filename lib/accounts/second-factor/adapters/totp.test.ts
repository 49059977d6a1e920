import { generateSync } from "otplib";
import { describe, expect, it } from "vitest";
import { newTotpSecret, totpAddress, totpStepOf } from "./totp";

// "12345678901234567890", the secret of RFC 6238's appendix B; six digits are the last six of its eight.
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000);

describe("totpStepOf", () => {
  it.each([
    [59, "287082", 1],
    [1_111_111_109, "081804", 37_037_036],
    [1_111_111_111, "050471", 37_037_037],
    [1_234_567_890, "005924", 41_152_263],
    [2_000_000_000, "279037", 66_666_666],
    [20_000_000_000, "353130", 666_666_666],
  ])("is as RFC 6238 says at %i s", (seconds, digits, step) => {
    expect(totpStepOf(RFC_SECRET, digits, at(seconds))).toBe(step);
  });

  it("takes the step before and the one after, and none further away", () => {
    const digits = generateSync({ secret: RFC_SECRET, epoch: 3_000 });
    const accepted = [2_939, 2_940, 2_969, 2_970, 3_000, 3_029, 3_030, 3_059, 3_060].filter(
      (seconds) => totpStepOf(RFC_SECRET, digits, at(seconds)) !== undefined,
    );
    expect(accepted).toEqual([2_970, 3_000, 3_029, 3_030, 3_059]);
  });

  it("refuses other digits, and another secret's", () => {
    expect(totpStepOf(RFC_SECRET, "287083", at(59))).toBeUndefined();
    expect(totpStepOf(newTotpSecret(), "287082", at(59))).toBeUndefined();
  });
});

describe("totpAddress", () => {
  it("names site and account, whatever signs are in them", () => {
    const address = new URL(totpAddress("JBSWY3DPEHPK3PXP", { site: "Ridizi (a.example)", account: "ann:é & co" }));
    expect(address.protocol).toBe("otpauth:");
    expect(address.host || address.pathname.split("/")[2]).toBe("totp");
    expect(address.searchParams.get("secret")).toBe("JBSWY3DPEHPK3PXP");
    expect(address.searchParams.get("issuer")).toBe("Ridizi (a.example)");
    expect(decodeURIComponent(address.pathname)).toContain("ann:é & co");
  });
});
