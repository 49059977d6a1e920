import { describe, expect, it } from "vitest";
import { parseIsbn } from "@/lib/catalog/rules";
import { guessIsbn, isPaperbackCode } from "./paperback-code";

describe("guessIsbn", () => {
  it.each([
    ["0071831007995", "19868", "0-425-19868-5"],
    ["071831007995", "19868", "0-425-19868-5"],
    ["076783005990", "29335", "0-553-29335-4"],
  ])("makes of %s and %s an ISBN that can be looked up", (code, addOn, isbn) => {
    expect(guessIsbn(code, addOn)).toBe(isbn);
    expect(typeof parseIsbn(isbn)).toBe("object");
  });

  it.each([
    ["another house", "0036000291452", "19868"],
    ["no small code", "0071831007995", null],
    ["two digits, as on a magazine or a disc", "0071831007995", "00"],
    ["a code that is no UPC", "9780425198681", "50799"],
  ])("guesses nothing from %s", (_, code, addOn) => {
    expect(guessIsbn(code, addOn)).toBeNull();
  });

  it("knows which codes are worth a second look for the one beside them", () => {
    expect(isPaperbackCode("0071831007995")).toBe(true);
    expect(isPaperbackCode("0024543136538")).toBe(false);
    expect(isPaperbackCode("9780425198681")).toBe(false);
  });
});
