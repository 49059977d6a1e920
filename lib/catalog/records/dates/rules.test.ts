import { describe, expect, it } from "vitest";
import { parseMoment, parsePublicationDate } from "./rules";

const now = new Date("2026-11-21");
const read = (text: string) => {
  const { date, year, isCut } = parsePublicationDate(text, "month-first", now);
  return [date, year, isCut];
};

describe("parsePublicationDate", () => {
  it.each([
    ["9/16/2006", "2006-09-16", 2006, false],
    ["2/29/2004", "2004-02-29", 2004, false],
    ["2006-09-16", "2006-09-16", 2006, false],
    ["2004-3", "2004-03", 2004, false],
    ["1979", "1979", 1979, false],
    ["2008.0", "2008", 2008, false],
    ["", null, null, false],
    ["0", null, null, false],
  ])("reads %j", (text, ...expected) => expect(read(text)).toEqual(expected));

  it.each([
    ["11/31/2000", "2000-11", 2000],
    ["2/29/2003", "2003-02", 2003],
    ["13/1/2000", "2000", 2000],
    ["9/16/06", null, null],
    ["2050", null, null],
    ["1376", null, null],
    ["last spring", null, null],
  ])("keeps of %j what is certain", (text, date, year) => expect(read(text)).toEqual([date, year, true]));
});

describe("parseMoment", () => {
  it.each([
    ["2024-02-21", "2024-02-21T00:00:00.000Z"],
    ["2024-02-21 17:30:05", "2024-02-21T17:30:05.000Z"],
    ["2024-02-21T17:30Z", "2024-02-21T17:30:00.000Z"],
    ["2024-02-30", undefined],
    ["2124-02-21", undefined],
    ["21 Feb 2024", undefined],
    ["NULL", undefined],
  ])("reads %j in UTC", (text, expected) => expect(parseMoment(text, now)?.toISOString()).toBe(expected));
});
