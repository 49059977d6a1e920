/** Open Library's answers, read. Its API: https://openlibrary.org/developers/api */
import { z } from "zod";
import type { BookRecord, ImportableRecord } from "@/lib/catalog/records/schema";
import {
  confidenceByIsbn,
  isbn13sOf,
  isbnFields,
  readCount,
  readDate,
  readExtent,
  readGenres,
  readId,
  readItems,
  readJson,
  readLanguage,
  readLine,
  readLines,
  readPages,
  readPosition,
  readProse,
  scoreOf,
  unreadText,
} from "../rules";
import type { ProviderRecord, TitleQuery } from "../schema";

const source = "openlibrary";

/** What is there but not as expected counts as not there: a record of thirty fields is not lost for one. */
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const list = <Schema extends z.ZodType>(schema: Schema) => optional(z.array(schema));

const named = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const prose = z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)]);
const keyed = z.object({ key: z.string() });

/** An edition as /books has it, and in the shapes of the Books API. */
export const edition = z.object({
  key: z.string(),
  title: optional(z.string()),
  subtitle: optional(z.string()),
  authors: list(z.object({ key: optional(z.string()), name: optional(z.string()) })),
  isbn_13: list(z.string()),
  isbn_10: list(z.string()),
  identifiers: optional(z.record(z.string(), z.array(z.string()))),
  number_of_pages: optional(z.number()),
  pagination: optional(z.string()),
  publish_date: optional(z.string()),
  publishers: list(named),
  languages: list(keyed),
  description: optional(prose),
  subjects: list(named),
  series: list(named),
  covers: list(z.int()),
  cover: optional(z.object({ large: z.string() })),
  works: list(keyed),
  physical_format: optional(z.string()),
});
export type Edition = z.output<typeof edition>;

export const work = z.object({
  key: z.string(),
  description: optional(prose),
  subjects: list(z.string()),
  covers: list(z.int()),
  authors: list(z.object({ author: keyed })),
});
export type Work = z.output<typeof work>;

export const author = z.object({ name: z.string() });

const searchEdition = z.object({
  key: z.string(),
  title: z.string(),
  subtitle: optional(z.string()),
  isbn: list(z.string()),
  publisher: list(z.string()),
  publish_date: list(z.string()),
  language: list(z.string()),
  cover_i: optional(z.int()),
});

const searchDoc = z.object({
  key: z.string(),
  title: optional(z.string()),
  subtitle: optional(z.string()),
  author_name: list(z.string()),
  isbn: list(z.string()),
  subject: list(z.string()),
  language: list(z.string()),
  cover_i: optional(z.int()),
  ratings_average: optional(z.number()),
  ratings_count: optional(z.number()),
  editions: optional(z.object({ docs: z.array(z.unknown()) })),
});

/** `/api/books?jscmd=details` → its editions. */
export const readDetails = (body: string): Edition[] =>
  readItems(
    Object.values(readJson(body, z.record(z.string(), z.unknown()))).map((entry) =>
      typeof entry === "object" && entry !== null && "details" in entry ? entry.details : entry,
    ),
    edition,
  ).items;

/** "/authors/OL382982A" → "OL382982A". */
export const idOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
export const workKeyOf = (key: string): string | null => {
  const id = readId(idOf(key));
  return id === null ? null : `${source}:${id}`;
};

/** All ISBN-13s that an edition lists. */
export const isbnsOfEdition = ({ isbn_13, isbn_10, identifiers }: Edition): string[] =>
  isbn13sOf([...(isbn_13 ?? []), ...(isbn_10 ?? []), ...(identifiers?.isbn_13 ?? []), ...(identifiers?.isbn_10 ?? [])]);

/** Names as the edition has them, or null when somebody else must be asked for them. */
export function authorNames({ authors }: Edition): string[] | null {
  const names = readLines((authors ?? []).map(({ name }) => name));
  return names.length > 0 && names.length === authors?.length ? names : null;
}

/** Sections that editors add below a line: lists of volumes, of other editions. */
const EDITORS_NOTES = /\n[ \t]*-{4,}[\s\S]*$/;
const LINK = /\(?\[([^[\]]*)\](\([^()]*\)|\[[^[\]]*\])\)?/g;

