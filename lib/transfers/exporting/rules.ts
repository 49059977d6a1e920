/** The tables of an export. Pure. */
import { sortName } from "@/lib/catalog/sorting/rules";
import type { Entry } from "../schema";

/** The columns of Goodreads, which every other app reads, and behind them what Goodreads does not know. */
export const LIBRARY_COLUMNS = [
  ...["Book Id", "Title", "Author", "Author l-f", "Additional Authors", "ISBN", "ISBN13", "My Rating"],
  ...["Average Rating", "Publisher", "Binding", "Number of Pages", "Year Published", "Original Publication Year"],
  ...["Date Read", "Date Added", "Bookshelves", "Bookshelves with positions", "Exclusive Shelf", "My Review"],
  ...["Spoiler", "Private Notes", "Read Count", "Owned Copies", "Original Purchase Date"],
  ...["Original Purchase Location", "Condition", "Condition Description", "BCID", "My Stars", "Dates Read", "My Tags"],
] as const;

const SHELVES = { want: "to-read", reading: "currently-reading", read: "read", stopped: "did-not-finish" } as const;

/** As Goodreads writes days. */
const slashed = (day: string | null | undefined): string => day?.slice(0, 10).replaceAll("-", "/") ?? "";
/** A comma stands between shelves. */
const shelfName = (name: string): string => name.replace(/\s*,\s*/g, " ");

/** A book in the columns of `LIBRARY_COLUMNS`. */
export function libraryRow({ book, ...mine }: Entry): unknown[] {
  const [author = "", ...others] = book.authors;
  const finished = mine.readings.filter(({ outcome }) => outcome === "finished");
  const lastRead = finished
    .map(({ endedOn }) => endedOn)
    .filter((day) => day !== null)
    .toSorted()
    .at(-1);
  const [series] = book.series;
  const numbered = series && series.position !== null ? ` (${series.name}, #${series.position})` : "";
  const first = mine.copies[0];
  const shelf = mine.status === null ? "" : SHELVES[mine.status];
  const shelves = [
    ...(shelf === "" || shelf === "read" ? [] : [shelf]),
    ...mine.collections.map(({ name }) => shelfName(name)),
  ];
  // A book that was moved, or that was read before it stood anywhere, is in the library since the first of these.
  const added = [mine.addedOn, ...mine.collections.map(({ addedAt }) => addedAt?.slice(0, 10) ?? null)]
    .filter((day) => day !== null)
    .toSorted()[0];
  // Who reads it takes every one for a time that the book was read.
  const ranges = finished
    .filter(({ startedOn, endedOn }) => startedOn !== null || endedOn !== null)
    .map(({ startedOn, endedOn }) => `${slashed(startedOn)}-${slashed(endedOn)}`);
  return [
    ...[book.identifiers.goodreads ?? "", `${book.title}${numbered}`, author, sortName(author), others.join(", ")],
    ...[book.isbn10 ?? "", book.isbn13 ?? "", Math.round(mine.rating ?? 0), "", book.publisher, "", book.pages],
    ...[book.publishedYear, "", slashed(lastRead), slashed(added ?? mine.statusAt), shelves.join(", "), "", shelf],
    ...[mine.review, mine.hasSpoilers ? "true" : "", mine.quotes.map(({ text }) => text).join("\n\n")],
    ...[finished.length, mine.copies.length, slashed(first?.acquiredOn), first?.acquiredFrom, first?.condition],
    ...[first?.notes, "", mine.rating, ranges.join(", "), mine.tags.map(shelfName).join(", ")],
  ];
}

/** What an insurance asks for: every copy by itself. */
export const COPY_COLUMNS = [
  ...["Title", "Authors", "ISBN", "Publisher", "Year", "Place", "Condition", "Signed", "Acquired on", "Acquired from"],
  ...["Price", "Currency", "Notes"],
] as const;

/** The copies of a book in the columns of `COPY_COLUMNS`. */
export const copyRows = ({ book, copies }: Entry): unknown[][] =>
  copies.map((copy) => [
    ...[book.title, book.authors.join(", "), book.isbn13 ?? book.isbn10 ?? "", book.publisher, book.publishedYear],
    ...[copy.place.map(({ name }) => name).join(", "), copy.condition, copy.isSigned ? "yes" : "no", copy.acquiredOn],
    ...[copy.acquiredFrom, copy.price, copy.currency, copy.notes],
  ]);
