/** A row of another app's table in the one shape. Pure. */
import { parsePublicationDate } from "@/lib/catalog/records/dates/rules";
import { settleIsbn } from "@/lib/catalog/records/isbns/rules";
import { toLanguageTag } from "@/lib/catalog/records/languages/rules";
import { splitNames } from "@/lib/catalog/records/names/rules";
import { toKey } from "@/lib/catalog/records/rules";
import { PAGES_MAX, TEXT_LENGTH_MAX } from "@/lib/catalog/records/schema";
import { cleanText, decodeEntities, foldKey, isGarbled, tidyText } from "@/lib/catalog/records/texts/rules";
import { parseTitle } from "@/lib/catalog/records/titles/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { COPY_NOTES_MAX } from "@/lib/copies/schema";
import { QUOTE_MAX } from "@/lib/reading/quotes/schema";
import { REVIEW_MAX } from "@/lib/reading/schema";
import { TAG_LENGTH_MAX } from "@/lib/tags/schema";
import { readDay } from "../dates/rules";
import type { Field, TableFormat } from "../formats/schema";
import {
  CELL_MAX,
  type DateOrder,
  type Entry,
  type EntryCopy,
  entry,
  entryCollection,
  type FormatKey,
  type RowReason,
} from "../schema";
import { readingsOf } from "./readings/rules";
import { conditionOf, readPrice, readStatus } from "./words/rules";

export type RowContext = {
  format: TableFormat;
  /** Of each column of the file; worked out once, for a file has many rows. */
  fields: readonly (Field | undefined)[];
  dateOrder: DateOrder;
  now: Date;
};
export type ReadEntry = { entry: Entry; problem?: undefined } | { problem: RowReason };

/** What the cells of a row say, by field; several columns may say the same. */
export type Said = { all: (field: Field) => string[]; one: (field: Field) => string };

const NOTHING = /^(?:null|nan|none|n\/a|\\n)?$/i;

function sayings({ fields }: RowContext, cells: string[]): Said {
  const said = new Map<Field, string[]>();
  for (const [at, field] of fields.entries()) {
    const cell = cells[at] ?? "";
    if (field && !NOTHING.test(cell.trim())) said.set(field, [...(said.get(field) ?? []), cell]);
  }
  const all = (field: Field) => said.get(field) ?? [];
  return { all, one: (field) => all(field)[0] ?? "" };
}

/** No ISBN is written as long as that, however it is wrapped. */
const ISBN_CELL_MAX = 300;

/** `="0439…"` is how a table tells spreadsheets that a number is text. */
const bareIsbn = (cell: string): string =>
  (cell.length > ISBN_CELL_MAX ? "?" : cell)
    .trim()
    .replace(/^="?([^"]*)"?$/, "$1")
    .replace(/^\[(.*)\]$/, "$1");

/**
 * The ISBN that a row has: of one column, or of two that agree, else of a list of all that are known. A row whose own
 * columns contradict each other has none to trust.
 */
