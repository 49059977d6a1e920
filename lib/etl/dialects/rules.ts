import { parsePublicationDate } from "@/lib/catalog/records/dates/rules";
import { type IsbnRepair, settleIsbn } from "@/lib/catalog/records/isbns/rules";
import { toLanguageTag } from "@/lib/catalog/records/languages/rules";
import { splitNames } from "@/lib/catalog/records/names/rules";
import { isCoverUrl, PAGES_MAX } from "@/lib/catalog/records/schema";
import { cleanText, isGarbled } from "@/lib/catalog/records/texts/rules";
import { parseTitle } from "@/lib/catalog/records/titles/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { type EtlRecord, etlRecord, type Repair, type RowProblem } from "../schema";
import type { CellType, Column, Dialect, Field } from "./schema";

const column = (name: string, type: CellType, field?: Field): Column => ({ name, type, field });

const GOODREADS_BOOKS: Dialect = {
  name: "goodreads-books",
  hasHeader: true,
  authorSeparator: "/",
  dateOrder: "month-first",
  columns: [
    column("bookid", "integer", "goodreads"),
    column("title", "text", "title"),
    column("authors", "text", "authors"),
    column("average_rating", "decimal", "rating"),
    column("isbn", "isbn", "isbn10"),
    column("isbn13", "isbn", "isbn13"),
    column("language_code", "language", "language"),
    column("num_pages", "integer", "pages"),
    column("ratings_count", "integer", "ratingsCount"),
    column("text_reviews_count", "integer"),
    column("publication_date", "date", "date"),
    column("publisher", "text", "publisher"),
  ],
};

/**
 * Its year is that in which the work first came out, not that of the edition, so it is left out. So is its number of the
 * work, or its editions would never meet those of other sources.
 */
const GOODBOOKS_10K: Dialect = {
  name: "goodbooks-10k",
  hasHeader: true,
  authorSeparator: ",",
  dateOrder: "year-first",
  columns: [
    column("book_id", "integer"),
    column("goodreads_book_id", "integer", "goodreads"),
    column("best_book_id", "integer"),
    column("work_id", "integer"),
    column("books_count", "integer"),
    column("isbn", "isbn", "isbn10"),
    column("isbn13", "isbn", "isbn13"),
    column("authors", "text", "authors"),
    column("original_publication_year", "decimal"),
    column("original_title", "text"),
    column("title", "text", "title"),
    column("language_code", "language", "language"),
    column("average_rating", "decimal", "rating"),
    column("ratings_count", "integer", "ratingsCount"),
    column("work_ratings_count", "integer"),
    column("work_text_reviews_count", "integer"),
    ...[1, 2, 3, 4, 5].map((stars) => column(`ratings_${stars}`, "integer")),
    column("image_url", "url", "cover"),
    column("small_image_url", "url"),
  ],
};

const BOOKS_7K: Dialect = {
  name: "books7k",
  hasHeader: true,
  authorSeparator: ";",
  dateOrder: "year-first",
  columns: [
    column("isbn13", "isbn", "isbn13"),
    column("isbn10", "isbn", "isbn10"),
    column("title", "text", "title"),
    column("subtitle", "text", "subtitle"),
    column("authors", "text", "authors"),
    column("categories", "text", "genres"),
    column("thumbnail", "url", "cover"),
    column("description", "text", "description"),
    column("published_year", "date", "date"),
    column("average_rating", "decimal", "rating"),
    column("num_pages", "integer", "pages"),
    column("ratings_count", "integer", "ratingsCount"),
  ],
};

const BOOK_CROSSING: Dialect = {
  name: "book-crossing",
  hasHeader: true,
  authorSeparator: null,
  dateOrder: "year-first",
  columns: [
    column("isbn", "isbn", "isbn10"),
    column("book_title", "text", "title"),
    column("book_author", "text", "authors"),
    column("year_of_publication", "date", "date"),
    column("publisher", "text", "publisher"),
    column("image_url_s", "url"),
    column("image_url_m", "url", "witness"),
    column("image_url_l", "url", "cover"),
  ],
};

const AMAZON_LISTING: Dialect = {
  name: "amazon-listing",
  hasHeader: false,
  authorSeparator: null,
  dateOrder: "year-first",
  columns: [
    column("asin", "isbn", "isbn10"),
    column("filename", "text", "witness"),
    column("image_url", "url", "cover"),
    column("title", "text", "title"),
    column("author", "text", "authors"),
    column("category_id", "integer"),
    column("category", "text", "genres"),
  ],
};

