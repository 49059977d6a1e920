import { foldKey, trimSigns } from "../texts/rules";

export type NameSeparator = "/" | "," | ";" | null;

const ROLES =
  "author|goodreads author|illustrator|illus\\.?|translator|trans\\.?|tr\\.?|editor|ed\\.?|eds\\.?|foreword|introduction|preface|afterword|narrator|reader|read by|photographer|photographs|contributor|adapter|adaptor|compiler|creator|cover artist|artist|pseudonym|composer|director";
/** All that follows the last bracket which opens. */
const ROLE = new RegExp(`^[([](?:${ROLES})(?:\\s*[/,&]\\s*(?:${ROLES}))*[)\\]]$`, "i");
const BETWEEN_NAMES = /[\s,;]/;
/** What belongs to the name before it: "King, Jr." */
const SUFFIX = /^(jr|sr|ii|iii|iv|esq|ph\.?\s?d|m\.?\s?d|d\.?\s?d|m\.?a|b\.?a|r\.?n|llc|inc|ltd)\.?$/i;

/**
 * The people of a cell, in its order and each once, without their roles: `"J.K. Rowling/Mary GrandPré (Illustrator)"`
 * gives both names.
 */
export function splitNames(cell: string, separator: NameSeparator): string[] {
  const parts = separator === null ? [cell] : cell.split(separator);
  const names: string[] = [];
  for (const part of parts) {
    const name = withoutRoles(trimSigns(part, BETWEEN_NAMES));
    const before = names.at(-1);
    if (separator === "," && before !== undefined && SUFFIX.test(name)) names[names.length - 1] = `${before}, ${name}`;
    else if (name !== "") names.push(name);
  }
  const seen = new Set<string>();
  return names.filter((name) => {
    const key = name.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

/** A name may have several, each in brackets of its own. */
function withoutRoles(given: string): string {
  let name = given;
  for (;;) {
    const start = Math.max(name.lastIndexOf("("), name.lastIndexOf("["));
    if (start < 0 || !ROLE.test(name.slice(start))) return name;
    name = trimSigns(name.slice(0, start), BETWEEN_NAMES);
  }
}

/** "Gallimard" and "Éditions Gallimard" are one house. */
export function isSamePublisher(one: string, other: string): boolean {
  const [a, b] = [foldKey(one), foldKey(other)].map((name) => ` ${name} `);
  return a !== undefined && b !== undefined && (a.includes(b) || b.includes(a));
}
