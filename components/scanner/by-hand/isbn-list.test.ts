import { expect, it } from "vitest";
import { isbnsIn, unreadIn } from "./isbn-list";

it.each([
  ["9783161484100\n9780735619678", ["9783161484100", "9780735619678"]],
  ["3-16-148410-X; 978-0-7356-1967-8", ["9783161484100", "9780735619678"]],
  ['Title,ISBN\nSea,="9783161484100"\nHill,9780735619678,12', ["9783161484100", "9780735619678"]],
  ["9783161484100 9783161484100", ["9783161484100"]],
  ["ISBN 978 3 16 148410 0", ["9783161484100"]],
])("finds the ISBNs in %j", (text, isbns) => expect(isbnsIn(text)).toEqual(isbns));

it.each(["", "no numbers", "9783161484101", "tel. 0049 30 1234567", "8413000065504"])("finds none in %j", (text) =>
  expect(isbnsIn(text)).toEqual([]),
);

it("names the lines that seem to hold a number and hold no ISBN", () => {
  const list = "9783161484100\n978014\nhello world\n9780751535663\r\n\n0-7356-1967-0 Code Complete\nTitle, 2 volumes";
  expect(unreadIn(list)).toEqual(["978014", "9780751535663"]);
});
