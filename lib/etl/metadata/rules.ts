import { parsePublicationDate } from "@/lib/catalog/records/dates/rules";
import { settleIsbn } from "@/lib/catalog/records/isbns/rules";
import { isGarbled, tidyText } from "@/lib/catalog/records/texts/rules";
import { type EtlRecord, etlRecord, type Repair, type SourceRow } from "../schema";

/** A record that says nothing but what others add. */
const EMPTY: Omit<EtlRecord, "title"> = {
  isbn13: null,
  isbn10: null,
  subtitle: null,
  authors: [],
  pages: null,
  publicationDate: null,
  publishedYear: null,
  publisher: null,
  languageCode: null,
  description: null,
  genres: [],
  averageRating: null,
  ratingsCount: null,
  series: [],
  identifiers: {},
  workKey: null,
  coverUrls: [],
  kind: "book",
};

const RAW_MAX = 2_000;
/** Half of a letter of two halves, which JSON can write and no database keeps. */
const HALF_LETTER = /\\ud[89a-f]/i;

/** A value of JSON with all of its texts tidy, and in one line but for a description; an empty text says nothing. */
function tidied(value: unknown, name = ""): unknown {
  if (typeof value === "string") {
    const tidy = tidyText(value);
    return (name === "description" ? tidy : tidy.replaceAll("\n", " ")) || null;
  }
  if (Array.isArray(value)) return value.map((one) => tidied(one)).filter((one) => one !== null);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tidied(one, key)]));
}

/** Texts that may be missing rather than wrong. */
const OPTIONAL = ["subtitle", "publisher", "description"] as const;

/** What a record says without texts that have lost letters and without what no date can be; and what was put right so. */
function mended(record: EtlRecord, now: Date): { record: EtlRecord; repairs: Repair[] } {
  const lost = OPTIONAL.filter((field) => isGarbled(record[field] ?? ""));
  const genres = record.genres.filter((genre) => !isGarbled(genre));
  const { date, year, isCut } = parsePublicationDate(record.publicationDate ?? "", "year-first", now);
  return {
    record: {
      ...{ ...record, ...Object.fromEntries(lost.map((field) => [field, null])), genres },
      ...{ publicationDate: date, publishedYear: year ?? record.publishedYear },
    },
    repairs: [
      ...(lost.length > 0 || genres.length < record.genres.length ? (["text_dropped"] as const) : []),
      ...(isCut ? (["date_cut"] as const) : []),
    ],
  };
}

/**
 * Reads one value of `metadata.json`; what a record does not say may be left out. Its ISBNs are proven again, and its texts
 * and dates looked through: anybody can have written the file.
 */
export function readMetadata(value: unknown, line: number, now: Date): SourceRow {
  const text = JSON.stringify(value) ?? "";
  const raw = text.slice(0, RAW_MAX);
  if (HALF_LETTER.test(text)) return { line, problem: "garbled_text", raw };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const said = isObject ? { ...EMPTY, ...(tidied(value) as object) } : value;
  if (isObject && (said as { title?: unknown }).title === null) return { line, problem: "no_title", raw };
  const parsed = etlRecord.safeParse(said);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = issue && `${issue.path.join(".")}: ${issue.message}`;
    return { line, problem: "not_a_record", raw, detail };
  }
  const { record, repairs } = mended(parsed.data, now);
  if ([record.title, ...record.authors].some(isGarbled)) return { line, problem: "garbled_text", raw };
  const { isbn10, isbn13 } = record;
  const settled = settleIsbn({ isbn10: isbn10 ?? "", isbn13: isbn13 ?? "", witnesses: [], hasLostZeros: false });
  if (settled.trouble) return { line, problem: settled.trouble, raw };
  const isbn = { isbn13: settled.isbn?.isbn13 ?? null, isbn10: settled.isbn?.isbn10 ?? null };
  return { line, raw, record: { ...record, ...isbn }, repairs: [...settled.repairs, ...repairs] };
}
