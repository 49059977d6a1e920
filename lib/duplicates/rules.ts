/** Which two books may be one, and what is to be done about it. Pure. */

import { canonical, isEmptyValue, isNews } from "@/lib/catalog/provenance/rules";
import { type BookField, type FieldValue, isLocked, type Origin } from "@/lib/catalog/provenance/schema";
import { isSameLanguage } from "@/lib/catalog/records/languages/rules";
import { isSamePublisher } from "@/lib/catalog/records/names/rules";
import { isSameBook, workNamesOf } from "@/lib/catalog/records/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { hashDistance } from "@/lib/covers/hashes/rules";
import type { ComparedBook, ComparedField, ComparedPair, Decision, Facts, LookReason, Reason, Verdict } from "./schema";

/** Of a book with many authors any of the first may stand first elsewhere. */
const AUTHORS_MAX = 3;

/** The ISBN-13 of a book, also where only the other form of it was kept. */
export function isbnOf({ isbn10, isbn13 }: Pick<Facts, "isbn10" | "isbn13">): string | null {
  const parsed = parseIsbn(isbn13 ?? isbn10 ?? "");
  return typeof parsed === "string" ? null : parsed.isbn13;
}

const titleKeysOf = ({ title, series, authors }: Facts): string[] =>
  authors
    .slice(0, AUTHORS_MAX)
    .flatMap((author) => workNamesOf({ workKey: null, title, series: series ?? [], authors: [author] }));

/** Each hash is cut into this many pieces of four digits, 16 bits. */
export const BANDS = 4;
const DIGITS = 4;

/**
 * Hashes that differ in at most this many of 64 bits show one picture: of four pieces of 16 bits at least one then differs
 * in a single bit or none, which is what they are looked up by. Of real covers 99 % and more are so near to themselves,
 * smaller, worse or in other tones; of 404,550 pairs of different ones a single pair is, of one series.
 */
export const HASH_DISTANCE_MAX = 2 * BANDS - 1;

const bandName = (band: number, value: number): string => `look:${band}:${value.toString(16).padStart(DIGITS, "0")}`;
const bandsOf = (phash: string): number[] =>
  Array.from({ length: BANDS }, (_, band) => Number.parseInt(phash.slice(band * DIGITS, (band + 1) * DIGITS), 16));

/** A piece of a hash, and all that differ from it in one bit. */
export function nearBands(value: number): number[] {
  return [value, ...Array.from({ length: DIGITS * 4 }, (_, bit) => value ^ (1 << bit))];
}

/** Everything by which a book is found to be another one; books with a key in common are compared. */
export function keysOf(facts: Facts): string[] {
  const isbns = [isbnOf(facts), ...facts.aliases.filter((name) => /^\d{13}$/.test(name))];
  const looks = facts.pictures.flatMap(({ phash }) =>
    phash ? bandsOf(phash).map((value, band) => bandName(band, value)) : [],
  );
  return [...new Set([...isbns.flatMap((isbn) => (isbn ? [`isbn:${isbn}`] : [])), ...titleKeysOf(facts), ...looks])];
}

/** The keys under which books are found whose picture is near. */
export const nearKeysOf = (phash: string): string[] =>
  bandsOf(phash).flatMap((value, band) => nearBands(value).map((near) => bandName(band, near)));

/** Whether two have one picture, and how that is told; by its file first, then by how it looks. */
export function sameLook(one: Facts, other: Facts): Reason | null {
  const files = new Set(one.pictures.map(({ sha256 }) => sha256));
  if (other.pictures.some(({ sha256 }) => files.has(sha256))) return { reason: "exact_hash" };
  const hashes = (facts: Facts) => facts.pictures.flatMap(({ phash }) => phash ?? []);
  const distances = hashes(one).flatMap((a) => hashes(other).map((b) => hashDistance(a, b)));
  const distance = Math.min(...distances);
  return distance <= HASH_DISTANCE_MAX ? { reason: "phash_match", value: distance } : null;
}

