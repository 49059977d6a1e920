import { describe, expect, it } from "vitest";
import type { Held } from "../inventory/schema";
import { escapeHtml, isSignedBy, pageSection, signatureOf } from "./rules";

describe("a link", () => {
  const key = new Uint8Array(32).fill(5);
  const of = { id: "0b4d7a52-3f3c-4c1e-9d0a-5f2f5a2f9a11", expiresAt: new Date("2026-06-01T00:00:00Z") };
  const signature = signatureOf(key, of);

  it("is good for its own copy and end, made with our key, and for nothing else", () => {
    expect(isSignedBy(key, of, signature)).toBe(true);
    const others = [
      { ...of, id: "1b4d7a52-3f3c-4c1e-9d0a-5f2f5a2f9a11" },
      { ...of, expiresAt: new Date("2027-06-01T00:00:00Z") },
    ];
    for (const other of others) expect(isSignedBy(key, other, signature)).toBe(false);
    expect(isSignedBy(new Uint8Array(32).fill(6), of, signature)).toBe(false);
    for (const given of ["", signature.slice(1), `${signature}x`, "é".repeat(43)])
      expect(isSignedBy(key, of, given)).toBe(false);
  });
});

describe("the page", () => {
  it("shows what a person typed as text, whatever it is", () => {
    const evil = `<script>alert("1")</script><img src=x onerror='1'>&`;
    const held: Held = {
      ...{ key: "history" as const, name: evil, what: evil, why: evil, basis: "service" as const, until: evil },
      tables: [],
    };
    const html = pageSection(held, [{ file: "x", rows: [{ note: evil, at: null }], more: 2 }], []);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img src=x");
    expect(html).toContain(escapeHtml(evil));
    expect(html).toContain("2 more");
  });
});
