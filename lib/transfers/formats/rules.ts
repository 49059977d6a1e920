/** The tables of other apps, by facts of their exports. Pure. */
import { parseIsbn } from "@/lib/catalog/rules";
import { type MappedColumn, ROWS_MAX } from "../schema";
import { FIELDS, type Field, type TableFormat } from "./schema";

const COMMA = /,/;

const GOODREADS: TableFormat = {
  key: "goodreads",
  signature: ["book id", "title", "exclusive shelf", "my rating"],
  authorSeparator: null,
  listSeparator: COMMA,
  columns: {
    "book id": "goodreads",
    title: "title",
    author: "author",
    "additional authors": "moreAuthors",
    isbn: "isbn",
    isbn13: "isbn13",
    "my rating": "rating",
    // Ours, beside what Goodreads knows: see lib/transfers/exports.
    "my stars": "stars",
    "my tags": "tags",
    "dates read": "ranges",
    publisher: "publisher",
    "number of pages": "pages",
    "year published": "published",
    "date read": "finished",
    "date started": "started",
    "date added": "added",
    bookshelves: "shelves",
    "exclusive shelf": "status",
    "my review": "review",
    spoiler: "spoiler",
    "private notes": "note",
    "read count": "readCount",
    "owned copies": "copies",
    "original purchase date": "acquiredOn",
    "original purchase location": "acquiredFrom",
    condition: "condition",
    "condition description": "copyNote",
  },
};

const STORYGRAPH: TableFormat = {
  key: "storygraph",
  signature: ["title", "isbn uid", "read status", "star rating"],
  authorSeparator: ",",
  listSeparator: COMMA,
  columns: {
    title: "title",
    authors: "authors",
    "isbn uid": "isbn",
    "read status": "status",
    "date added": "added",
    "last date read": "finished",
    "dates read": "ranges",
    "read count": "readCount",
    "star rating": "rating",
    review: "review",
    tags: "tags",
    owned: "owned",
  },
};

const LIBRARYTHING: TableFormat = {
  key: "librarything",
  signature: ["book id", "title", "primary author", "collections", "isbns"],
  authorSeparator: "|",
  isFamilyFirst: true,
  listSeparator: COMMA,
  isOwnedByDefault: true,
  columns: {
    "book id": "id",
    title: "title",
    "primary author": "author",
    "secondary author": "moreAuthors",
    publication: "publisher",
    date: "published",
    review: "review",
    rating: "rating",
    comment: "note",
    "private comment": "note",
    summary: "description",
    "page count": "pages",
    acquired: "acquiredOn",
    "date acquired": "acquiredOn",
    "date started": "started",
    "date read": "finished",
    tags: "tags",
    collections: "shelves",
    languages: "language",
    isbn: "isbn",
    isbns: "isbns",
    copies: "copies",
    "entry date": "added",
    "from where": "acquiredFrom",
    "purchase price": "price",
  },
};

const CALIBRE: TableFormat = {
  key: "calibre",
  signature: ["authors", "title", "uuid", "identifiers"],
  authorSeparator: "&",
  listSeparator: COMMA,
  columns: {
    uuid: "id",
    authors: "authors",
    title: "title",
    isbn: "isbn",
    identifiers: "identifiers",
    comments: "description",
    tags: "tags",
    series: "series",
    "series index": "seriesIndex",
    languages: "language",
    publisher: "publisher",
    pubdate: "published",
    rating: "rating",
    timestamp: "added",
  },
};

export const OPENREADS: TableFormat = {
  key: "openreads",
  signature: ["title", "status", "olid", "readings"],
  authorSeparator: null,
  listSeparator: /\|{5}/,
  columns: {
    title: "title",
    subtitle: "subtitle",
    author: "authors",
    description: "description",
    status: "status",
    favourite: "favourite",
    rating: "rating",
    pages: "pages",
    "publication year": "published",
    isbn: "isbn",
    olid: "openlibrary",
    tags: "tags",
    "my review": "review",
    notes: "note",
    readings: "readings",
    "date added": "added",
  },
};

const BOOKWYRM: TableFormat = {
  key: "bookwyrm",
  signature: ["title", "author text", "remote id", "isbn 13"],
  authorSeparator: ",",
  listSeparator: COMMA,
  columns: {
    "remote id": "id",
    title: "title",
    "author text": "authors",
    "openlibrary key": "openlibrary",
    "goodreads key": "goodreads",
    "isbn 10": "isbn",
    "isbn 13": "isbn13",
    "start date": "started",
    "finish date": "finished",
    "stopped date": "stopped",
    rating: "rating",
    "review name": "reviewTitle",
    "review content": "review",
    shelf: "status",
    "shelf name": "shelfName",
    "shelf date": "added",
  },
};

const LIBIB: TableFormat = {
  key: "libib",
  signature: ["title", "ean isbn13", "upc isbn10"],
  authorSeparator: ",",
  listSeparator: COMMA,
  isOwnedByDefault: true,
  columns: {
    "item type": "kind",
    title: "title",
    creators: "authors",
    "first name": "firstName",
    "last name": "lastName",
    "ean isbn13": "isbn13",
    "upc isbn10": "isbn",
    publisher: "publisher",
    "publish date": "published",
    description: "description",
    group: "shelves",
    tags: "tags",
    notes: "note",
    price: "price",
    length: "pages",
    rating: "rating",
    review: "review",
    status: "status",
    began: "started",
    completed: "finished",
    added: "added",
    copies: "copies",
  },
};