/** Columns that most tables of books name in one of these ways. */
const COMMON: [RegExp, CellType, Field][] = [
  [/^(isbn|isbn_?10|isbn10)$/, "isbn", "isbn10"],
  [/^(isbn_?13|ean|ean_?13)$/, "isbn", "isbn13"],
  [/^(title|book_title|name)$/, "text", "title"],
  [/^(subtitle|sub_title)$/, "text", "subtitle"],
  [/^(authors?|book_authors?|author_names?|writers?)$/, "text", "authors"],
  [/^(pages|num_pages|number_of_pages|page_count)$/, "integer", "pages"],
  [
    /^(publication_date|published|publish_date|published_date|published_year|publication_year|year|date)$/,
    "date",
    "date",
  ],
  [/^(publisher|publishers|publisher_name)$/, "text", "publisher"],
  [/^(language|language_code|lang)$/, "language", "language"],
  [/^(description|summary|synopsis|blurb)$/, "text", "description"],
  [/^(genres?|categories|category|subjects?)$/, "text", "genres"],
  [/^(average_rating|rating)$/, "decimal", "rating"],
  [/^(ratings_count|rating_count)$/, "integer", "ratingsCount"],
  [/^(cover|cover_url|image_url|thumbnail)$/, "url", "cover"],
  [/^(goodreads_id|goodreads_book_id)$/, "integer", "goodreads"],
];

/** A column's name without case and punctuation: "Book-Title" is "book_title". */
const nameKey = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");

const KNOWN = [GOODREADS_BOOKS, GOODBOOKS_10K, BOOKS_7K, BOOK_CROSSING];
/** Of a known table most columns must be there, in any order; a source adds and drops some over the years. */
const KNOWN_SHARE_MIN = 0.6;
const LISTED_PICTURE = /^[\dX]{10}\.jpe?g$/i;

/** The kind of a table by its first row, with the columns in the order of this file. Undefined: no table of books. */
export function detectDialect(first: string[]): Dialect | undefined {
  if (first.length === AMAZON_LISTING.columns.length && LISTED_PICTURE.test(first[1] ?? "")) return AMAZON_LISTING;
  const names = first.map(nameKey);
  const [best] = KNOWN.map((dialect) => ({ dialect, share: shareOf(dialect, names) }))
    .filter(({ share, dialect }) => share >= KNOWN_SHARE_MIN && hasTitle(arrange(dialect, names)))
    .sort((a, b) => b.share - a.share);
  if (best) return { ...best.dialect, columns: arrange(best.dialect, names) };
  const columns = names.map((name) => {
    const [, type, field] = COMMON.find(([pattern]) => pattern.test(name)) ?? [];
    return column(name, type ?? "text", field);
  });
  if (!hasTitle(columns)) return undefined;
  return { name: "named columns", columns, hasHeader: true, authorSeparator: null, dateOrder: "year-first" };
}

const hasTitle = (columns: Column[]) => columns.some(({ field }) => field === "title");

const shareOf = ({ columns }: Dialect, names: string[]) =>
  columns.filter(({ name }) => names.includes(name)).length / Math.max(columns.length, names.length);

const arrange = ({ columns }: Dialect, names: string[]): Column[] =>
  names.map((name) => columns.find((known) => known.name === name) ?? column(name, "text"));