/** A year apart is one source's copyright and another's print. */
const YEARS_MAX = 1;
/** Some count the pages with Roman numbers too. */
const PAGES_SHARE = 0.05;

/** Of what both say: how much is the same, and how much is not. */
function compareFacts(one: Facts, other: Facts) {
  const said = <Value>(a: Value | null, b: Value | null, isSame: (a: Value, b: Value) => boolean) =>
    a === null || b === null ? [] : [isSame(a, b)];
  const answers = [
    ...said(one.languageCode, other.languageCode, isSameLanguage),
    ...said(one.publishedYear, other.publishedYear, (a, b) => Math.abs(a - b) <= YEARS_MAX),
    ...said(one.pages, other.pages, (a, b) => Math.abs(a - b) <= PAGES_SHARE * Math.max(a, b)),
    ...said(one.publisher, other.publisher, isSamePublisher),
  ];
  return { same: answers.filter(Boolean).length, other: answers.filter((isSame) => !isSame).length };
}

const SURE = 1;
const TWO_NUMBERS = 0.7;
const NAMED_ALIKE = 0.65;
const TITLED_ALIKE = 0.5;
const A_FACT = 0.06;
const LOOKS: Record<LookReason, number> = { exact_hash: 0.1, phash_match: 0.08, embedding_similarity: 0.05 };
const EDITION = 0.6;
const ONE_PICTURE: Partial<Record<LookReason, number>> = { exact_hash: 0.5, phash_match: 0.4 };
/** All four facts, without which two ISBNs are two editions. */
const FACTS = 4;

const round = (score: number) => Math.round(score * 100) / 100;

/**
 * What two books are to each other; null where nothing is to be decided. `look` is how their pictures were found to be one.
 * An ISBN is the truth: two that have different ones are two editions, unless all else, the picture too, is the same; then
 * one book has got two numbers. Where one has none, they are one book if nothing that both say contradicts it. One picture
 * alone makes no two titles one book: it may be a publisher's placeholder.
 */
export function judge(one: Facts, other: Facts, look: Reason | null): Verdict | null {
  const [isbn, otherIsbn] = [isbnOf(one), isbnOf(other)];
  const looks = look ? [look] : [];
  if (isbn !== null && isbn === otherIsbn)
    return { kind: "book", score: SURE, reasons: [{ reason: "isbn" }, ...looks] };
  const isAlias = (facts: Facts, number: string | null) => number !== null && facts.aliases.includes(number);
  if (isAlias(one, otherIsbn) || isAlias(other, isbn))
    return { kind: "book", score: SURE, reasons: [{ reason: "alias_isbn" }, ...looks] };

  const keys = new Set(titleKeysOf(one));
  const isNamedAlike = titleKeysOf(other).some((key) => keys.has(key));
  if (!isNamedAlike && !look) return null;
  const lookReason = look?.reason as LookReason | undefined;
  if (!isNamedAlike && !isSameBook(one, other)) {
    const score = lookReason && ONE_PICTURE[lookReason];
    return score && look ? { kind: "cover", score, reasons: [look] } : null;
  }

  const reasons: Reason[] = [...(isNamedAlike ? [{ reason: "title_author" as const }] : []), ...looks];
  const bonus = lookReason ? LOOKS[lookReason] : 0;
  const facts = compareFacts(one, other);
  const edition = (): Verdict | null =>
    one.workId === other.workId ? null : { kind: "edition", score: round(EDITION + bonus), reasons };
  if (isbn !== null && otherIsbn !== null) {
    const isOneBook = facts.same === FACTS && look !== null && lookReason !== "embedding_similarity";
    return isOneBook ? { kind: "book", score: TWO_NUMBERS, reasons } : edition();
  }
  if (facts.other > 0) return edition();
  const base = isNamedAlike ? NAMED_ALIKE : TITLED_ALIKE;
  return { kind: "book", score: round(base + facts.same * A_FACT + bonus), reasons };
}

