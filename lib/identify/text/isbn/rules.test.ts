import { describe, expect, it } from "vitest";
import { findIsbns } from "./rules";

const found = (...texts: string[]) => findIsbns(texts.map((text) => ({ text }))).map(({ isbn13 }) => isbn13);

describe("findIsbns", () => {
  it("reads one however it is printed, also broken over two lines and with letters for digits", () => {
    for (const texts of [
      ["ISBN 978-0-306-40615-7"],
      ["ISBN 0-306-40615-2"],
      ["9780306406157"],
      ["ISBN 978 0 306", "40615 7"],
      ["ISBN 978-O-306-4O615-7"],
    ])
      expect(found(...texts), texts.join(" | ")).toEqual(["9780306406157"]);
  });

  it("takes no number for one whose check digit is wrong, nor a price, nor another code", () => {
    expect(found("ISBN 978-0-306-40615-8")).toEqual([]);
    expect(found("$12.99 US / $16.99 CAN")).toEqual([]);
    expect(found("4006381333931")).toEqual([]);
    expect(found("")).toEqual([]);
  });
});
