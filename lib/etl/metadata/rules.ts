import { settleIsbn } from "@/lib/catalog/records/isbns/rules";
import { type EtlRecord, etlRecord, type SourceRow } from "../schema";

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

/**
 * Reads one value of `metadata.json`; what a record does not say may be left out. Its ISBNs are proven again: anybody can
 * have written the file.
 */
export function readMetadata(value: unknown, line: number): SourceRow {
  const text = JSON.stringify(value) ?? "";
  const raw = text.slice(0, RAW_MAX);
  if (HALF_LETTER.test(text)) return { line, problem: "garbled_text", raw };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const parsed = etlRecord.safeParse(isObject ? { ...EMPTY, ...value } : value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = issue && `${issue.path.join(".")}: ${issue.message}`;
    return { line, problem: "not_a_record", raw, detail };
  }
  const { isbn10, isbn13 } = parsed.data;
  const settled = settleIsbn({ isbn10: isbn10 ?? "", isbn13: isbn13 ?? "", witnesses: [], hasLostZeros: false });
  if (settled.trouble) return { line, problem: settled.trouble, raw };
  const isbn = { isbn13: settled.isbn?.isbn13 ?? null, isbn10: settled.isbn?.isbn10 ?? null };
  return { line, raw, record: { ...parsed.data, ...isbn }, repairs: settled.repairs };
}
