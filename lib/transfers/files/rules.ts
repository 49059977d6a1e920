/** Objects of apps that write JSON, as rows of the tables that the same apps write. Pure. */

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
    rows: things.map((thing) => Object.values(LIBRARYTHING).map((read) => read(thing))),
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
  const rows = things.map((thing) => {
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

/** Any list of objects as a table of all of their names. */
export function tableOf(value: unknown): Table | undefined {
  const listed = isThing(value) ? Object.values(value).find(Array.isArray) : value;
  const things = Array.isArray(listed) ? listed.filter(isThing) : [];
  if (things.length === 0) return undefined;
  const header = [...new Set(things.flatMap((thing) => Object.keys(thing)))];
  return { header, rows: things.map((thing) => header.map((name) => cellOf(thing[name]))) };
}
