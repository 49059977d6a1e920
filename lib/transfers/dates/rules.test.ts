import { describe, expect, it } from "vitest";
import { dateStyleOf, readDay, splitRanges } from "./rules";

const NOW = new Date("2026-11-22T00:00:00Z");

describe("readDay", () => {
  it.each([
    ["2020/10/25", "2020-10-25"],
    ["[2007-04-16]", "2007-04-16"],
    ["2023-10-27T00:00:00.000", "2023-10-27"],
    ["3 April 2021", "2021-04-03"],
    ["Apr 3, 2021", "2021-04-03"],
    ["03.04.2021", "2021-04-03"],
    ["4/3/21", "2021-04-03"],
    ["2026-11-23", "2026-11-23"],
  ])("reads %s", (text, day) => expect(readDay(text, "month-first", NOW)?.day).toBe(day));

  it("reads numbers as they were said to be", () => {
    expect(readDay("03/04/2021", "day-first", NOW)?.day).toBe("2021-04-03");
    expect(readDay("03/04/2021", "month-first", NOW)?.day).toBe("2021-03-04");
  });

  it("knows less exact ones, none, and what is no day", () => {
    expect(readDay("2007-05", "day-first", NOW)).toEqual({ day: null, rest: "2007-05" });
    expect(readDay("", "day-first", NOW)).toBeNull();
    for (const text of ["31/02/2020", "2020/13/01", "soon", "0101-01-01", "2026-11-24", "24 Nov 2026"])
      expect(readDay(text, "day-first", NOW)).toBeUndefined();
  });
});

describe("dateStyleOf", () => {
  it.each([
    ["unclear", ["03/04/2021", "05/06/2020"]],
    ["day-first", ["03/04/2021", "25/06/2020"]],
    ["month-first", ["03/04/2021", "06/25/2020"]],
    ["mixed", ["25/04/2021", "06/25/2020"]],
    ["year-first", ["2021/03/04", ""]],
    ["year-first", ["2021/03/04", "04/04/2020"]],
    ["words", ["3 April 2021"]],
    ["none", ["", "null"]],
  ])("is %s for %j", (style, cells) => expect(dateStyleOf(cells)).toBe(style));
});

describe("splitRanges", () => {
  it("splits days of either sign between them, open ones and single ones", () => {
    expect(splitRanges("2021/05/01-2021/05/10, 2022-01-02-2022-01-05; 2023/01/01-, 2024/02/03")).toEqual([
      { from: "2021/05/01", to: "2021/05/10" },
      { from: "2022-01-02", to: "2022-01-05" },
      { from: "2023/01/01", to: "" },
      { from: "", to: "2024/02/03" },
    ]);
  });
});
