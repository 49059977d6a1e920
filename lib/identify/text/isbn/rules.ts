/** ISBNs printed in text that a network read. */
import { type ParsedIsbn, parseIsbn } from "@/lib/catalog/rules";

/** What a network takes a digit for. Lower-case letters only where they look like one in every typeface. */
const DIGITS_OF_LETTERS: Record<string, string> = {
  O: "0",
  o: "0",
  Q: "0",
  D: "0",
  I: "1",
  l: "1",
  i: "1",
  "|": "1",
  "!": "1",
  Z: "2",
  S: "5",
  s: "5",
  G: "6",
  B: "8",
};
const DIGIT = "[0-9OoQDIli|!ZSsGB]";
const GROUPS = new RegExp(`${DIGIT}+[Xx]?|[Xx]`, "g");
/** Between the groups of one number: hyphens of any length, spaces, a stop that was a hyphen. */
const BETWEEN = /^[\s\-\u2010-\u2015\u2212~.·]{1,3}$/;
const LABEL = /[Il1|][S5][B8]N\s*(?:[-–]?\s*1[03])?\s*[:.]?/gi;

/** At most so many of its characters may be letters that only look like digits: a word is no number. */
const LETTERS_MAX = 3;
/** Any number of ten digits passes the check in one case of eleven, so without the word ISBN it must be written like one. */
const GROUPS_OF_ISBN10 = 4;

/**
 * The ISBNs in some lines of text, each once. Letters that look like digits are read as digits, but only where the check
 * digit then fits; prices, telephone numbers and the codes of other goods are none.
 */
export function findIsbns(lines: { text: string }[]): ParsedIsbn[] {
  // A number may be broken over two lines, or lie in two boxes side by side.
  const texts = lines.flatMap(({ text }, at) => [text, ...(lines[at + 1] ? [`${text} ${lines[at + 1]?.text}`] : [])]);
  const found = new Map<string, ParsedIsbn>();
  for (const parsed of texts.flatMap(isbnsIn)) found.set(parsed.isbn13, parsed);
  return [...found.values()];
}

type Group = { digits: string; from: number; to: number };

function isbnsIn(text: string): ParsedIsbn[] {
  const isLabelled = new RegExp(LABEL.source, "i").test(text);
  // The label's own letters look like digits.
  const unlabelled = text.replace(LABEL, (label) => "\u0000".repeat(label.length));
  const groups = [...unlabelled.matchAll(GROUPS)].map(
    (match): Group => ({ digits: match[0], from: match.index, to: match.index + match[0].length }),
  );
  return groups.flatMap((_, first) => isbnFrom(unlabelled, groups.slice(first), isLabelled) ?? []);
}

/** The number that begins with the first group and ends with one of the next, where ten or thirteen digits are full. */
function isbnFrom(text: string, groups: Group[], isLabelled: boolean): ParsedIsbn | undefined {
  let written = "";
  let before: Group | undefined;
  for (const [at, group] of groups.entries()) {
    if (before && !BETWEEN.test(text.slice(before.to, group.from))) return undefined;
    written += group.digits;
    before = group;
    if (written.length > 13) return undefined;
    if (written.length !== 10 && written.length !== 13) continue;
    if (written.length === 10 && !isLabelled && at + 1 !== GROUPS_OF_ISBN10) continue;
    const parsed = readDigits(written);
    if (parsed) return parsed;
  }
  return undefined;
}

function readDigits(written: string): ParsedIsbn | undefined {
  const letters = [...written].filter((sign, at) => !/\d/.test(sign) && !(at === 9 && /x/i.test(sign)));
  if (letters.length > LETTERS_MAX) return undefined;
  const parsed = parseIsbn([...written].map((sign) => DIGITS_OF_LETTERS[sign] ?? sign).join(""));
  return typeof parsed === "string" ? undefined : parsed;
}
