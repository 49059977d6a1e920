import { describe, expect, it } from "vitest";
import { type IsbnCells, settleIsbn } from "./rules";

const settle = (isbn10: string, isbn13: string, more: Partial<IsbnCells> = {}) => {
  const settled = settleIsbn({ isbn10, isbn13, witnesses: [], hasLostZeros: false, ...more });
  return settled.trouble ?? [settled.isbn?.isbn13 ?? null, ...settled.repairs];
};

describe("settleIsbn", () => {
  it.each([
    ["both say the same", "0439785960", "9780439785969", ["9780439785969"]],
    ["one of them is missing", "", "9780439785969", ["9780439785969"]],
    ["a cell of a spreadsheet", '="0439785960"', '="9780439785969"', ["9780439785969"]],
    ["no number at all", "", "nan", [null]],
    ["the other is a product's", "0321303474", "0785342303476", ["9780321303479", "isbn13_was_none"]],
    ["the other is printed music", "0006280560", "9790007672386", ["9780006280569", "isbn13_was_none"]],
    ["a check digit was written twice", "0312349486", "9780312349486", ["9780312349486", "isbn10_corrected"]],
    ["a digit is missing", "084386874", "9780842386876", ["9780842386876", "isbn10_corrected"]],
    ["the end was cut off", "9781903254", "9781903254387", ["9781903254387", "isbn10_corrected"]],
    ["the other has a note", "0439785960", "978-0-439-78596-9 (pbk.)", ["9780439785969", "isbn13_was_none"]],
    ["the other was rounded", "043965548X", "9.78044E+12", ["9780439655484", "isbn13_corrected"]],
    [
      "the other was rounded and then written out",
      "0330258648",
      "9780330000000",
      ["9780330258647", "isbn13_corrected"],
    ],
    ["zeros at the end that were not rounded to", "", "9780306000003", ["9780306000003"]],
  ])("takes the one that is proven: %s", (_, isbn10, isbn13, expected) => {
    expect(settle(isbn10, isbn13)).toEqual(expected);
  });

  it.each([
    ["two good ones of two books", "0307237583", "9780739474792", "isbns_disagree"],
    ["a good one and another one with a note", "0307237583", "978-0-7394-7479-2 (pbk.)", "isbns_disagree"],
    ["a good one and words with another one", "see ISBN 0739474790 too", "9780307237583", "isbns_disagree"],
    ["a good one and a broken one of another book", "1592402739", "9781592401821", "isbns_disagree"],
    ["a good one and another one rounded", "043965548X", "9.78031E+12", "isbns_disagree"],
    ["nothing but a number in scientific notation", "", "9.78044E+12", "isbn_scientific"],
    ["nothing but one, written out", "", "9780330000000", "isbn_scientific"],
    ["nothing but one, written out in the column of ISBN-10", "9780330000000", "", "isbn_scientific"],
    ["a good one and another one rounded and written out", "0330258648", "9780340000007", "isbns_disagree"],
    ["nothing but one, with a decimal comma", "", "9,78043902348e+12", "isbn_scientific"],
    ["an ISBN-10 in scientific notation", "4.39786E+08", "", "isbn_scientific"],
    ["a wrong check digit", "9380658797", "", "isbn_wrong_check_digit"],
    ["a shop's own number", "B0000BLD7X", "", "not_an_isbn"],
    ["nine digits where none were lost", "439785960", "", "not_an_isbn"],
  ])("never guesses: %s", (_, isbn10, isbn13, expected) => {
    expect(settle(isbn10, isbn13)).toEqual(expected);
  });

  it.each([
    ["a single zero, by the check digit", "439785960", "", [], ["9780439785969", "isbn_zeros_restored"]],
    [
      "by the number rounded",
      "60920084",
      "9.78006E+12",
      [],
      ["9780060920081", "isbn_zeros_restored", "isbn13_corrected"],
    ],
    ["by the whole number", "60920084", "9780060920081", [], ["9780060920081", "isbn_zeros_restored"]],
    ["by the name of a picture", "2005018", "", ["0002005018"], ["9780002005012", "isbn_zeros_restored"]],
    ["not several zeros by the check digit alone", "60920084", "", [], "isbn_zeros_lost"],
    ["not against the name of a picture", "439785960", "", ["0306406152"], "isbns_disagree"],
    ["not against the number rounded", "439785960", "9.78031E+12", [], "isbns_disagree"],
    ["not with a wrong check digit", "439785961", "", [], "not_an_isbn"],
  ])("puts back zeros that a spreadsheet took: %s", (_, isbn10, isbn13, witnesses, expected) => {
    expect(settle(isbn10, isbn13, { witnesses, hasLostZeros: true })).toEqual(expected);
  });
});
