/**
 * Whether the text of a photo names a book. Networks misread letters, lose the spaces between words and break titles over
 * lines, so words are looked for in the whole text with slips allowed, and what counts is how much of the book was found,
 * how much of the photo that explains, and how little of it could be chance.
 */
import { fold, pieces, pieceWord } from "@/lib/search/rules";
import type { Agreement, TextBook, TextLine } from "./schema";

/** Words that say nothing about which book it is: they stand in most titles, or on most covers. */
const STOP_WORDS = new Set(
  "a an and as at by de del der des di die das du el en et for from i il in is it la las le les los of on or the to und une un van von with y your my his her".split(
    " ",
  ),
);
const COVER_WORDS = new Set(
  "author bestseller bestselling book books chapter classic collection complete edition editions fiction foreword international introduction new novel now penguin picture press prize series sunday the times tome translated volume winner world york".split(
    " ",
  ),
);

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** What a word weighs, in letters of a rare word. */
const STOP_WORD_WEIGHT = 0.5;
const COVER_WORD_WEIGHT = 1;
const SIGN_WEIGHT = 2.5;
/** From here on one more letter makes a word no rarer. */
const LETTERS_MAX = 9;

function weightOf(word: string): number {
  if (STOP_WORDS.has(word)) return STOP_WORD_WEIGHT;
  if (COVER_WORDS.has(word)) return COVER_WORD_WEIGHT;
  const { length } = [...word];
  return UNSPACED.test(word) ? length * SIGN_WEIGHT : Math.min(length, LETTERS_MAX);
}

/** The text of a photo, ready for books to be looked for in it. */
export type Page = {
  /** All folded words without spaces, in the order of reading. */
  letters: string;
  /** 1 where a word begins; one more entry than letters, since where the last word ends the next would begin. */
  starts: Uint8Array;
  /** How much each letter stands out: those of the largest print weigh 1. */
  prominence: Float32Array;
};

/** Where letters surround it, a digit is a letter misread. */
const LETTERS_OF_DIGITS: Record<string, string> = { "0": "o", "1": "l", "5": "s", "8": "b" };
const withLetters = (word: string) =>
  /\p{L}.*\p{L}/u.test(word) ? word.replace(/[0158]/g, (digit) => LETTERS_OF_DIGITS[digit] ?? digit) : word;

/** The network does not know the sharp s: between small letters a capital B is one. */
const withSharpS = (text: string) => text.replace(/(?<=\p{Ll})B(?!\p{Lu})/gu, "ß");

const wordsOf = (text: string): string[] => fold(text).split(" ").filter(Boolean);

/** Of a line's box: the side along which its letters stand. In fractions, which is enough to compare lines. */
const heightOf = ({ box: [[x, y], , , [left, below]] }: TextLine) => Math.hypot(left - x, below - y);

/** How far the print of each line stands out among the others; the square, since that is how it strikes the eye. */
function prominences(lines: TextLine[]): number[] {
  const heights = lines.map(heightOf);
  const tallest = Math.max(...heights);
  return heights.map((height) => (tallest === 0 ? 1 : (height / tallest) ** 2));
}

/** The tallest lines with as many letters as a cover has; the small print of a back cover would only cost time. */
const PAGE_LETTERS_MAX = 600;

/** Makes the lines of a photo ready for books to be looked for in them. */
export function readPage(lines: TextLine[]): Page {
  const stands = prominences(lines);
  const kept = new Set(upTo(PAGE_LETTERS_MAX, tallestFirst(lines)));
  const words = lines.flatMap((line, at) =>
    kept.has(line)
      ? wordsOf(withSharpS(line.text)).map((word) => ({ word: withLetters(word), stands: stands[at] ?? 0 }))
      : [],
  );
  const letters = words.map(({ word }) => word).join("");
  const starts = new Uint8Array(letters.length + 1);
  const prominence = new Float32Array(letters.length);
  let at = 0;
  for (const { word, stands } of words) {
    starts[at] = 1;
    prominence.fill(stands, at, at + word.length);
    at += word.length;
  }
  starts[at] = 1;
  return { letters, starts, prominence };
}

const tallestFirst = (lines: TextLine[]) => [...lines].sort((a, b) => heightOf(b) - heightOf(a));

