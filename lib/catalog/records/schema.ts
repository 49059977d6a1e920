import { z } from "zod";
import { parseIsbn } from "../rules";

const text = z.string().min(1);

/** A series that a book belongs to. `range`: the first and the last volume in it, of a book that holds several. */
export const inSeries = z.object({
  name: text,
  position: z.number().nullable(),
  range: z.tuple([z.number(), z.number()]).optional(),
});
export type InSeries = z.output<typeof inSeries>;

/**
 * Longer than any book's, letters; what is longer was put into the wrong field. A description must fit a column of 65,535
 * bytes, four a letter.
 */
export const TEXT_LENGTH_MAX = { name: 300, line: 1_000, prose: 15_000 };

/** No book has more; a number that does is another one. */
export const PAGES_MAX = 50_000;

const COVER_URL_LENGTH_MAX = 2_000;

/** Whether a picture can be fetched from there: an address of the web, http or https, of a length that can be kept. */
export const isCoverUrl = (url: string): boolean =>
  url.length <= COVER_URL_LENGTH_MAX && /^https?:\/\//i.test(url) && URL.canParse(url);

/** An ISBN of that form, written as it is kept: digits alone, the last of which fits the others. */
const isbnOf = (form: "isbn13" | "isbn10") =>
  z.string().refine((given) => {
    const parsed = parseIsbn(given);
    return typeof parsed !== "string" && parsed[form] === given;
  });

/**
 * What a source says of one edition: a row of a file or a provider's record, brought into one shape. Only the title must
 * be there; what the source does not say is null or empty, and nothing is guessed.
 */
export const bookRecord = z.object({
  /** Both forms where there is one with 978; check digits hold. */
  isbn13: isbnOf("isbn13").nullable(),
  isbn10: isbnOf("isbn10").nullable(),
  title: text,
  subtitle: text.nullable(),
  /** In the order of the title page, "Given Family". */
  authors: z.array(text),
  pages: z.int().positive().nullable(),
  /** As precise as the source: "1979", "2004-03", "2004-03-16". */
  publicationDate: z.string().max(20).nullable(),
  publishedYear: z.int().nullable(),
  publisher: text.nullable(),
  /** BCP 47, e.g. "en", "zh-Hant". */
  languageCode: z.string().max(10).nullable(),
  description: text.nullable(),
  genres: z.array(text),
  averageRating: z.number().min(0).max(5).nullable(),
  ratingsCount: z.int().nonnegative().nullable(),
  series: z.array(inSeries),
  /** Names by which others know this edition, e.g. `{ openlibrary: "OL7353617M", goodreads: "1" }`. */
  identifiers: z.record(z.string(), z.string()),
  /** A name of the work that editions of one source share, e.g. `openlibrary:OL45804W`; null: derived from title and author. */
  workKey: z.string().max(120).nullable(),
  /** Addresses of cover pictures, best first. Others are left out: a book is worth having without its picture. */
  coverUrls: z.array(z.string()).transform((urls) => urls.filter(isCoverUrl)),
});
export type BookRecord = z.output<typeof bookRecord>;

/** A record with what kind of edition it is, as the catalogue takes it. */
export type ImportableRecord = BookRecord & { kind: "book" | "audiobook" };

/**
 * What became of a record: a new book, something that a known one lacked, or nothing that was not known;
 * `isbn_of_another_title` where the book with its ISBN is clearly another one, and the record was not taken.
 */
export type RecordOutcome = "imported" | "updated" | "unchanged" | "isbn_of_another_title";
