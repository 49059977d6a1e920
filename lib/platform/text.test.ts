import { expect, it } from "vitest";
import { plainLine, plainText } from "./text";

it.each([
  ["a\u0000b\u202ec\u2066d\ufeff", "abcd", "abcd"],
  ["one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour", "one two three four"],
  ["\u001b[31mred\u007f\u0085", "[31mred", "[31mred"],
  ["שלום\u200f (1)", "שלום\u200f (1)", "שלום (1)"],
  // A family, and Persian, are held together by signs of no width.
  ["👩‍👧 می‌خواهم", "👩‍👧 می‌خواهم", "👩‍👧 می‌خواهم"],
])("takes what nobody sees out of %j", (given, text, line) => {
  expect([plainText(given), plainLine(given)]).toEqual([text, line]);
});
