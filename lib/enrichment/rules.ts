/** Who is asked, whom to believe, and which picture can be a cover. Pure. */
import type { BookRecord, ImportableRecord } from "@/lib/catalog/records/schema";
import { isBlank, isTooSmall } from "@/lib/covers/rules";
import type { Picture } from "@/lib/covers/schema";
import { fold } from "@/lib/search/rules";
import { eachOnce } from "./providers/rules";
import { PROVIDER_LABELS, type Provider, type ProviderName, type ProviderRecord } from "./providers/schema";
import type { CoverRefusal, FieldOrigin, LookUpOutcome, MergedField, MergedRecord, ProviderFailure } from "./schema";

/** Those that answer for an ISBN. */
export const answersFor = ({ isbnPrefixes }: Pick<Provider, "isbnPrefixes">, isbn13: string): boolean =>
  isbnPrefixes === null || isbnPrefixes.some((prefix) => isbn13.startsWith(prefix));

/** Who did not answer and why, once each, in words for whoever looks after the site. */
export const describeFailures = (failures: readonly Pick<ProviderFailure, "source" | "message">[]): string =>
  [...new Set(failures.map(({ source, message }) => `${PROVIDER_LABELS[source]}: ${message}`))].join("; ");

/**
 * How much a source is believed, 0 to 1; a national library describes the book in hand, volunteers and shops what they
 * were told. Judgement: there is no measurement behind these figures.
 */
const TRUST: Record<ProviderName, { all: number } & Partial<Record<MergedField, number>>> = {
  dnb: { all: 0.9, description: 0.6, genres: 0.6 },
  openlibrary: { all: 0.7, series: 0.6, workKey: 0.9 },
  // Its pages are often those of the electronic edition, its publishers those of the file; its descriptions are the best.
  googlebooks: { all: 0.65, description: 0.8, languageCode: 0.8, pages: 0.5, publisher: 0.6 },
};
const CONFIDENCE_MAX = 0.99;
const GENRES_MAX = 12;

const trustIn = ({ source, confidence }: ProviderRecord, field: MergedField): number =>
  (TRUST[source][field] ?? TRUST[source].all) * confidence;

/** Best first. */
export const byTrust = (a: ProviderRecord, b: ProviderRecord): number =>
  b.confidence * TRUST[b.source].all - a.confidence * TRUST[a.source].all;

type Said<Value> = { by: ProviderRecord; value: Value };
type Won<Value> = { value: Value; by: ProviderRecord; group: Said<Value>[]; origin: FieldOrigin };

/**
 * Decides one field. Those who say the same stand together, and together weigh more than each alone; the weightiest group
 * wins, and of it `better` chooses how it is said, by default the source that is believed most.
 */
function decide<Value>(
  records: readonly ProviderRecord[],
  field: MergedField,
  read: (record: BookRecord) => Value | null,
  isSame: (a: Value, b: Value) => boolean,
  better: (a: Value, b: Value) => number = () => 0,
): Won<Value> | null {
  const said = records
    .flatMap((by): Said<Value>[] => {
      const value = read(by.record);
      return value === null ? [] : [{ by, value }];
    })
    .toSorted((a, b) => trustIn(b.by, field) - trustIn(a.by, field));
  const groups: Said<Value>[][] = [];
  for (const one of said) {
    const group = groups.find(([first]) => first !== undefined && isSame(first.value, one.value));
    if (group) group.push(one);
    else groups.push([one]);
  }
  const weightOf = (group: Said<Value>[]) => 1 - group.reduce((doubt, { by }) => doubt * (1 - trustIn(by, field)), 1);
  const [group] = groups.toSorted((a, b) => weightOf(b) - weightOf(a));
  const best = group?.toSorted((a, b) => better(a.value, b.value))[0];
  if (!group || !best) return null;
  const confidence = Math.round(Math.min(CONFIDENCE_MAX, weightOf(group)) * 1000) / 1000;
  const reason = group.length > 1 ? "agreed" : said.length === 1 ? "only" : "trusted";
  const agreeing = [...new Set(group.map(({ by }) => by.source))];
  return { value: best.value, by: best.by, group, origin: { source: best.by.source, agreeing, confidence, reason } };
}

const sameText = (a: string, b: string): boolean => fold(a) === fold(b);
/** "Gallimard" and "Éditions Gallimard" are one house. */
const sameHouse = (a: string, b: string): boolean => {
  const [one, other] = [` ${fold(a)} `, ` ${fold(b)} `];
  return one.includes(other) || other.includes(one);
};
const samePeople = (a: readonly string[], b: readonly string[]): boolean => peopleOf(a) === peopleOf(b);
const peopleOf = (names: readonly string[]): string =>
  names
    .map((name) => fold(name).split(" ").toSorted().join(" "))
    .toSorted()
    .join("\n");
/** "2004" and "2004-03-16" do not contradict each other. */
const sameDate = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const sameLanguage = (a: string, b: string): boolean => a.split("-")[0] === b.split("-")[0];
const filled = <Item>(items: Item[]): Item[] | null => (items.length > 0 ? items : null);

type Titled = Pick<BookRecord, "title" | "subtitle">;
const wholeTitle = ({ title, subtitle }: Titled): string => fold(subtitle === null ? title : `${title} ${subtitle}`);
/** One puts into the title what the other has as subtitle, or leaves out. */
const sameTitle = (a: Titled, b: Titled): boolean => sameText(a.title, b.title) || wholeTitle(a) === wholeTitle(b);