/** The first lines until they have so many letters together. */
function upTo(lettersMax: number, lines: TextLine[]): TextLine[] {
  let letters = 0;
  return lines.filter(({ text }) => {
    const isWithin = letters < lettersMax;
    letters += text.length;
    return isWithin;
  });
}

/** A word has a slip forgiven for so many letters after its first; a number none, and a short word is another with one. */
const LETTERS_PER_SLIP = 4;
const slipsAllowed = (word: string): number => (/\d/.test(word) ? 0 : Math.floor((word.length - 1) / LETTERS_PER_SLIP));

/** Letters that stand in longer words by chance: so few must be a word of their own, a few more begin or end one. */
const WHOLE_WORD_MAX = 5;
const HALF_WORD_MAX = 7;

type Place = { from: number; to: number; slips: number };

/** Cut into one part more than there are slips, one part must stand there as it is: soon seen, and mostly not so. */
function mayStand(letters: string, wanted: string, slips: number): boolean {
  const size = Math.ceil(wanted.length / (slips + 1));
  for (let at = 0; at < wanted.length; at += size) if (letters.includes(wanted.slice(at, at + size))) return true;
  return false;
}

/** Where some letters stand in the page with the fewest slips, if few enough (Sellers' algorithm). */
function findLetters({ letters, starts }: Page, wanted: string, allowed: number): Place | undefined {
  if (!mayStand(letters, wanted, allowed)) return undefined;
  const isLoose = UNSPACED.test(wanted) || wanted.length > HALF_WORD_MAX;
  const edgesNeeded = isLoose ? 0 : wanted.length > WHOLE_WORD_MAX ? 1 : 2;
  const size = wanted.length;
  // Column by column over the page: the fewest slips for each start of `wanted` that ends here, and where it began.
  const slips = Uint16Array.from({ length: size + 1 }, (_, row) => row);
  const froms = new Uint16Array(size + 1);
  let best: Place | undefined;
  for (let to = 1; to <= letters.length; to++) {
    const letter = letters.charCodeAt(to - 1);
    let [diagonal, diagonalFrom] = [0, to - 1];
    froms[0] = to;
    for (let row = 1; row <= size; row++) {
      const kept = diagonal + (wanted.charCodeAt(row - 1) === letter ? 0 : 1);
      const added = (slips[row] ?? 0) + 1;
      const left = (slips[row - 1] ?? 0) + 1;
      const keptFrom = diagonalFrom;
      diagonal = slips[row] ?? 0;
      diagonalFrom = froms[row] ?? 0;
      slips[row] = Math.min(kept, added, left);
      froms[row] = kept <= added && kept <= left ? keptFrom : added <= left ? diagonalFrom : (froms[row - 1] ?? 0);
    }
    const count = slips[size] ?? size;
    if (count > allowed || (best && count >= best.slips)) continue;
    const from = froms[size] ?? 0;
    if ((starts[from] ?? 0) + (starts[to] ?? 0) >= edgesNeeded) best = { from, to, slips: count };
  }
  return best;
}

/** A word of a book as its reader sees it and as it is looked for. */
type Word = { shown: string; folded: string; weight: number };

const toWords = (text: string): Word[] =>
  text
    .split(/\s+/)
    .map((shown) => ({ shown, folded: wordsOf(shown).join("") }))
    .filter(({ folded }) => folded !== "")
    .map((word) => ({ ...word, weight: weightOf(word.folded) }));

type Seen = {
  /** 0 to 1: of each word. */
  likenesses: number[];
  /** 0 to 1: of all words by their weight. */
  share: number;
  weight: number;
};

/** Words that lost their spaces are found as one; more of them together than this are no likelier to be. */
const RUN_MAX = 4;
/** More words than this are a sentence, of which the first ones are enough. */
const WORDS_MAX = 14;

