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
      ["ISBN 97B-0-306-40615-7"],
      ["lSBN-13: 978–0–306–40615–7 51800"],
      ["1SBN 0-306-40615-2", "$12.99"],
      ["0-306-40615-2"],
      ["ISBN9780306406157"],
    ])
      expect(found(...texts), texts.join(" | ")).toEqual(["9780306406157"]);
  });

  it("takes no number for one whose check digit is wrong, nor a price, nor another code", () => {
    expect(found("ISBN 978-0-306-40615-8")).toEqual([]);
    expect(found("$12.99 US / $16.99 CAN")).toEqual([]);
    expect(found("4006381333931")).toEqual([]);
    expect(found("")).toEqual([]);
    // The same ten digits as above, but as a telephone number, a serial number and in a longer row.
    expect(found("0306 406152")).toEqual([]);
    expect(found("0306406152")).toEqual([]);
    expect(found("ISBN 97803064061571")).toEqual([]);
    expect(found("SOLID GOLD BOSSES BOIL OLIO")).toEqual([]);
  });

  it("reads an X at the end, and several numbers", () => {
    expect(found("ISBN 0-8044-2957-X")).toEqual(["9780804429573"]);
    expect(found("ISBN 978-0-306-40615-7 ISBN 0-8044-2957-X")).toEqual(["9780306406157", "9780804429573"]);
  });
});