/** What two books say and show, in one spelling: a decision about them holds as long as it stays the same. */
export function evidenceText(...facts: [Facts, Facts]): string {
  return JSON.stringify(
    facts
      .toSorted((a, b) => a.id - b.id)
      .map(
        ({
          id,
          isbn10,
          isbn13,
          title,
          subtitle,
          authors,
          series,
          publisher,
          publishedYear,
          pages,
          languageCode,
          pictures,
        }) => [
          ...[id, isbn10, isbn13, title, subtitle, authors, series, publisher, publishedYear, pages, languageCode],
          pictures.map(({ sha256 }) => sha256).toSorted(),
        ],
      ),
  );
}

/** The picture that a new one was found to be. Its book is the new picture's own, or one that it was judged to be. */
export type KnownPicture = { reason: LookReason; imageId: number; book: "own" | "same" | "other" };

/**
 * What a picture that comes means. `isKept`: the reader who brings it has its book in a collection; then another picture
 * than the known one is of the copy there, and the very same file says nothing new. Of nobody in particular it is one
 * picture more of its own book, or a copy of one that was judged to be the same. A picture of another book says nothing.
 */
export function resolvePicture(known: KnownPicture | null, isKept: boolean): Decision {
  if (!known || known.book === "other") return "new_book";
  if (isKept) return known.reason === "exact_hash" ? "ignore" : "existing_copy";
  return known.book === "own" ? "ignore" : "new_copy";
}

const COMPARED: BookField[] = [
  ...(["title", "subtitle", "authors", "isbn", "publisher", "publicationDate", "pages", "languageCode"] as const),
  ...(["series", "genres", "averageRating", "description"] as const),
];

type Sided = { value: FieldValue; origin: Origin | null };

/** The fields of two books beside each other; fields that neither has are left out. */
export function compareFields(side: (field: BookField) => [Sided, Sided]): ComparedField[] {
  return COMPARED.flatMap((field) => {
    const [one, other] = side(field);
    if (isEmptyValue(one.value) && isEmptyValue(other.value)) return [];
    return {
      field,
      values: [one.value, other.value],
      origins: [one.origin, other.origin],
      isDifferent: canonical(field, one.value) !== canonical(field, other.value),
    };
  });
}

/** The side whose value is proposed where `kept` stays: what a person has locked, else what is there, else that of the one that stays. */
export function proposedSide({ field, values, origins }: ComparedField, kept: 0 | 1): 0 | 1 {
  const gone = kept === 0 ? 1 : 0;
  const locked = ([kept, gone] as const).find((at) => isLocked({ [field]: origins[at] ?? undefined }, field));
  if (locked !== undefined) return locked;
  if (isEmptyValue(values[kept])) return gone;
  // Half of the years are of a source that gives no month.
  const isMoreExact =
    field === "publicationDate" && isNews(field, values[kept], values[gone]) && isStartOf(values[kept], values[gone]);
  return isMoreExact ? gone : kept;
}

const isStartOf = (a: FieldValue, b: FieldValue) => (b.publicationDate ?? "").startsWith(a.publicationDate ?? "");

const usageOf = ({ usage }: ComparedBook): number => usage.collections + usage.scans + usage.feedback;

/** The side that is proposed to stay: the one with an ISBN, else the one that readers use more, else the older one. */
export function stayingSide({ books: [one, other] }: Pick<ComparedPair, "books">): 0 | 1 {
  const hasIsbn = (book: ComparedBook) => book.book.isbn13 !== null;
  if (hasIsbn(one) !== hasIsbn(other)) return hasIsbn(one) ? 0 : 1;
  if (usageOf(one) !== usageOf(other)) return usageOf(one) > usageOf(other) ? 0 : 1;
  return one.addedAt <= other.addedAt ? 0 : 1;
}