/** Which words stand in the page; marks their letters in `explained`. */
function lookFor(page: Page, words: Word[], explained: Uint8Array): Seen {
  const likenesses = words.map(() => 0);
  for (let first = 0; first < words.length; first++) {
    for (let count = 1; count <= RUN_MAX && first + count <= words.length; count++) {
      const run = words.slice(first, first + count);
      // One short common word is everywhere; it counts where it stands beside others.
      if (count === 1 && run[0]?.weight === STOP_WORD_WEIGHT && words.length > 1) continue;
      const letters = run.map(({ folded }) => folded).join("");
      const allowed = run.reduce((sum, { folded }) => sum + slipsAllowed(folded), 0);
      const place = findLetters(page, letters, allowed);
      if (!place) continue;
      // The slips may be just that word; the run without it is looked for too.
      const isLoose = [run.at(0), run.at(-1)].some((word) => word?.weight === STOP_WORD_WEIGHT);
      if (place.slips > 0 && isLoose) continue;
      const likeness = 1 - place.slips / letters.length;
      run.forEach((_, at) => {
        likenesses[first + at] = Math.max(likenesses[first + at] ?? 0, likeness);
      });
      explained.fill(1, place.from, place.to);
    }
  }
  const weight = words.reduce((sum, word) => sum + word.weight, 0);
  const seen = words.reduce((sum, word, at) => sum + word.weight * (likenesses[at] ?? 0), 0);
  return { likenesses, share: weight === 0 ? 0 : seen / weight, weight: seen };
}