const SHAPES: Record<CellType, RegExp> = {
  text: /^/,
  integer: /^\s*(\d+(\.0)?)?\s*$/,
  decimal: /^\s*(-?\d+([.,]\d+)?)?\s*$/,
  isbn: /^\s*(="?)?[\dX\s-]{0,17}"?\s*$|^\s*\d([.,]\d+)?e\+?\d+\s*$/i,
  language: /^\s*([a-z]{2,3}([-_][a-z]{2,4})?)?\s*$/i,
  date: /^[\d\s./-]*$/,
  url: /^\s*(https?:\/\/\S*)?\s*$/i,
};

const fits = (columns: Column[], cells: string[]) =>
  columns.every(({ type }, at) => SHAPES[type].test(cells[at] ?? ""));

/** More would be guesswork, and many ways to try. */
const EXTRA_CELLS_MAX = 3;

/**
 * The cells of a row in their columns again, where delimiters that belong to a text have cut it: those are joined that
 * leave every column with cells of its type. Where several ways do, one in which a space follows each joined delimiter
 * wins, as between words. Undefined where it is not certain.
 */
export function realign(columns: Column[], cells: string[], delimiter: string): string[] | undefined {
  const extra = cells.length - columns.length;
  if (extra < 1 || extra > EXTRA_CELLS_MAX) return undefined;
  const ways = waysToJoin(cells.length - 1, extra)
    .map((joints) => ({ joined: joinAt(cells, joints, delimiter), joints }))
    .filter(({ joined }) => {
      const isText = joined.every(({ parts }, at) => parts === 1 || columns[at]?.type === "text");
      return (
        isText &&
        fits(
          columns,
          joined.map(({ text }) => text),
        )
      );
    });
  const spaced = ways.filter(({ joints }) => joints.every((at) => cells[at + 1]?.startsWith(" ")));
  const [only, ...others] = ways.length === 1 ? ways : spaced;
  return only && others.length === 0 ? only.joined.map(({ text }) => text) : undefined;
}

function waysToJoin(gaps: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  const ways: number[][] = [];
  for (let gap = from; gap < gaps; gap++)
    for (const rest of waysToJoin(gaps, count - 1, gap + 1)) ways.push([gap, ...rest]);
  return ways;
}

function joinAt(cells: string[], joints: number[], delimiter: string): { text: string; parts: number }[] {
  const joined: { text: string; parts: number }[] = [];
  cells.forEach((cell, at) => {
    const last = joined.at(-1);
    if (last && joints.includes(at - 1)) {
      last.text += delimiter + cell;
      last.parts += 1;
    } else joined.push({ text: cell, parts: 1 });
  });
  return joined;
}

const SHORT_ISBN = /^\d{6,8}[\dX]$/i;

/** Whether a spreadsheet has taken the leading zeros of a column's numbers: some are short, and none begins with a zero. */
export function hasLostZeros({ columns }: Dialect, rows: string[][]): boolean {
  const at = columns.findIndex(({ field }) => field === "isbn10");
  // A number that ends with X is text to a spreadsheet, which leaves it alone.
  const numbers = rows.map((cells) => cells[at]?.trim() ?? "").filter((cell) => /^\d+$/.test(cell));
  return numbers.some((cell) => SHORT_ISBN.test(cell)) && !numbers.some((cell) => cell.startsWith("0"));
}

export type RowContext = { hasLostZeros: boolean; delimiter: string; now: Date };

export type ReadRow = { record: EtlRecord; repairs: Repair[]; problem?: undefined } | { problem: RowProblem };

const NOTHING = /^(null|nan|none|n\/a|\\n|unknown)?$/i;
/** There are books called "None" and "Unknown". */
const NO_TITLE = /^(null|nan|\\n)?$/i;
const NO_BOOK = /^not a book$/i;
/** Houses that make nothing but recordings say so in their names. */
const AUDIO_PUBLISHER = /audio/i;
const AUDIO_TITLE = /[([][^)\]]*\b(audio ?(book|cd|cassette)|audiobook)\b[^)\]]*[)\]]/i;
const NO_PICTURE = /nophoto|no[-_]?cover|placeholder/i;
const WITNESS = /(?<![\dX])(\d{9}[\dX])(?![\dX])/i;
const GENRE_SEPARATOR = /\s*[;|]\s*/;

