import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { Held } from "../inventory/schema";
import { csvCell, csvLine, escapeHtml, isSignedBy, pageSection, signatureOf } from "./rules";

describe("a cell", () => {
  it.each(["=1+1", "+49 30", "-2 things", "@cmd", "\t=1", "  =HYPERLINK(1)", "\r=1", "＝1+1", "\u00a0=1"])(
    "that a spreadsheet would compute is text: %j",
    (given) => {
      const [[cell = ""] = []] = parse(csvLine([given]), { relax_column_count: true }) as string[][];
      expect(cell).toBe(`'${given}`);
    },
  );

  it("keeps numbers, moments and JSON as they are, and its quotes and lines within itself", () => {
    expect([csvCell(-5), csvCell(null), csvCell(true)]).toEqual(["-5", "", "true"]);
    expect(csvCell(new Date("2026-01-02T03:04:05.678Z"))).toBe("2026-01-02T03:04:05.678Z");
    const row = ['say "hi", twice', "two\nlines", ["a", "b"]];
    expect(parse(csvLine(row))).toEqual([['say "hi", twice', "two\nlines", '["a","b"]']]);
  });
});

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