const readDescription = (text: string | undefined): string | null =>
  readProse(text?.replace(/\r\n?/g, "\n").replace(EDITORS_NOTES, "").replace(LINK, "$1"));

const COUNTED = "(?:vol(?:ume)?|book|number|no|band|bd)\\.?\\s*";
const NUMBERED = new RegExp(
  `^(.+?)(?:\\s*[;,:(]\\s*(?:${COUNTED})?#?|\\s+(?:${COUNTED}|#))(\\d+(?:\\.\\d+)?)\\s*\\)?\\.?$`,
  "i",
);

/** "Discworld (5)", "The Dark Tower ; 3" → name and number. "Area 51" is a name: only what is set apart is a number. */
export function readSeries(text: string): BookRecord["series"] {
  const line = readLine(text);
  const numbered = NUMBERED.exec(line ?? "");
  const name = numbered?.[1] ?? line;
  return name === null ? [] : [{ name, position: readPosition(numbered?.[2]) }];
}

const coverIdsOf = ({ covers, cover }: Edition): number[] => {
  const shown = Number(/\/b\/id\/(\d+)-/.exec(cover?.large ?? "")?.[1] ?? 0);
  // -1 stands where a cover was taken away.
  return [...new Set([...(covers ?? []), shown])].filter((id) => id > 0);
};

/** The address of a picture by its own number; by ISBN it would be counted, a hundred in five minutes. */
export const coverUrlById = (coversUrl: string, id: number): string => `${coversUrl}/b/id/${id}-L.jpg?default=false`;
export const coverUrlByIsbn = (coversUrl: string, isbn13: string): string =>
  `${coversUrl}/b/isbn/${isbn13}-L.jpg?default=false`;

/** "Audio CD", "Audiobook", "MP3 CD", "Audio cassette". */
const AUDIO = /\baudio|\bmp3\b|cassette/i;

export type Completion = {
  /** Of the authors, in order; null: not known. */
  authors: string[] | null;
  work: Work | null;
};

/** An edition, and what its work adds, as a record of that ISBN; null when the edition does not carry it. */
export function editionRecord(
  found: Edition,
  isbn13: string,
  completion: Completion,
  context: { coversUrl: string; now: Date },
): ProviderRecord | null {
  const isbns = isbnsOfEdition(found);
  if (!isbns.includes(isbn13)) return null;
  const otherIsbns = isbns.filter((isbn) => isbn !== isbn13);
  const title = readLine(found.title);
  if (title === null) return null;
  const workId = found.works?.[0]?.key ?? completion.work?.key;
  const languages = found.languages ?? [];
  const subjects = found.subjects ?? [];
  return {
    source,
    fetchedAt: context.now,
    confidence: confidenceByIsbn(otherIsbns),
    otherIsbns,
    record: {
      kind: AUDIO.test(found.physical_format ?? "") ? "audiobook" : "book",
      ...isbnFields(isbn13),
      title,
      subtitle: readLine(found.subtitle),
      authors: authorNames(found) ?? completion.authors ?? [],
      pages: readPages(found.number_of_pages) ?? readExtent(found.pagination),
      ...readDate(found.publish_date, context.now),
      publisher: readLine(found.publishers?.[0]),
      languageCode: languages.length === 1 ? readLanguage(idOf(languages[0]?.key ?? "")) : null,
      description: readDescription(found.description) ?? readDescription(completion.work?.description),
      genres: readGenres(subjects.length > 0 ? subjects : (completion.work?.subjects ?? [])),
      averageRating: null,
      ratingsCount: null,
      series: (found.series ?? []).flatMap(readSeries),
      identifiers: readIdentifiers(found),
      workKey: workId === undefined ? null : workKeyOf(workId),
      coverUrls: coverIdsOf(found).map((id) => coverUrlById(context.coversUrl, id)),
    },
  };
}

