/** Google Books' answers, read. Its API: https://developers.google.com/books/docs/v1/reference/volumes */
import { z } from "zod";
import type { BookRecord, ImportableRecord } from "@/lib/catalog/records/schema";
import { sniffFormat } from "@/lib/covers/rules";
import {
  confidenceByIsbn,
  isbn13sOf,
  isbnFields,
  readCount,
  readDate,
  readGenres,
  readItems,
  readJson,
  readLanguage,
  readLine,
  readLines,
  readPages,
  readProse,
  scoreOf,
} from "../rules";
import type { ProviderRecord, TitleQuery } from "../schema";

const source = "googlebooks";

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const volumeShape = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/),
  volumeInfo: z.object({
    title: optional(z.string()),
    subtitle: optional(z.string()),
    authors: optional(z.array(z.string())),
    publisher: optional(z.string()),
    publishedDate: optional(z.string()),
    description: optional(z.string()),
    industryIdentifiers: optional(z.array(z.object({ type: z.string(), identifier: z.string() }))),
    pageCount: optional(z.number()),
    categories: optional(z.array(z.string())),
    averageRating: optional(z.number().min(0).max(5)),
    ratingsCount: optional(z.number()),
    language: optional(z.string()),
    imageLinks: optional(z.record(z.string(), z.string())),
  }),
});
export type Volume = z.output<typeof volumeShape>;

/** `/volumes` → its volumes, and apart from them those that cannot be read. */
export function readVolumes(body: string): { volumes: Volume[]; unread: unknown[]; count: number; total: number } {
  // Nothing found is said by leaving `items` out.
  const shape = z.object({ totalItems: z.int().nonnegative(), items: z.array(z.unknown()).optional() });
  const { items = [], totalItems: total } = readJson(body, shape);
  const { items: volumes, unread } = readItems(items, volumeShape);
  return { volumes, unread, count: items.length, total };
}

/**
 * Addresses of a volume's cover, largest first. `edge=curl` draws a turned-up corner onto the picture, so addresses are
 * made anew from the volume's id and never taken over; `zoom=1` is the small one that is there most often.
 */
export const coverUrlsOf = (coversUrl: string, id: string): string[] => [
  `${coversUrl}/books/publisher/content/images/frontcover/${id}?fife=w800-h1200&source=gbs_api`,
  `${coversUrl}/books/content?id=${id}&printsec=frontcover&img=1&zoom=0&source=gbs_api`,
  `${coversUrl}/books/content?id=${id}&printsec=frontcover&img=1&zoom=1&source=gbs_api`,
];

/** Where it has no cover it sends a picture that says so, and always as PNG; its covers are JPEG or WebP. */
export const isPlaceholder = (bytes: Uint8Array): boolean => sniffFormat(bytes) === "png";

/** "Fiction / Science Fiction / General" → its parts. */
const readCategories = (categories: readonly string[] = []): string[] =>
  readGenres(categories.flatMap((category) => category.split(" / ")).filter((part) => part !== "General"));

/** The valid ISBN-13s of a volume; shops' own numbers stand beside them. */
export const isbnsOfVolume = ({ volumeInfo: { industryIdentifiers = [] } }: Volume): string[] =>
  isbn13sOf(industryIdentifiers.filter(({ type }) => /^ISBN_1[03]$/.test(type)).map(({ identifier }) => identifier));

type Context = { coversUrl: string; now: Date };

/** A volume as a record of that ISBN; null when it does not carry it. Without an ISBN in mind it is the volume's own. */
export function volumeRecord(
  volume: Volume,
  wanted: { isbn13: string } | { query: TitleQuery | null },
  { coversUrl, now }: Context,
): ProviderRecord | null {
  const { id, volumeInfo: info } = volume;
  const isbns = isbnsOfVolume(volume);
  if ("isbn13" in wanted && !isbns.includes(wanted.isbn13)) return null;
  const own = "isbn13" in wanted ? wanted.isbn13 : isbns.length === 1 ? (isbns[0] ?? null) : null;
  const otherIsbns = isbns.filter((isbn) => isbn !== own);
  const title = readLine(info.title);
  if (title === null) return null;
  const record: ImportableRecord = {
    kind: "book",
    ...isbnFields(own),
    title,
    subtitle: readLine(info.subtitle),
    authors: readLines(info.authors ?? []),
    pages: readPages(info.pageCount),
    ...readDate(info.publishedDate?.replace(/\*$/, ""), now),
    publisher: readLine(info.publisher?.replace(/^"(.*)"$/, "$1")),
    languageCode: readLanguage(info.language),
    description: readProse(info.description),
    genres: readCategories(info.categories),
    averageRating: info.averageRating ?? null,
    ratingsCount: readCount(info.ratingsCount),
    series: [],
    identifiers: { google: id },
    workKey: null,
    coverUrls: Object.keys(info.imageLinks ?? {}).length > 0 ? coverUrlsOf(coversUrl, id) : [],
  };
  const confidence =
    "isbn13" in wanted ? confidenceByIsbn(otherIsbns) : wanted.query ? scoreOf(wanted.query, record) : 0.9;
  return { source, fetchedAt: now, confidence, otherIsbns, record };
}

/** The record that says most: the same ISBN comes as paper and as a preview, one of them often bare. */
export const fullest = (records: readonly ProviderRecord[]): ProviderRecord | undefined =>
  records.toSorted((a, b) => filledOf(b.record) - filledOf(a.record))[0];

const filledOf = (record: BookRecord): number =>
  Object.values(record).filter((value) => value !== null && !(Array.isArray(value) && value.length === 0)).length;