function isbnOf(said: Said, format: FormatKey): { isbn13: string; isbn10: string | null } | "bad" | null {
  const named = said.all("identifiers").flatMap((cell) => /(?:^|,)\s*isbn:([\dXx-]+)/.exec(cell)?.[1] ?? []);
  const [ten = "", thirteen = ""] = [said.all("isbn")[0] ?? named[0], said.all("isbn13")[0]].map((cell) =>
    bareIsbn(cell ?? ""),
  );
  // The StoryGraph has a number of its own there where a book has no ISBN.
  if (format === "storygraph" && !/^[\dXx-]{10,17}$/.test(ten.trim())) return null;
  const settled = settleIsbn({ isbn10: ten, isbn13: thirteen, witnesses: [], hasLostZeros: false });
  if (!settled.trouble && settled.isbn) return settled.isbn;
  const listed = said.all("isbns").flatMap((cell) => cell.split(/[\s,;]+/).map((one) => parseIsbn(bareIsbn(one))));
  const first = listed.find((one) => typeof one !== "string");
  if (first && typeof first !== "string") return first;
  return settled.trouble ? "bad" : null;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");
/** As much as is looked at of a cell of names: more than fifty people. */
const NAMES_MAX = 5_000;
/** "Quint,,, Holm" has one comma. */
const oneSeparator = (text: string) =>
  text.replace(/[\s,;]{2,}/g, (run) => (run.includes(",") ? ", " : run.includes(";") ? "; " : " "));
/** "Shih-Li Kow" of "Kow, Shih-Li". */
const givenFirst = (name: string): string => {
  const [family, given, ...more] = name.split(/\s*,\s*/);
  return family && given && more.length === 0 ? `${given} ${family}` : name;
};

function authorsOf(said: Said, { authorSeparator, isFamilyFirst }: TableFormat): string[] {
  const clean = (cell: string) => oneSeparator(cleanText(cell).text).slice(0, NAMES_MAX);
  const split = (cell: string, separator: TableFormat["authorSeparator"]) =>
    separator === "&" || separator === "|"
      ? cell.split(separator).flatMap((part) => splitNames(part, null))
      : splitNames(cell, separator);
  const named = [
    ...said.all("author").flatMap((cell) => split(clean(cell), isFamilyFirst ? "|" : null)),
    ...said.all("authors").flatMap((cell) => split(clean(cell), authorSeparator)),
    ...said.all("moreAuthors").flatMap((cell) => split(clean(cell), isFamilyFirst ? "|" : ",")),
  ].map((name) => (isFamilyFirst ? givenFirst(name) : name));
  const whole = `${clean(said.one("firstName"))} ${clean(said.one("lastName"))}`.trim();
  const all = named.length === 0 && whole !== "" ? [whole] : named;
  return [...new Set(all)].map((name) => name.slice(0, TEXT_LENGTH_MAX.name)).slice(0, 50);
}

/** HTML of the apps' own editors, as text with its lines. */
const fromHtml = (cell: string): string =>
  tidyText(
    decodeEntities(
      cell
        .replace(/<\s*br\s*(?:\/\s*)?>/gi, "\n")
        .replace(/<\/\s*(?:p|div|blockquote)\s*>/gi, "\n\n")
        .replace(/<\/?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/gi, ""),
    ),
  ).replace(/\n{3,}/g, "\n\n");

const wholeNumber = (cell: string, max: number): number | null => {
  const number = /^\s*(\d{1,9})(?:\.0+)?\b/.exec(cell)?.[1];
  return number === undefined || Number(number) > max ? null : Number(number);
};

/** Stars in quarters; 0 is none. Undefined: it is no number of stars. */
export function readStars(cell: string): number | null | undefined {
  const text = cell.trim().replace(",", ".");
  if (text === "") return null;
  const signs = /^[★*]+[½]?$/.test(text)
    ? [...text].reduce((sum, sign) => sum + (sign === "½" ? 0.5 : 1), 0)
    : Number(text);
  if (!Number.isFinite(signs) || signs < 0 || signs > 5) return undefined;
  return signs === 0 ? null : Math.max(0.5, Math.round(signs * 4) / 4);
}

const YES = /^(?:yes|true|1|y|x)$/i;

/** Notes in words what could not be kept as it was; `cut` keeps of a text as much as fits. */
type Doubts = { doubt: (text: string) => void; cut: (what: string, whole: string, max: number) => string };

/** A larger number is another one, and so many copies of one book are kept of a count. */
const COPIES_SAID_MAX = 100;
const COPIES_MAX = 10;

function copiesOf(said: Said, context: RowContext, isWished: boolean, { doubt, cut }: Doubts): EntryCopy[] {
  const said1 = said.one("copies");
  const counted = said1 === "" ? null : wholeNumber(said1, COPIES_SAID_MAX);
  const isOwned = said.all("owned").some((cell) => YES.test(cell.trim()));
  const count = counted ?? (isOwned || (context.format.isOwnedByDefault === true && !isWished) ? 1 : 0);
  if (count === 0) return [];
  const bought = readDay(said.one("acquiredOn"), context.dateOrder, context.now);
  if (said.one("acquiredOn") !== "" && !bought?.day) doubt(`Got it: “${said.one("acquiredOn")}” is no whole date.`);
  const first: EntryCopy = {
    condition: conditionOf(said.one("condition")),
    acquiredOn: bought?.day ?? null,
    acquiredFrom: cleanText(said.one("acquiredFrom")).text.slice(0, 200) || null,
    ...readPrice(said.one("price")),
    isSigned: false,
    notes: cut("The note on the copy", fromHtml(said.one("copyNote")), COPY_NOTES_MAX) || null,
    place: [],
  };
  const other: EntryCopy = {
    ...{ condition: null, acquiredOn: null, acquiredFrom: null, price: null, currency: null },
    ...{ isSigned: false, notes: null, place: [] },
  };
  if (count > COPIES_MAX) doubt(`${count} copies: ${COPIES_MAX} of them are kept.`);
  return Array.from({ length: Math.min(count, COPIES_MAX) }, (_, at) => (at === 0 ? first : other));
}

/** Names of LibraryThing's own collections that say something else than what is in them. */
const OWN_SHELF = /^(?:your library|all collections)$/i;
const NOT_OWNED = /^(?:wishlist|wish list|read but unowned|borrowed|favorites not owned)$/i;

type Shelves = { status: Entry["status"]; collections: Entry["collections"]; isWished: boolean };

/** What the shelves of a row say: one that is a status is one, and no collection; the others are collections. */
function shelvesOf(said: Said, { format }: RowContext): Shelves {
  const split = (cell: string) => cell.split(format.listSeparator).map((name) => oneLine(cleanText(name).text));
  const exclusive = said.one("status").trim();
  const names = said.all("shelves").flatMap(split).filter(Boolean);
  const own = readStatus(exclusive);
  // An exclusive shelf of the reader's own making is a shelf.
  const unread = exclusive !== "" && own === undefined ? [said.one("shelfName").trim() || exclusive] : [];
  const isWished = names.some((name) => NOT_OWNED.test(name)) || own === "want";
  const others = names.filter((name) => !OWN_SHELF.test(name));
  const status = own ?? others.map(readStatus).find((found) => found !== undefined) ?? null;
  const shelved = [...unread, ...others].filter((name) => readStatus(name) === undefined);
  const favourite = said.all("favourite").some((cell) => YES.test(cell.trim())) ? ["Favourites"] : [];
  return {
    status: status ?? (names.some((name) => /^read but unowned$/i.test(name)) ? "read" : null),
    collections: uniqueNames([...shelved, ...favourite], 100).map((name) => entryCollection.parse({ name })),
    isWished,
  };
}

function uniqueNames(names: string[], lengthMax: number): string[] {
  const seen = new Set<string>();
  return names
    .map((name) => name.trim().slice(0, lengthMax).trim())
    .filter((name) => name !== "" && !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}

const OTHER_KINDS = /^(?:movie|film|music|game|video ?game|board ?game|dvd|cd)s?$/i;

/** By what a row is known when it comes again: the number that its app has for it, else what it says of its book. */
function keyOf(said: Said, key: FormatKey, isbn13: string | null, title: string, authors: string[]): string {
  const own = said.one("id").trim() || said.one("goodreads").trim();
  const name = own || isbn13 || `${foldKey(title)} / ${foldKey(authors[0] ?? "")}`;
  return toKey(`${key}:${name}`);
}

/** Reads a row, or says why it cannot be. What could be read only in part is noted in words for its reader. */
export function readTableRow(context: RowContext, cells: string[]): ReadEntry {
  const { format, fields } = context;
  if (cells.slice(fields.length).some((cell) => cell.trim() !== "")) return { problem: "broken_row" };
  if (fields.some((field, at) => field && (cells[at]?.length ?? 0) > CELL_MAX)) return { problem: "too_long" };
  const said = sayings(context, cells);
  if (OTHER_KINDS.test(said.one("kind").trim())) return { problem: "not_a_book" };
  const notes: string[] = [];
  const doubt = (text: string) => notes.push(text.slice(0, 300));
  const cut = (what: string, whole: string, max: number): string => {
    if (whole.length > max) doubt(`${what} is cut after ${max.toLocaleString("en")} letters.`);
    return whole.slice(0, max);
  };

  const fullTitle = oneLine(cleanText(said.one("title")).text).slice(0, 2 * TEXT_LENGTH_MAX.line);
  if (isGarbled(fullTitle)) return { problem: "garbled" };
  const isbn = isbnOf(said, format.key);
  if (isbn === "bad" && fullTitle === "") return { problem: "bad_isbn" };
  if (isbn === null && fullTitle === "") return { problem: "no_title" };
  if (isbn === "bad") doubt(`“${said.one("isbn13") || said.one("isbn")}” is no valid ISBN.`);
  const settled = isbn === "bad" || isbn === null ? { isbn13: null, isbn10: null } : isbn;

  const { title, series } = parseTitle(fullTitle);
  const authors = authorsOf(said, format);
  const shelves = shelvesOf(said, context);
  const stars = said.one("stars") === "" ? readStars(said.one("rating")) : readStars(said.one("stars"));
  if (stars === undefined) doubt(`“${said.one("rating")}” is no number of stars from 0 to 5.`);
  const read = readingsOf(said, shelves.status, context, doubt);
  const added = readDay(said.one("added"), context.dateOrder, context.now);
  const reviewTitle = fromHtml(said.one("reviewTitle"));
  const whole = [reviewTitle, fromHtml(said.one("review"))].filter(Boolean).join("\n\n");
  const review = cut("The review", whole, REVIEW_MAX);
  const published = parsePublicationDate(said.one("published").slice(0, 10), "year-first", context.now);
  const place = Number(said.one("seriesIndex"));
  const named = said.one("series").trim();
  const line = (text: string, max: number) => oneLine(cleanText(text).text).slice(0, max) || null;
  const goodreads = said.one("goodreads").trim() || /goodreads:(\d+)/.exec(said.one("identifiers"))?.[1] || "";
  const openlibrary = /OL\d+M/.exec(said.one("openlibrary"))?.[0] ?? "";
  const found = {
    key: keyOf(said, format.key, settled.isbn13, fullTitle, authors),
    book: {
      ...settled,
      title: title.slice(0, TEXT_LENGTH_MAX.line),
      subtitle: line(said.one("subtitle"), TEXT_LENGTH_MAX.line),
      authors,
      pages: wholeNumber(said.one("pages"), PAGES_MAX) || null,
      publicationDate: published.date,
      publishedYear: published.year,
      publisher: line(said.one("publisher"), TEXT_LENGTH_MAX.line)?.replace(/ ?\(\d{4}\).*$/, "") || null,
      languageCode: toLanguageTag(said.one("language").split(",")[0] ?? ""),
      description: fromHtml(said.one("description")).slice(0, TEXT_LENGTH_MAX.prose) || null,
      genres: [],
      averageRating: null,
      ratingsCount: null,
      series:
        named === ""
          ? series
          : [
              {
                name: named.slice(0, TEXT_LENGTH_MAX.name),
                position: Number.isFinite(place) && said.one("seriesIndex") !== "" ? place : null,
              },
            ],
      identifiers: {
        ...(/^[1-9]\d*$/.test(goodreads) ? { goodreads } : {}),
        ...(openlibrary === "" ? {} : { openlibrary }),
      },
      workKey: null,
      coverUrls: [],
      kind: "book" as const,
    },
    status: shelves.status ?? read.status,
    rating: stars ?? null,
    review: review || null,
    hasSpoilers: YES.test(said.one("spoiler").trim()),
    readings: read.readings,
    collections: shelves.collections,
    tags: uniqueNames(
      said.all("tags").flatMap((cell) => cleanText(cell).text.split(format.listSeparator)),
      TAG_LENGTH_MAX,
    ),
    copies: copiesOf(said, context, shelves.isWished, { doubt, cut }),
    quotes: said
      .all("note")
      .map(fromHtml)
      .filter(Boolean)
      .map((text) => ({ kind: "note" as const, text: cut("A note", text, QUOTE_MAX), page: null, createdAt: null })),
    addedOn: added?.day ?? null,
    notes: notes.slice(0, 20),
  };
  const parsed = entry.safeParse(found);
  if (parsed.success) return { entry: parsed.data };
  return { problem: parsed.error.issues.some(({ code }) => code === "too_big") ? "too_long" : "unreadable" };
}

/** A row of a list of ISBNs. */
export function readIsbn(text: string): ReadEntry {
  const isbn = parseIsbn(text);
  if (typeof isbn === "string") return { problem: "bad_isbn" };
  const none = { subtitle: null, pages: null, publicationDate: null, publishedYear: null, publisher: null };
  const found = {
    key: `isbns:${isbn.isbn13}`,
    book: {
      ...{ ...isbn, title: "", authors: [], ...none, languageCode: null, description: null, genres: [] },
      ...{ averageRating: null, ratingsCount: null, series: [], identifiers: {}, workKey: null, coverUrls: [] },
    },
    ...{ status: null, rating: null, review: null, readings: [], collections: [], tags: [], copies: [], quotes: [] },
    ...{ addedOn: null, notes: [] },
  };
  return { entry: entry.parse(found) };
}