/** Names of the edition elsewhere; several of one kind are those of several books, so none of them is certain. */
const readIdentifiers = ({ key, identifiers }: Edition): Record<string, string> => ({
  ...Object.fromEntries(
    ["goodreads", "librarything"].flatMap((name) => {
      const [only, ...more] = identifiers?.[name] ?? [];
      const id = only === undefined || more.length > 0 ? null : readId(only.trim());
      return id === null ? [] : [[name, id]];
    }),
  ),
  ...ownName(key),
});

function ownName(key: string): { openlibrary?: string } {
  const id = readId(idOf(key));
  return id === null ? {} : { openlibrary: id };
}

/**
 * `/search.json` → a record for each work: of the edition that the search names, else of the work, without ISBN; and the
 * text of what stands there besides and cannot be read.
 */
export function readSearch(
  body: string,
  query: TitleQuery | null,
  context: { coversUrl: string; now: Date },
): { records: ProviderRecord[]; unread: string[]; count: number; total: number } {
  const shape = z.object({ docs: z.array(z.unknown()), numFound: optional(z.int()), num_found: optional(z.int()) });
  const { docs, numFound, num_found } = readJson(body, shape);
  const read = readItems(docs, searchDoc);
  const listed = read.items.map((doc) => ({ doc, record: searchRecord(doc, query, context) }));
  const nameless = listed.flatMap(({ doc, record }) => (record === null ? [doc] : []));
  return {
    records: listed.flatMap(({ record }) => record ?? []),
    unread: [...read.unread, ...nameless].map(unreadText),
    count: docs.length,
    total: numFound ?? num_found ?? docs.length,
  };
}

/** `/search.json` with the fields `key,author_name` → authors by the work's id. */
export function readWorkAuthors(body: string): Map<string, string[]> {
  const { docs } = readJson(body, z.object({ docs: z.array(z.unknown()) }));
  const { items } = readItems(docs, z.object({ key: z.string(), author_name: list(z.string()) }));
  // A work whose authors nobody has entered has none here.
  const named = items.filter(({ author_name = [] }) => author_name.length > 0);
  return new Map(named.map(({ key, author_name = [] }) => [idOf(key), readLines(author_name)]));
}

/** A work's record without a query rests on the list that it stands in. */
const LISTED = 0.9;

function searchRecord(
  doc: z.output<typeof searchDoc>,
  query: TitleQuery | null,
  { coversUrl, now }: { coversUrl: string; now: Date },
): ProviderRecord | null {
  const shown = (doc.editions?.docs ?? [])
    .map((one) => searchEdition.safeParse(one))
    .find(({ success }) => success)?.data;
  const isbns = isbn13sOf(shown?.isbn ?? []);
  const own = isbns.length === 1 ? (isbns[0] ?? null) : null;
  const title = readLine(shown?.title ?? doc.title);
  if (title === null) return null;
  const languages = (shown ? shown.language : doc.language) ?? [];
  const [date, ...otherDates] = shown?.publish_date ?? [];
  const coverId = shown?.cover_i ?? doc.cover_i ?? 0;
  const rating = doc.ratings_average;
  const record: ImportableRecord = {
    kind: "book",
    ...isbnFields(own),
    title,
    subtitle: readLine(shown ? shown.subtitle : doc.subtitle),
    authors: readLines(doc.author_name ?? []),
    pages: null,
    ...readDate(otherDates.length === 0 ? date : undefined, now),
    publisher: readLine(shown?.publisher?.[0]),
    languageCode: languages.length === 1 ? readLanguage(languages[0]) : null,
    description: null,
    genres: readGenres(doc.subject ?? []),
    averageRating: rating !== undefined && rating >= 0 && rating <= 5 ? Math.round(rating * 100) / 100 : null,
    ratingsCount: readCount(doc.ratings_count),
    series: [],
    identifiers: shown ? ownName(shown.key) : {},
    workKey: workKeyOf(doc.key),
    coverUrls: coverId > 0 ? [coverUrlById(coversUrl, coverId)] : [],
  };
  return {
    source,
    fetchedAt: now,
    confidence: query === null ? LISTED : scoreOf(query, record),
    otherIsbns: isbn13sOf(shown ? isbns : (doc.isbn ?? [])).filter((isbn) => isbn !== own),
    record,
  };
}