/** Brings a row into the one shape, or says why it cannot be. Pure; what it puts right is named. */
export function readRow(dialect: Dialect, given: string[], context: RowContext): ReadRow {
  const { columns } = dialect;
  const repairs = new Set<Repair>();
  let cells = given;
  if (cells.length !== columns.length) {
    // Empty cells at the end are the spreadsheet's.
    const trimmed = cells.slice(columns.length).every((cell) => cell.trim() === "")
      ? cells.slice(0, columns.length)
      : cells;
    const aligned = trimmed.length === columns.length ? trimmed : realign(columns, trimmed, context.delimiter);
    if (!aligned) return { problem: "columns_shifted" };
    if (aligned !== trimmed) repairs.add("columns_realigned");
    cells = aligned;
  }
  /** What stands in the columns of a field: a table may have one twice. */
  const said = (field: Field): string[] =>
    columns.flatMap((one, at) => (one.field === field && cells[at]?.trim() ? cells[at] : []));
  const raw = (field: Field): string => said(field)[0] ?? "";
  const text = (field: Field): string => {
    const clean = cleanText(raw(field));
    if (clean.isMended) repairs.add("letters_mended");
    return clean.text;
  };
  /** Text that may be missing rather than wrong. */
  const optional = (field: Field): string | null => {
    const found = text(field);
    if (isGarbled(found)) repairs.add("text_dropped");
    return NOTHING.test(found) || isGarbled(found) ? null : found;
  };
  const line = (value: string) => value.replaceAll("\n", " ");

  const fullTitle = line(text("title"));
  const authors = splitNames(line(text("authors")), dialect.authorSeparator);
  if (NO_TITLE.test(fullTitle)) return { problem: "no_title" };
  if ([fullTitle, ...authors].some(isGarbled)) return { problem: "garbled_text" };
  if (authors.some((name) => NO_BOOK.test(name))) return { problem: "not_a_book" };

  const settled = settleIsbn({
    isbn10: raw("isbn10"),
    isbn13: raw("isbn13"),
    witnesses: columns.flatMap(({ field }, at) =>
      field === "witness" ? (WITNESS.exec(cells[at] ?? "")?.[1] ?? []) : [],
    ),
    hasLostZeros: context.hasLostZeros,
  });
  if (settled.trouble) return { problem: settled.trouble };
  const others = [...said("isbn10").slice(1), ...said("isbn13").slice(1)].map(parseIsbn);
  if (others.some((other) => typeof other !== "string" && other.isbn13 !== settled.isbn?.isbn13))
    return { problem: "isbns_disagree" };
  for (const repair of settled.repairs satisfies IsbnRepair[]) repairs.add(repair);

  const date = parsePublicationDate(raw("date"), dialect.dateOrder, context.now);
  if (date.isCut) repairs.add("date_cut");
  const { title, series } = parseTitle(fullTitle);
  const publisher = optional("publisher");
  const ratingsCount = readNumber(raw("ratingsCount"), { isWhole: true });
  const rating = readNumber(raw("rating"), { max: 5 });
  const goodreads = raw("goodreads").trim();
  const isAudio = AUDIO_PUBLISHER.test(publisher ?? "") || AUDIO_TITLE.test(fullTitle);
  const record: EtlRecord = {
    isbn13: settled.isbn?.isbn13 ?? null,
    isbn10: settled.isbn?.isbn10 ?? null,
    title,
    subtitle: optional("subtitle"),
    authors,
    pages: readNumber(raw("pages"), { isWhole: true, max: PAGES_MAX }) || null,
    publicationDate: date.date,
    publishedYear: date.year,
    publisher: publisher && line(publisher),
    languageCode: toLanguageTag(raw("language")),
    description: optional("description"),
    genres: [...new Set((optional("genres") ?? "").split(GENRE_SEPARATOR).filter(Boolean))],
    // An average over nobody is none.
    averageRating: ratingsCount === 0 ? null : rating,
    ratingsCount,
    series,
    identifiers: /^[1-9]\d*$/.test(goodreads) ? { goodreads } : {},
    workKey: null,
    coverUrls: [raw("cover").trim()].filter((url) => isCoverUrl(url) && !NO_PICTURE.test(url)),
    kind: isAudio ? "audiobook" : "book",
  };
  // All that the schema asks for but lengths is settled by now.
  if (!etlRecord.safeParse(record).success) return { problem: "too_long" };
  return { record, repairs: [...repairs] };
}

const WHOLE = /^\d+(\.0)?$/;
const DECIMAL = /^\d+(\.\d+)?$/;
const GROUPED_BY_THOUSANDS = /^[1-9]\d{0,2}(,\d{3})+$/;

/** A comma groups the thousands of a whole number and is the point of another one. Null for what is not clearly a number. */
function readNumber(cell: string, { isWhole = false, max = 2_000_000_000 } = {}): number | null {
  const trimmed = cell.trim();
  const grouped = GROUPED_BY_THOUSANDS.test(trimmed) ? trimmed.replaceAll(",", "") : trimmed;
  const text = isWhole ? grouped : trimmed.replace(",", ".");
  if (!(isWhole ? WHOLE : DECIMAL).test(text)) return null;
  const value = Number(text);
  return value > max ? null : value;
}