/**
 * What several providers say of one ISBN as one record. Every value is one that a provider gave; where they disagree
 * about a field the origin says who was believed. Null without records.
 */
export function mergeRecords(
  isbn: Pick<BookRecord, "isbn13" | "isbn10">,
  records: readonly ProviderRecord[],
): MergedRecord | null {
  const ordered = records.toSorted(byTrust);
  const title = decide(ordered, "title", ({ title: text, subtitle }) => ({ title: text, subtitle }), sameTitle);
  if (!title) return null;
  // A subtitle belongs to a title: that of another wording would say things twice.
  const titled = title.group.filter(({ value }) => sameText(value.title, title.value.title)).map(({ by }) => by);
  const subtitle = decide(titled, "subtitle", (record) => record.subtitle, sameText);
  const authors = decide(ordered, "authors", (record) => filled(record.authors), samePeople);
  const pages = decide(
    ordered,
    "pages",
    (record) => record.pages,
    (a, b) => a === b,
  );
  const date = decide(
    ordered,
    "publicationDate",
    (record) => record.publicationDate,
    sameDate,
    (a, b) => b.length - a.length,
  );
  const publisher = decide(ordered, "publisher", (record) => record.publisher, sameHouse);
  const language = decide(ordered, "languageCode", (record) => record.languageCode, sameLanguage);
  const description = decide(ordered, "description", (record) => record.description, sameText);
  const genres = decide(
    ordered,
    "genres",
    (record) => filled(record.genres),
    () => true,
  );
  const series = decide(ordered, "series", (record) => filled(record.series), sameSeries);
  const workKey = decide(
    ordered,
    "workKey",
    (record) => record.workKey,
    (a, b) => a === b,
  );
  const rating = decide(
    ordered,
    "averageRating",
    ({ averageRating, ratingsCount }) => (averageRating === null ? null : { averageRating, ratingsCount }),
    () => false,
  );
  const won = { title, subtitle, authors, pages, publicationDate: date, publisher, languageCode: language };
  const more = { description, genres, averageRating: rating, series, workKey };
  const origins: MergedRecord["origins"] = {};
  for (const [field, one] of Object.entries({ ...won, ...more }) as [MergedField, Won<unknown> | null][]) {
    if (one) origins[field] = one.origin;
  }
  const record: ImportableRecord = {
    // Not all can tell, so those who do are believed.
    kind: ordered.some((one) => one.record.kind === "audiobook") ? "audiobook" : "book",
    ...isbn,
    title: title.value.title,
    subtitle: subtitle?.value ?? null,
    authors: authors?.value ?? [],
    pages: pages?.value ?? null,
    publicationDate: date?.value ?? null,
    publishedYear: date?.by.record.publishedYear ?? null,
    publisher: publisher?.value ?? null,
    languageCode: language?.value ?? null,
    description: description?.value ?? null,
    genres: eachOnce(
      (genres?.group ?? []).flatMap(({ value }) => value),
      fold,
    ).slice(0, GENRES_MAX),
    averageRating: rating?.value.averageRating ?? null,
    ratingsCount: rating?.value.ratingsCount ?? null,
    series: series?.value ?? [],
    identifiers: Object.fromEntries(
      ordered.toReversed().flatMap(({ record: { identifiers } }) => Object.entries(identifiers)),
    ),
    workKey: workKey?.value ?? null,
    coverUrls: eachOnce(
      ordered.toSorted(byCovers).flatMap((one) => one.record.coverUrls),
      (url) => url,
    ),
  };
  return {
    record,
    origins,
    fetchedAt: new Date(Math.min(...ordered.map(({ fetchedAt }) => fetchedAt.getTime()))),
    otherIsbns: [...new Set(ordered.flatMap(({ otherIsbns }) => otherIsbns))],
  };
}

const sameSeries = (a: BookRecord["series"], b: BookRecord["series"]): boolean =>
  a.some((one) => b.some((other) => sameText(one.name, other.name) && one.position === other.position));

/** Open Library's are the readers' own photos of covers, by number and free of charge; Google's come next. */
const COVER_ORDER: readonly ProviderName[] = ["openlibrary", "googlebooks", "dnb"];
const byCovers = (a: ProviderRecord, b: ProviderRecord): number =>
  COVER_ORDER.indexOf(a.source) - COVER_ORDER.indexOf(b.source);

/** What an answer of several providers comes to. Silence is never taken for "unknown". */
export function outcomeOf(askedCount: number, foundCount: number, failures: readonly ProviderFailure[]): LookUpOutcome {
  if (askedCount === 0) return "offline";
  if (foundCount > 0) return "found";
  return failures.length > 0 ? "unanswered" : "not_found";
}

/** A record found by words is shown from here on; below it is another book. */
export const SEARCH_CONFIDENCE_MIN = 0.45;

/** From here on a picture is as good as any for our purposes. */
const LARGE_HEIGHT_MIN = 400;
/** Books are higher than wide; picture books may lie, audio comes square. */
const SHAPE = { min: 0.4, max: 1.6 };
/** What speaks against a decoded picture (RGB bytes) as a cover, or null. */
export function coverProblem(picture: Picture): CoverRefusal["reason"] | null {
  if (isTooSmall(picture)) return "too_small";
  const shape = picture.width / picture.height;
  if (shape < SHAPE.min || shape > SHAPE.max) return "wrong_shape";
  return isBlank(picture) ? "blank" : null;
}

export const isLarge = ({ height }: Pick<Picture, "height">): boolean => height >= LARGE_HEIGHT_MIN;
