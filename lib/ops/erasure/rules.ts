/** What stands in place of a name or an address. */
const ERASED = "(erased)";

const SPECIAL = /[.*+?^${}()|[\]\\-]/g;
export const quoted = (word: string): string => word.replace(SPECIAL, "\\$&");

/** The word by itself: "ann" is in neither "Hanna" nor "ann-marie" nor "ann.b", but at the end of a sentence. Longest first. */
function patternOf(words: string[]): RegExp {
  const alternatives = words
    .toSorted((one, other) => other.length - one.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(
    `(?<![\\p{L}\\p{N}_]|[\\p{L}\\p{N}][.-])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}_]|[.-][\\p{L}\\p{N}])`,
    "giu",
  );
}

/** A text without these words, in whatever case they stand there. */
export const withoutWords = (text: string, words: string[]): string =>
  words.length === 0 ? text : text.replace(patternOf(words), ERASED);

/** The same for all text within JSON; its keys are words of ours. */
export function withoutWordsWithin(value: unknown, words: string[]): unknown {
  if (typeof value === "string") return withoutWords(value, words);
  if (Array.isArray(value)) return value.map((one) => withoutWordsWithin(one, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutWordsWithin(inner, words)]));
}
