/**
 * How text is made comparable, cut into pieces for the index, and how found books are ranked. Everything here is pure:
 * the row of the index and the query go through the same functions, so they always agree.
 */
import { plainLetter, SPECIAL_LETTERS } from "@/lib/catalog/records/texts/rules";
import type { MatchKind } from "./schema";

// Marks that sit on a letter in Latin, Greek, Cyrillic, Arabic and Hebrew. Indic and Thai vowels are marks too, but they
// are the word, as are the two voicing marks of kana.
const MARKS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]/g;
const APOSTROPHES = /['’‘ʼ＇`´]/g;
const ENGLISH_ENDINGS = /(?<=\p{L})'(?=(s|t|re|ve|ll|d|m)(?![\p{L}\p{N}]))/gu;
const SEPARATORS = /[^\p{L}\p{N}\p{M}]+/gu;
const INITIALS = /(?<![a-z0-9])[a-z](?: [a-z])+(?![a-z0-9])/g;

/**
 * Text without case, accents and punctuation, its words apart by one space: "García Márquez" and "GARCIA-MARQUEZ" are
 * one, "J. R. R. Tolkien" is "jrr tolkien". Scripts keep their letters.
 */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(MARKS, "") // lower-casing İ brings a mark of its own
    .replace(SPECIAL_LETTERS, plainLetter)
    .replace(APOSTROPHES, "'")
    .replace(ENGLISH_ENDINGS, "")
    .replace(SEPARATORS, " ")
    .trim()
    .replace(INITIALS, (letters) => letters.replaceAll(" ", ""));
}

const wordsOf = (folded: string): string[] => (folded === "" ? [] : folded.split(" "));

/** Scripts that are written without spaces, where a word is any two signs that stand together. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The three-letter pieces of folded text, with the edges of words; of unspaced scripts single signs and pairs. */
export function pieces(folded: string): Set<string> {
  const found = new Set<string>();
  for (const word of wordsOf(folded)) {
    const signs = [...word];
    if (UNSPACED.test(word)) {
      signs.forEach((sign, at) => {
        found.add(sign);
        const next = signs[at + 1];
        if (next) found.add(sign + next);
      });
      continue;
    }
    const padded = [" ", ...signs, " "];
    for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3).join(""));
  }
  return found;
}

/**
 * A piece as a word that every FULLTEXT index takes: at least three ASCII letters or digits and never a stop word, hence
 * the leading letter ("the" is dropped by InnoDB, "tthe" is not). Other scripts are written by code point, since InnoDB
 * breaks words at their marks.
 */
export function pieceWord(piece: string): string {
  const plain = piece.replaceAll(" ", "_");
  if (/^[a-z0-9_]+$/.test(plain)) return `t${plain}`;
  return `u${[...plain].map((sign) => sign.codePointAt(0)?.toString(16)).join("_")}`;
}

/**
 * A whole title as one rare word: where a hundred books have "love" in them, it lifts the one that is called "Love".
 * FNV-1a over the code units, 32 bits; a collision only adds a candidate.
 */