/** What follows a title: after a colon or a dash, or the series in brackets. */
const TITLE_TAIL = /\s*(?::|\s[-–—]\s|\().*$/su;

/** The title weighs more than the author, who has written other books. */
const TITLE_SHARE = 0.7;
/** Of the title itself; the rest is its tail and the subtitle, which a cover may leave out. */
const MAIN_SHARE = 0.85;
/** So many letters of rare words make chance two thirds less likely. */
const LETTERS_SCALE = 9;
/** How much remains when the book explains nothing of what is printed large. */
const UNEXPLAINED_MIN = 0.5;
/** From here on a title or a name counts as seen. */
const SEEN_MIN = 0.7;

/** How well the lines name a book, and by which words. */
export const agreementOf = (lines: TextLine[], book: TextBook): Agreement => agreementWith(readPage(lines), book);

/** The same for many books and one page. */
export function agreementWith(page: Page, book: TextBook): Agreement {
  const titles = [...new Set([book.title, book.workTitle ?? book.title])];
  return titles.map((title) => judge(page, { ...book, title })).reduce((a, b) => (b.agreement > a.agreement ? b : a));
}

function judge(page: Page, { title, subtitle, authors }: TextBook): Agreement {
  const explained = new Uint8Array(page.letters.length);
  const main = title.replace(TITLE_TAIL, "").trim() || title;
  const mainWords = toWords(main).slice(0, WORDS_MAX);
  const tailWords = toWords(`${title.slice(main.length)} ${subtitle ?? ""}`).slice(0, WORDS_MAX);
  const seenMain = lookFor(page, mainWords, explained);
  const seenTail = lookFor(page, tailWords, explained);
  const people = authors.map((name) => {
    const words = toWords(name);
    return { words, seen: lookFor(page, words, explained) };
  });
  // A surname says who it is, a first name alone does not.
  const named = people
    .filter(({ words, seen }) => (seen.likenesses[surnameAt(words)] ?? 0) > 0)
    .reduce<(typeof people)[number] | undefined>((a, b) => (a && a.seen.share >= b.seen.share ? a : b), undefined);

  const hasTail = tailWords.length > 0;
  const titleShare = hasTail ? MAIN_SHARE * seenMain.share + (1 - MAIN_SHARE) * seenTail.share : seenMain.share;
  const authorShare = named?.seen.share ?? 0;
  const share = authors.length === 0 ? titleShare : TITLE_SHARE * titleShare + (1 - TITLE_SHARE) * authorShare;
  const letters = seenMain.weight + seenTail.weight + (named?.seen.weight ?? 0);
  const certainty = 1 - Math.exp(-letters / LETTERS_SCALE);
  const agreement = share * certainty * (UNEXPLAINED_MIN + (1 - UNEXPLAINED_MIN) * explainedShare(page, explained));
  const isTitleSeen = seenMain.share >= SEEN_MIN;
  const isAuthorSeen = named !== undefined && named.seen.share > 0;
  return {
    agreement,
    isTitleSeen,
    isAuthorSeen,
    words: [shownWords(mainWords, seenMain), ...(named ? [shownWords(named.words, named.seen)] : [])].filter(Boolean),
  };
}

const NAME_ENDINGS = new Set(["jr", "sr", "ii", "iii", "iv", "md", "phd"]);

/** Which word of a name is the surname: "Tolkien, J. R. R.", "Martin Luther King Jr.". */
function surnameAt(words: Word[]): number {
  const beforeComma = words.findIndex(({ shown }) => shown.endsWith(","));
  const isEnding = ({ folded }: Word) => NAME_ENDINGS.has(folded);
  const last = words.findLastIndex((word) => !isEnding(word));
  return beforeComma >= 0 && beforeComma < last ? beforeComma : last;
}

/** How much of the print of the photo belongs to the book, the large counting most. */
function explainedShare({ prominence }: Page, explained: Uint8Array): number {
  let [own, all] = [0, 0];
  prominence.forEach((stands, at) => {
    all += stands;
    if (explained[at]) own += stands;
  });
  return all === 0 ? 0 : own / all;
}

/**
 * The words that were seen, as the catalogue writes them, with the small words between them; where more is missing stands
 * an ellipsis.
 */
function shownWords(words: Word[], { likenesses }: Seen): string {
  const parts: string[] = [];
  let between: Word[] = [];
  words.forEach((word, at) => {
    if ((likenesses[at] ?? 0) === 0) between.push(word);
    else {
      if (parts.length > 0 && between.some(({ weight }) => weight > STOP_WORD_WEIGHT)) parts.push("…");
      else if (parts.length > 0) parts.push(...between.map(({ shown }) => shown));
      parts.push(word.shown);
      between = [];
    }
  });
  return parts.join(" ");
}

/** "The photo says “Great Expectations” and “Dickens”.": null when nothing was seen. */
export function saysOf({ words }: Pick<Agreement, "words">): string | null {
  const said = words.map((word) => `“${word.replace(/[:;,.]+$/, "")}”`);
  return said.length === 0 ? null : `The photo says ${said.join(" and ")}.`;
}

/** What FULLTEXT leaves out, and what would bring half the catalogue. */
const WORD_LENGTH_MIN = 3;
const isTelling = (word: string) => word.length >= WORD_LENGTH_MIN && weightOf(word) > COVER_WORD_WEIGHT;
const WORDS_ASKED_MAX = 24;

/** A title and an author lie in so many letters of the largest print; noise from the table is small, blurbs are long. */
const LETTERS_ASKED_MAX = 80;
const PIECES_ASKED_MAX = 24;

/** The words of the largest print as a FULLTEXT expression over the folded text of books; null when there are none. */
export function wordExpression(lines: TextLine[]): string | null {
  const words = tallestFirst(lines).flatMap(({ text }) => wordsOf(text));
  return joined([...new Set(words)].filter(isTelling).slice(0, WORDS_ASKED_MAX));
}

/**
 * The rarest three-letter pieces of the largest print as an expression over the pieces of books: it finds words that
 * were misread or lost their spaces, and costs ten times as much.
 */
export function pieceExpression(lines: TextLine[]): string | null {
  const largest = upTo(LETTERS_ASKED_MAX, tallestFirst(lines)).map(({ text }) => fold(text));
  const rarestFirst = [...new Set(largest.flatMap((text) => [...pieces(text)]))].sort((a, b) => rarity(b) - rarity(a));
  return joined(rarestFirst.slice(0, PIECES_ASKED_MAX).map(pieceWord));
}

const joined = (words: string[]) => (words.length === 0 ? null : words.join(" "));

/** From the most to the least frequent in European languages; the edge of a word is the most frequent of all. */
const FREQUENT_FIRST = " etaoinshrdlcumwfgypbvkjxqz";

const DIGIT_PLACE = 15;

/** How rare a piece is: places of its signs in the order of frequency. Signs of other scripts are rarer than any letter. */
function rarity(piece: string): number {
  return [...piece].reduce((sum, sign) => {
    const place = /\d/.test(sign) ? DIGIT_PLACE : FREQUENT_FIRST.indexOf(sign);
    return sum + (place < 0 ? FREQUENT_FIRST.length * 2 : place);
  }, 0);
}
