/** Objects of apps that write JSON, as rows of the tables that the same apps write. Pure. */

import { COLUMNS_MAX, type Entry, FILE_MAX, ROWS_MAX } from "../schema";

/** Why a file is more than is taken; thrown before what it holds is built. */
export type TooMuch = "rows" | "columns" | "things";
export class TooMuchProblem extends Error {
  constructor(readonly of: TooMuch) {
    super(`too many ${of}`);
  }
}

/** More values than a library of as many rows as are taken has, with all that is said of each. */
const VALUES_MAX = 4_000_000;

/** JSON is all in memory at once, so what it would become is told by its signs first; those within texts count too. */
export function checkJson(text: string): void {
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    // A comma, [ and {
    if (sign === 44 || sign === 91 || sign === 123) values += 1;
  }
  if (values > VALUES_MAX) throw new TooMuchProblem("things");
}

/** A list that is taken row by row, if it has no more rows than are taken. */
function checkRows<Row>(rows: Row[]): Row[] {
  if (rows.length > ROWS_MAX) throw new TooMuchProblem("rows");
  return rows;
}

/** The names of columns, each once, if they are no more than a table has. */
function checkColumns(names: Iterable<string>): string[] {
  const header = new Set<string>();
  for (const name of names) {
    header.add(name);
    if (header.size > COLUMNS_MAX) throw new TooMuchProblem("columns");
  }
  return [...header];
}

/** Counts what the entries of one file would add, and ends it where that is more than a file may. */
export function countThings(): (entry: Entry) => void {
  const left = { ...FILE_MAX };
  return ({ copies, readings, quotes, collections, tags }) => {
    const progress = readings.reduce((sum, reading) => sum + reading.progress.length, 0);
    left.kept -= copies.length + readings.length + progress + quotes.length;
    left.names -= collections.length + tags.length;
    if (left.kept < 0 || left.names < 0) throw new TooMuchProblem("things");
  };
}

/** What our own export calls itself. */
export const OWN_FORMAT = "ridizi-library";
export const OWN_VERSION = 1;

type Table = { header: string[]; rows: string[][] };
type Thing = Record<string, unknown>;

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as a cell: lists with a comma between their parts, objects by their values. */
function cellOf(value: unknown, separator = ", "): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value))
    return value
      .map((one) => cellOf(one))
      .filter(Boolean)
      .join(separator);
  if (isThing(value)) return cellOf(Object.values(value), separator);
  return String(value);
}

const LIBRARYTHING: Record<string, (thing: Thing) => string> = {
  "Book Id": (thing) => cellOf(thing.books_id),
  Title: (thing) => cellOf(thing.title),
  "Primary Author": (thing) => cellOf(thing.primaryauthor),
  "Secondary Author": ({ authors }) =>
    Array.isArray(authors)
      ? authors
          .slice(1)
          .map((one) => (isThing(one) ? cellOf(one.lf ?? one.fl) : ""))
          .filter(Boolean)
          .join("|")
      : "",
  Publication: (thing) => cellOf(thing.publication),
  Date: (thing) => cellOf(thing.date),
  Review: (thing) => cellOf(thing.review),
  Rating: (thing) => cellOf(thing.rating),
  Comment: (thing) => cellOf(thing.comment),
  "Private Comment": (thing) => cellOf(thing.privatecomment),
  Summary: (thing) => cellOf(thing.summary),
  "Page Count": (thing) => cellOf(thing.pages),
  Acquired: (thing) => cellOf(thing.dateacquired),
  "Date Started": (thing) => cellOf(thing.datestarted),
  "Date Read": (thing) => cellOf(thing.dateread),
  Tags: (thing) => cellOf(thing.tags),
  Collections: (thing) => cellOf(thing.collections),
  Languages: ({ language_codeA, language }) => cellOf(language_codeA ?? language),
  ISBN: (thing) => cellOf(thing.originalisbn),
  ISBNs: (thing) => cellOf([thing.isbn, thing.ean]),
  Copies: (thing) => cellOf(thing.copies),
  "Entry Date": (thing) => cellOf(thing.entrydate),
  "From Where": (thing) => cellOf(thing.fromwhere),
};

/** LibraryThing's JSON: one object of all books, by their numbers. Undefined for anything else. */
export function fromLibraryThing(value: unknown): Table | undefined {
  const things = isThing(value) ? Object.values(value).filter(isThing) : [];
  if (things.length === 0 || !things.every((thing) => "books_id" in thing && "title" in thing)) return undefined;
  return {
    header: Object.keys(LIBRARYTHING),
    rows: checkRows(things).map((thing) => Object.values(LIBRARYTHING).map((read) => read(thing))),
  };
}

/** Numbers of states in a backup of Openreads, and what they are called in its tables. */
const STATES = ["finished", "in_progress", "planned", "unfinished"];

/** A backup of Openreads: the tables' columns, but for states by number, stars by ten, and dates of an older kind. */
export function fromOpenreads(value: unknown): Table | undefined {
  const things = Array.isArray(value)
    ? value.filter(isThing).filter(({ deleted }) => deleted !== 1 && deleted !== true)
    : [];
  if (things.length === 0) return undefined;
  const header = ["id", "title", "subtitle", "author", "description", "status", "favourite", "rating", "pages"];
  const more = ["publication_year", "isbn", "olid", "tags", "my_review", "notes", "readings", "date_added"];
  const rows = checkRows(things).map((thing) => {
    const { status, rating, readings, start_date, finish_date } = thing;
    const dated = start_date || finish_date ? `${cellOf(start_date)}|${cellOf(finish_date)}|` : "";
    const said: Thing = {
      ...thing,
      status: typeof status === "number" ? STATES[status] : status,
      rating: typeof rating === "number" ? rating / 10 : rating,
      readings: Array.isArray(readings) ? readings.map((one) => cellOf(one)).join(";") : (readings ?? dated),
    };
    return [...header, ...more].map((name) => cellOf(said[name]));
  });
  return { header: [...header, ...more], rows };
}

function* namesOf(things: Thing[]): Generator<string> {
  for (const thing of things) yield* Object.keys(thing);
}

/** Any list of objects as a table of all of their names. */
export function tableOf(value: unknown): Table | undefined {
  const listed = isThing(value) ? Object.values(value).find(Array.isArray) : value;
  const things = Array.isArray(listed) ? listed.filter(isThing) : [];
  if (things.length === 0) return undefined;
  const header = checkColumns(namesOf(checkRows(things)));
  return { header, rows: things.map((thing) => header.map((name) => cellOf(thing[name]))) };
}
