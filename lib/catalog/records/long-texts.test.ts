import { expect, it } from "vitest";
import { parseIsbn } from "../rules";
import { sortName, sortTitle } from "../sorting/rules";
import { parsePublicationDate } from "./dates/rules";
import { settleIsbn } from "./isbns/rules";
import { splitNames } from "./names/rules";
import { cleanText, foldKey, isGarbled } from "./texts/rules";
import { parseTitle } from "./titles/rules";

// What a file holds may be made to stop whoever reads it: each of these takes about as many steps as a text has letters.
const READERS: Record<string, (text: string) => unknown> = {
  parseIsbn,
  "settleIsbn of ten": (text) => settleIsbn({ isbn10: text, isbn13: "", witnesses: [], hasLostZeros: true }),
  "settleIsbn of thirteen": (text) => settleIsbn({ isbn10: "", isbn13: text, witnesses: [text], hasLostZeros: false }),
  "splitNames of one": (text) => splitNames(text, null),
  "splitNames at commas": (text) => splitNames(text, ","),
  parseTitle: (text) => parseTitle(`A (${text})`),
  parsePublicationDate: (text) => parsePublicationDate(text, "month-first", new Date()),
  cleanText,
  foldKey,
  isGarbled,
  sortTitle: (text) => sortTitle(text, "en"),
  sortName,
};
const UNITS = [" ", "\n", ",", ";", '"', "'", "0", ".0", "(", "[", " (author)", "(author/", "#", "é", "&", "a "];
const LETTERS = 100_000;
/** A hundred times what a machine under load needs, and far from the square of so many letters. */
const QUICK_MS = 5_000;

it.each(Object.entries(READERS))("%s reads a very long text in a moment", { timeout: 600_000 }, (_, read) => {
  for (const unit of UNITS)
    for (const [lead, end] of [
      ["", "!"],
      ["a", "a"],
    ]) {
      const text = `${lead}${unit.repeat(LETTERS / unit.length)}${end}`;
      const start = performance.now();
      read(text);
      expect([unit, performance.now() - start < QUICK_MS]).toEqual([unit, true]);
    }
});
