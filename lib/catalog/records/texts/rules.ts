import { decodeHTMLStrict } from "entities";

/** Text of several lines keeps its lines; everything else is one line. */
export type CleanText = {
  text: string;
  /** Letters had been read in a wrong encoding and are whole again. */
  isMended: boolean;
};

/** Where windows-1252 is not latin-1: its letters in the order of their bytes from 0x80. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const FOREIGN_BYTES = new Map([...WINDOWS_1252].map((letter, at) => [letter, 0x80 + at]));

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** "GrandPrÃ©" → "GrandPré": UTF-8 that was once read as latin-1. Undefined unless every byte of it is good UTF-8. */
function readAgain(text: string): string | undefined {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const byte = code < 0x80 || (code > 0x9f && code < 0x100) ? code : (FOREIGN_BYTES.get(letter) ?? code);
    if (byte > 0xff) return undefined;
    bytes.push(byte);
  }
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** What the second byte of a letter in UTF-8 looks like that was read as latin-1, or as windows-1252. */
const SECOND_BYTE = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
/** How such a letter begins; only where it stands is it worth looking. */
const MISREAD = new RegExp(`[Â-ô]${SECOND_BYTE}`);
/** A capital with a sign of punctuation after it, behind another capital that is no half of a misread letter. */
const CAPITAL_AND_SIGN = new RegExp(`(?<![Â-ß])\\p{Lu}([Ä-ß]${SECOND_BYTE})`, "gu");

/** "CAFÉ™" can be read again, as "CAFə"; but among capitals a small letter is no certain one. */
const mayBeMeant = (text: string): boolean =>
  [...text.matchAll(CAPITAL_AND_SIGN)].some(([, pair = ""]) => !/^\p{Lu}$/u.test(readAgain(pair) ?? ""));

/** "&amp;amp;" exists. */
const ENTITIES_DEPTH = 2;
/** Twice misread exists too. */
const MISREADINGS_MAX = 2;
const ENTITY = /&(#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);/i;
const SPACES = /[^\S\n]+/g;
/** Among them those that turn the direction of everything behind them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to go
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text with the letters that its HTML entities stand for, also where they were encoded twice. */
export function decodeEntities(text: string): string {
  let decoded = text;
  for (let depth = 0; depth < ENTITIES_DEPTH && ENTITY.test(decoded); depth++) decoded = decodeHTMLStrict(decoded);
  return decoded;
}

/**
 * A cell as it was meant: HTML entities decoded, letters that were read in a wrong encoding read again where that is
 * certain, no control characters, spaces one at a time, composed Unicode.
 */
export function cleanText(cell: string): CleanText {
  let text = decodeEntities(cell);
  let isMended = false;
  for (let times = 0; times < MISREADINGS_MAX && MISREAD.test(text) && !mayBeMeant(text); times++) {
    const again = readAgain(text);
    if (again === undefined || again === text) break;
    text = again;
    isMended = true;
  }
  return { text: tidyText(text), isMended };
}

/** Text without control characters, its spaces one at a time, in composed Unicode. */
export const tidyText = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, "")
    .replace(SPACES, " ")
    .replace(/ ?\n ?/g, "\n")
    .normalize("NFC")
    .trim();

/** Letters that were lost on the way here, or half of them: nobody can say what stood there. */
export const isGarbled = (text: string): boolean =>
  /[\ufffd\u0080-\u009f\p{Surrogate}]|Ã[?\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ]/u.test(text);

/** Letters that Unicode does not take apart, as people without them on the keyboard type them. */
const LETTERS: Record<string, string> = {
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ð: "d",
  đ: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ı: "i",
  ŋ: "n",
  ς: "σ",
  ة: "ه",
  ى: "ي",
  "\u0640": "", // tatweel only stretches a word
};
export const SPECIAL_LETTERS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
export const plainLetter = (letter: string): string => LETTERS[letter] ?? letter;

const MARKS = /\p{M}+/gu;
const APOSTROPHES = /['’‘ʼ`´]/g;
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu;

/** Text of which only letters and digits count, for comparing names and titles: "L'Étranger!" is "letranger". */
export function foldKey(text: string): string {
  return text
    .replaceAll("&", " and ")
    .normalize("NFKD")
    .replace(MARKS, "")
    .replace(APOSTROPHES, "")
    .toLowerCase()
    .replace(NOT_A_WORD, " ")
    .trim();
}

/**
 * Text without signs of a kind at its ends. `isSign` is asked of one sign at a time: an expression that looks for "all of them
 * up to the end" begins anew at each of a hundred thousand.
 */
export function trimSigns(text: string, isSign: RegExp): string {
  let [from, to] = [0, text.length];
  while (from < to && isSign.test(text.charAt(from))) from += 1;
  while (to > from && isSign.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