/** Columns that tables of books call in one of these ways, wherever they are from. */
const COMMON: [RegExp, Field][] = [
  [/^(?:isbn ?10|isbn)$/, "isbn"],
  [/^(?:isbn ?13|ean(?: ?13)?)$/, "isbn13"],
  [/^(?:title|book title|name)$/, "title"],
  [/^(?:subtitle|sub title)$/, "subtitle"],
  [/^(?:authors?|book authors?|author names?|writers?)$/, "authors"],
  [/^(?:publisher|publishers|publisher name)$/, "publisher"],
  [/^(?:pages|num pages|number of pages|page count)$/, "pages"],
  [/^(?:publication date|published|publish date|published year|publication year|year)$/, "published"],
  [/^(?:language|language code|lang)$/, "language"],
  [/^(?:description|summary|synopsis|blurb)$/, "description"],
  [/^(?:my rating|rating|stars|star rating)$/, "rating"],
  [/^(?:shelf|status|read status|reading status|exclusive shelf)$/, "status"],
  [/^(?:shelves|bookshelves|collections?|lists?)$/, "shelves"],
  [/^(?:tags|labels|keywords)$/, "tags"],
  [/^(?:review|my review)$/, "review"],
  [/^(?:notes?|private notes?|comments?)$/, "note"],
  [/^(?:started|date started|start date|began)$/, "started"],
  [/^(?:finished|date read|date finished|finish date|read on|completed|end date)$/, "finished"],
  [/^(?:dates read)$/, "ranges"],
  [/^(?:read count|times read)$/, "readCount"],
  [/^(?:added|date added|entry date|created)$/, "added"],
  [/^(?:owned|own)$/, "owned"],
  [/^(?:copies|owned copies|quantity)$/, "copies"],
  [/^(?:condition)$/, "condition"],
  [/^(?:price|purchase price|price paid)$/, "price"],
  [/^(?:acquired|purchase date|date acquired|original purchase date)$/, "acquiredOn"],
  [/^(?:purchase location|original purchase location|from where)$/, "acquiredFrom"],
];

const APPS = [GOODREADS, STORYGRAPH, LIBRARYTHING, CALIBRE, OPENREADS, BOOKWYRM, LIBIB];

/** "Character- or Plot-Driven?" is "character or plot driven". */
export const nameKey = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The app that a table is from, by the names of its columns; one of the usual names is taken too. Undefined: no table of books. */
export function detectFormat(header: string[]): TableFormat | undefined {
  const names = header.map(nameKey);
  const app = APPS.find(({ signature }) => signature.every((name) => names.includes(name)));
  if (app) return app;
  const columns = Object.fromEntries(
    names.flatMap((name) => {
      const [, field] = COMMON.find(([pattern]) => pattern.test(name)) ?? [];
      return field ? [[name, field]] : [];
    }),
  );
  const fields = Object.values(columns);
  const isOfBooks = fields.some((field) => field === "title" || field === "isbn" || field === "isbn13");
  if (!isOfBooks) return undefined;
  return { key: "table", signature: [], columns, authorSeparator: null, listSeparator: /[,;|]/ };
}

/** Each column of a file with what it becomes, in words. */
export const mapColumns = ({ columns }: TableFormat, header: string[]): MappedColumn[] =>
  header.map((name) => {
    const field = columns[nameKey(name)];
    return { name, becomes: field ? FIELDS[field] : null };
  });

const LISTED_WORD = /[^\s,;]+/g;
/** "978-2-38163-047-2" on a line of its own, or many on one line. */
const LISTED_LINE = /^(?:isbn(?:-1[03])?:?\s*)?[\dx][\dx\s–—-]{8,18}$/i;

function* linesOf(text: string): Generator<{ line: number; text: string }> {
  let [line, from] = [1, 0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) {
    yield { line, text: text.slice(from, end.index) };
    line += 1;
    from = end.index + end[0].length;
  }
  yield { line, text: text.slice(from) };
}

/** Longer than an ISBN can be written, with quotation marks and a comma behind it. */
const LISTED_MAX = 60;

function* listedOf(text: string): Generator<{ line: number; text: string }> {
  for (const { line, text: given } of linesOf(text)) {
    const trimmed = given.trim();
    const whole = trimmed.length > LISTED_MAX ? "" : trimmed.replace(/[,;]+$/, "").replace(/^"(.*)"$/, "$1");
    if (LISTED_LINE.test(whole) && typeof parseIsbn(whole) !== "string") yield { line, text: whole };
    else for (const [word] of trimmed.matchAll(LISTED_WORD)) yield { line, text: word.replace(/^"(.*)"$/, "$1") };
  }
}

/**
 * The ISBNs of a list, a line or a word each; undefined for a text that is none, for at least half of it must be ISBNs.
 * Of more than can be brought only the first are looked at.
 */
export function listIsbns(text: string): { line: number; text: string }[] | undefined {
  const parts: { line: number; text: string }[] = [];
  for (const part of listedOf(text)) {
    parts.push(part);
    // One for the name of the column, one to be too many.
    if (parts.length > ROWS_MAX + 1) break;
  }
  const rows = /^isbns?$/i.test(parts[0]?.text ?? "") ? parts.slice(1) : parts;
  const valid = rows.filter(({ text: part }) => typeof parseIsbn(part) !== "string").length;
  return valid > 0 && valid >= rows.length / 2 ? rows : undefined;
}