function titleWord(folded: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  return `x${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

export type IndexedBook = {
  title: string;
  subtitle: string | null;
  /** The title that its editions share, which may be the original one. */
  workTitle: string;
  authors: string[];
  genres: string[];
  series: { name: string }[] | null;
};

/**
 * Raised whenever `indexRow`, or lib/catalog/derived, makes something else of a book than before: the worker then makes the
 * rows of every book anew.
 */
export const INDEX_VERSION = 1;

/** The folded fields of a row; what ranking looks at. */
export type FoldedBook = {
  title: string;
  subtitle: string;
  workTitle: string;
  authors: string[];
  genres: string[];
  series: string[];
};

const FIELD = "\n";
const ITEM = "|";

/** What a column of the row holds, bytes; the fields share one. No book comes near it, but nonsense does. */
const COLUMN_BYTES_MAX = 65_535;
const FIELD_BYTES_MAX = Math.floor(COLUMN_BYTES_MAX / 6) - 10;

/** As many of the items as fit into so many bytes, each with a sign between it and the next. */
function fitting(items: string[], bytesMax: number): string[] {
  // No letter takes more than three bytes a code unit.
  if (items.reduce((sum, { length }) => sum + length * 3 + 1, 0) <= bytesMax) return items;
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += encoder.encode(item).length + 1;
    return bytes > bytesMax;
  });
  return end < 0 ? items : items.slice(0, end);
}
const encoder = new TextEncoder();

const foldTitle = (title: string): string => fitting(wordsOf(fold(title)), FIELD_BYTES_MAX).join(" ");
const foldItems = (items: string[]): string[] => fitting(items.map(fold).filter(Boolean), FIELD_BYTES_MAX);

/** The row of the search index for a book. Of more than fits into it the beginning is found. */
export function indexRow(book: IndexedBook): { folded: string; trigrams: string } {
  const [authors, genres] = [foldItems(book.authors), foldItems(book.genres)];
  const series = foldItems((book.series ?? []).map(({ name }) => name));
  const texts = [foldTitle(book.title), foldTitle(book.subtitle ?? ""), foldTitle(book.workTitle)];
  const titles = [...new Set([texts[0], texts[2]].flatMap((title = "") => [title, withoutArticle(title)]))];
  const words = [...titles.map(titleWord), ...[...pieces([...texts, ...authors, ...series].join(" "))].map(pieceWord)];
  return {
    // Items stand between bars, so that a genre is found whole: "|history|" is not "|art history|".
    folded: [...texts, ...[authors, genres, series].map((items) => ITEM + items.join(ITEM) + ITEM)].join(FIELD),
    trigrams: fitting(words, COLUMN_BYTES_MAX).join(" "),
  };
}

/** The fields of a row's `folded`. */
export function readFolded(folded: string): FoldedBook {
  const [title = "", subtitle = "", workTitle = "", authors = "", genres = "", series = ""] = folded.split(FIELD);
  const items = (field: string) => field.split(ITEM).filter(Boolean);
  const [people, kinds, names] = [authors, genres, series].map(items);
  return { title, subtitle, workTitle, authors: people ?? [], genres: kinds ?? [], series: names ?? [] };
}

/** How a genre stands in a row's `folded`, for `like`. */
export const genreMark = (genre: string): string => ITEM + fold(genre) + ITEM;

export type ParsedQuery = {
  /** Folded words that are not in quotes and not a genre. */
  words: string[];
  /** Folded phrases that must stand in the book as they are. */
  phrases: string[];
  /** Folded genres that the book must have. */
  genres: string[];
};

const QUOTE = /["“”„«»]([^"“”„«»]+)["“”„«»]/g;
const GENRE = /(?:^|\s)genre:\s*(?:["“”„«»]([^"“”„«»]+)["“”„«»]|(\S+))/gi;

/** Reads `garcia marquez`, `"lord of the rings" tolkien`, `genre:poetry`, `genre:"science fiction" moon`. */
export function parseQuery(query: string): ParsedQuery {
  const genres: string[] = [];
  const phrases: string[] = [];
  const rest = query
    .replace(GENRE, (_, quoted: string | undefined, bare: string | undefined) => {
      genres.push(fold(quoted ?? bare ?? ""));
      return " ";
    })
    .replace(QUOTE, (_, phrase: string) => {
      phrases.push(fold(phrase));
      return " ";
    });
  return { words: wordsOf(fold(rest)), phrases: phrases.filter(Boolean), genres: genres.filter(Boolean) };
}

/** InnoDB's default stop words: it indexes none of them, and a query that requires one finds nothing. */
const STOP_WORDS = new Set(
  "a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will with und www".split(
    " ",
  ),
);
const TOKEN_LENGTH_MIN = 3;
const TOKEN_LENGTH_MAX = 84;

const isIndexedWord = (word: string): boolean =>
  /^[\p{L}\p{N}]+$/u.test(word) &&
  !UNSPACED.test(word) &&
  !STOP_WORDS.has(word) &&
  word.length >= TOKEN_LENGTH_MIN &&
  word.length <= TOKEN_LENGTH_MAX;

/**
 * The query as a boolean FULLTEXT expression over `folded` that every book with all of its words satisfies. With
 * `isTyping` the last word may be unfinished. Null when no word of it is in such an index.
 */
export function wordExpression({ words, phrases, genres }: ParsedQuery, { isTyping = false } = {}): string | null {
  const last = isTyping ? words.at(-1) : undefined;
  const terms = [...phrases.flatMap(wordsOf), ...genres.flatMap(wordsOf), ...words]
    .filter(isIndexedWord)
    .map((word) => (word === last ? `+${word}*` : `+${word}`));
  return terms.length > 0 ? [...new Set(terms)].join(" ") : null;
}

/** The whole query lies in two or three words of it, and every piece costs time. */
const PIECES_IN_QUERY_MAX = 24;

/**
 * The query as a FULLTEXT expression over `trigrams` that ranks books by how many pieces they share, long words first.
 * Null for no text.
 */
export function pieceExpression({ words, phrases }: ParsedQuery): string | null {
  const text = [...phrases, ...words].join(" ");
  const longestFirst = wordsOf(text).sort((a, b) => b.length - a.length);
  const found = [...pieces(longestFirst.join(" "))].slice(0, PIECES_IN_QUERY_MAX);
  return found.length > 0 ? [titleWord(text), ...found.map(pieceWord)].join(" ") : null;
}

/** A name of this length has more than one spelling worth looking for. */
const SPELLINGS_LENGTH_MIN = 5;

/**
 * Whether to look for likenesses too, which costs ten times a look for words: when the words brought nothing, or one
 * word alone brought little, which may be a name that others spell in another way.
 */
export function wantsLikenesses({ words, phrases }: ParsedQuery, foundCount: number): boolean {
  const [only, ...more] = [...phrases, ...words];
  const isName = only !== undefined && more.length === 0 && !only.includes(" ") && only.length >= SPELLINGS_LENGTH_MIN;
  return foundCount < (isName ? ENOUGH_FOUND : 1);
}

/** With so many books that hold the very words, nobody looks for more. */
export const ENOUGH_FOUND = 20;

/** A word less like than this is another word. One slip is allowed in four letters, two in six. */
const WORD_LIKENESS_MIN = 0.65;
/** Words shorter than this are too easily one another: "cat", "car". */
const MISSPELT_LENGTH_MIN = 4;
/** A misspelt query is as like the book on average over its letters, so a long one may hold a word too many. */
const QUERY_LIKENESS_MIN = 0.7;
/** Where other books hold the very words, misspelt ones must be at least this like: "Dostoyevsky", but not "soon" for "moon". */
const BESIDE_EXACT_LIKENESS_MIN = 0.8;

const SCATTERED_FACTOR = 0.93;
/** Hardly anybody mistypes the first letter. */
const OTHER_FIRST_LETTER_FACTOR = 0.9;

/** From the best: each kind of agreement beats all below it. */
const TIERS = {
  titleWhole: 8,
  titleStart: 7,
  titleWords: 6,
  series: 5,
  author: 4,
  anywhere: 3,
  genre: 2,
  similar: 1,
} as const;

const KINDS: Record<keyof typeof TIERS, MatchKind> = {
  titleWhole: "title",
  titleStart: "title",
  titleWords: "title",
  series: "series",
  author: "author",
  anywhere: "text",
  genre: "genre",
  similar: "similar",
};

export type Rank = { kind: MatchKind; score: number };

const ARTICLES = /^(?:the|a|an|le|la|les|l|un|une|der|die|das|ein|eine|el|los|las|il|lo|gli|i|o|os|as|de|het) (?=.)/;
const withoutArticle = (title: string) => title.replace(ARTICLES, "");

/** True when every word of the query is in the text; the last one may be unfinished, in unspaced scripts any may. */
function holdsWords(words: string[], text: string): boolean {
  const padded = ` ${text} `;
  return words.every((word, at) => {
    if (UNSPACED.test(word)) return text.includes(word);
    return padded.includes(at === words.length - 1 ? ` ${word}` : ` ${word} `);
  });
}

const holdsPhrases = (phrases: string[], text: string): boolean =>
  phrases.every((phrase) => (UNSPACED.test(phrase) ? text.includes(phrase) : ` ${text} `.includes(` ${phrase} `)));

/**
 * How well a book answers the query; null when it does not. Whole title beats start of the title, that all words in the
 * title, that the series, that the author, that anywhere, that the genre, that something misspelt. Within a tier the shorter the field,
 * the nearer; the score is below 1 + the best tier.
 */
export function rankBook(query: ParsedQuery, book: FoldedBook): Rank | null {
  if (!query.genres.every((genre) => book.genres.includes(genre))) return null;
  const everything = [book.title, book.subtitle, book.workTitle, ...book.series, ...book.authors];
  if (!holdsPhrases(query.phrases, everything.join(" \u0000 "))) return null;

  const words = [...query.phrases.flatMap(wordsOf), ...query.words];
  if (words.length === 0) return { kind: "genre", score: TIERS.genre };
  const text = words.join(" ");
  const rank = (tier: keyof typeof TIERS, nearness: number): Rank => ({
    kind: KINDS[tier],
    score: TIERS[tier] + Math.min(nearness, 1) * 0.99,
  });
  // An alternative title counts as much, less a little: "The Stranger" finds "L'Étranger" after its own edition.
  const titles = [book.title, book.workTitle].filter(Boolean);
  const best = titles
    .map((title, at) => ({ title, bare: withoutArticle(title), less: at * 0.01 }))
    .map(({ title, bare, less }) => {
      const nearness = text.length / title.length - less;
      if (title === text || bare === withoutArticle(text)) return rank("titleWhole", 1 - less);
      if (title.startsWith(text) || bare.startsWith(text)) return rank("titleStart", nearness);
      return holdsWords(words, title) ? rank("titleWords", nearness) : null;
    })
    .reduce<Rank | null>((a, b) => (a && (!b || a.score >= b.score) ? a : b), null);
  if (best) return best;

  const series = book.series.find((name) => holdsWords(words, name));
  if (series) return rank("series", text.length / series.length);
  const author = book.authors.find((name) => holdsWords(words, name));
  if (author) return rank("author", text.length / author.length);
  if (holdsWords(words, everything.join(" "))) return rank("anywhere", text.length / everything.join(" ").length);
  const genre = book.genres.find((name) => holdsWords(words, name));
  if (genre) return rank("genre", text.length / genre.length);

  // Words that are like those of one field belong together; scattered ones may be chance.
  const together = Math.max(...everything.map((field) => similarTo(words, field)));
  const similarity = Math.max(together, similarTo(words, everything.join(" ")) * SCATTERED_FACTOR);
  return similarity >= QUERY_LIKENESS_MIN ? rank("similar", similarity) : null;
}

/** Leaves out of ranked books what is only similar, where there are books that hold the very words. */
export function withoutFarFetched<Item extends { rank: Rank }>(ranked: Item[]): Item[] {
  const isExact = ({ rank }: Item) => rank.kind !== "similar";
  if (!ranked.some(isExact)) return ranked;
  return ranked.filter((item) => isExact(item) || item.rank.score >= TIERS.similar + BESIDE_EXACT_LIKENESS_MIN * 0.99);
}

/** How like the words are to the nearest words of the text, on average, long words counting more; 0 to 1. */
function similarTo(words: string[], text: string): number {
  const others = [...new Set(wordsOf(text))];
  let sum = 0;
  let weight = 0;
  words.forEach((word, at) => {
    const isLast = at === words.length - 1;
    const nearest = others.reduce((best, other) => Math.max(best, wordLikeness(word, other, isLast)), 0);
    weight += word.length;
    sum += nearest >= WORD_LIKENESS_MIN ? nearest * word.length : 0;
  });
  return weight === 0 ? 0 : sum / weight;
}

/** 1 for the same word, less by each slip; the unfinished last word is also held against the start of the other. */
function wordLikeness(word: string, other: string, isUnfinished: boolean): number {
  if (word === other) return 1;
  if (UNSPACED.test(word)) return shareOfPieces(word, other);
  if (isUnfinished && other.startsWith(word)) return 0.95;
  if (word.length < MISSPELT_LENGTH_MIN) return 0;
  const whole = 1 - slips(word, other) / Math.max(word.length, other.length);
  const start = isUnfinished ? 0.9 * (1 - slips(word, other.slice(0, word.length)) / word.length) : 0;
  return Math.max(whole, start) * (word[0] === other[0] ? 1 : OTHER_FIRST_LETTER_FACTOR);
}

/** Share of pieces that two words have in common (Dice), 0 to 1. */
function shareOfPieces(word: string, other: string): number {
  const [a, b] = [pieces(word), pieces(other)];
  const shared = [...a].filter((piece) => b.has(piece)).length;
  return (2 * shared) / (a.size + b.size);
}

/** Letters added, left out, wrong or swapped with their neighbour (optimal string alignment distance). */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let best = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      line.push(best);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}
