/** What of an entry is brought to its reader's library. Pure. */
import { createHash } from "node:crypto";
import { FIRST_COLLECTION } from "@/lib/library/schema";
import type { ImportedReading, ImportedWork } from "@/lib/reading/importing/schema";
import { type Entry, type EntryCollection, entryCollection, type ImportOptions } from "../../schema";

const hashOf = (...parts: (string | number | null)[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** The moment of a day, for what is kept to the moment. */
const momentOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

type Known = { startedOn: string | null; endedOn: string | null; outcome: string };

/** The same time: of one day its beginning may not be known. */
const isSameTime = (one: Known, other: Known): boolean =>
  one.outcome === other.outcome &&
  one.endedOn === other.endedOn &&
  (one.startedOn === other.startedOn || one.startedOn === null || other.startedOn === null);

/** Those without a day are only counted. */
const isDated = ({ startedOn, endedOn, outcome }: Known): boolean =>
  startedOn !== null || endedOn !== null || outcome !== "finished";

/**
 * The times that a book was read that the library does not have yet. Those with a day are known by it; of those without one
 * only as many as the source counts more than are known, or each new date would bring one twice.
 */
export function missingReadings({ key, readings }: Pick<Entry, "key" | "readings">, known: Known[]): ImportedReading[] {
  const same = (one: Known) => known.some((other) => isSameTime(one, other));
  const dated = readings.filter((one) => isDated(one) && !same(one));
  const wanted = readings.filter(({ outcome }) => outcome === "finished").length;
  let left = wanted - [...known, ...dated].filter(({ outcome }) => outcome === "finished").length;
  const missing = readings.filter((one) => {
    if (isDated(one)) return !same(one);
    left -= 1;
    return left >= 0;
  });
  return missing.map((one, at) => ({
    ...one,
    // Of two that say the same, e.g. that nobody knows when, the second is another one.
    importKey: hashOf(key, one.startedOn, one.endedOn, one.outcome, isDated(one) ? 0 : known.length + at),
  }));
}

/** Times that were said before and are not in the library any more: their reader has removed them. */
function removedTimes(before: Known[], known: Known[]): Known[] {
  const left = [...known];
  const isThere = (is: (other: Known) => boolean): boolean => {
    const at = left.findIndex(is);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const dated = before.filter((one) => isDated(one) && !isThere((other) => isSameTime(one, other)));
  // One without a day may have got it since.
  return [...dated, ...before.filter((one) => !isDated(one) && !isThere(({ outcome }) => outcome === one.outcome))];
}

/**
 * What an entry says of its book's work, where it was brought before only what is new; undefined where that is nothing.
 * `known`: the times of reading in the library.
 */
export function workOf(entry: Entry, bookId: number, known: Known[], before?: Entry): ImportedWork | undefined {
  const { rating, review, quotes, addedOn, hasSpoilers, visibility, ...news } = newsOf(entry, before);
  const readings = missingReadings(entry, before ? [...known, ...removedTimes(before.readings, known)] : known);
  // A new time of reading comes with where the book stands by it.
  const status = readings.length > 0 ? entry.status : news.status;
  if (!status && rating === null && !review && readings.length === 0 && quotes.length === 0) return undefined;
  const days = entry.readings.map(({ endedOn, startedOn }) => (status === "reading" ? startedOn : endedOn));
  const day =
    days
      .filter((one) => one !== null)
      .toSorted()
      .at(-1) ?? addedOn;
  return {
    ...{ bookId, status, rating, review, hasSpoilers, visibility, readings },
    ...(addedOn && { addedAt: momentOf(addedOn) }),
    ...(entry.statusAt ? { statusAt: new Date(entry.statusAt) } : day && { statusAt: momentOf(day) }),
    ...(entry.reviewedAt && { reviewedAt: new Date(entry.reviewedAt) }),
    quotes: quotes.map(({ createdAt, ...quote }) => ({
      ...quote,
      ...(createdAt !== null && { createdAt: new Date(createdAt) }),
      importKey: hashOf(entry.key, quote.kind, quote.text),
    })),
  };
}

/**
 * What a row says of its book that it did not say when it was brought before: what its reader has changed or removed since
 * then stays so. Times of reading are all there: which of them are new is told by those in the library too (`workOf`).
 */
export function newsOf(entry: Entry, before: Entry | undefined): Entry {
  if (!before) return entry;
  const isSame = (part: "status" | "rating" | "review") => JSON.stringify(entry[part]) === JSON.stringify(before[part]);
  return {
    ...entry,
    status: isSame("status") ? null : entry.status,
    rating: isSame("rating") ? null : entry.rating,
    review: isSame("review") ? null : entry.review,
    copies: entry.copies.length > before.copies.length ? entry.copies : [],
    quotes: entry.quotes.filter(
      ({ kind, text }) => !before.quotes.some((one) => one.kind === kind && one.text === text),
    ),
  };
}

type Shelves = { collections: EntryCollection[]; tags: string[]; addedAt: Date | null };

const keysOf = (names: string[]) => new Set(names.map((name) => name.trim().toLowerCase()));

/** The same of shelves: a book that was moved or taken out since stays where its reader has put it. */
export function newShelves(shelves: Shelves, before: Shelves | undefined): Shelves {
  if (!before) return shelves;
  const [shelved, tagged] = [keysOf(before.collections.map(({ name }) => name)), keysOf(before.tags)];
  return {
    ...shelves,
    collections: shelves.collections.filter(({ name }) => !shelved.has(name.trim().toLowerCase())),
    tags: shelves.tags.filter((name) => !tagged.has(name.trim().toLowerCase())),
  };
}

/** The collections and tags of an entry, as its reader wants shelves. A book of which nothing is said goes where first books go. */
export function shelvesOf(entry: Entry, { shelves }: Pick<ImportOptions, "shelves">): Shelves {
  const names = entry.collections;
  const tags = shelves === "tags" ? [...entry.tags, ...names.map(({ name }) => name.slice(0, 60))] : entry.tags;
  const collections = shelves === "tags" ? [] : names;
  const { status, rating, review, copies, readings, quotes } = entry;
  // Our own export says all there is.
  const isBare =
    !entry.key.startsWith("ridizi:") &&
    !status &&
    rating === null &&
    !review &&
    copies.length + readings.length + quotes.length + names.length === 0;
  return {
    collections: isBare ? [entryCollection.parse(FIRST_COLLECTION)] : collections,
    tags: [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()],
    addedAt: entry.addedOn === null ? null : momentOf(entry.addedOn),
  };
}
