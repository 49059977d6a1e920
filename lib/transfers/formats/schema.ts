import type { FormatKey } from "../schema";

/** What a column says; its words are what a reader sees that it becomes. */
export const FIELDS = {
  id: "how the row is known again",
  isbn: "ISBN",
  isbn13: "ISBN",
  isbns: "ISBN",
  title: "title",
  subtitle: "subtitle",
  author: "author",
  authors: "authors",
  moreAuthors: "authors",
  firstName: "author",
  lastName: "author",
  publisher: "publisher",
  published: "year",
  pages: "pages",
  language: "language",
  description: "description",
  series: "series",
  seriesIndex: "place in the series",
  identifiers: "ISBN and other numbers",
  goodreads: "link to Goodreads",
  openlibrary: "link to Open Library",
  status: "want to read, reading, read, stopped",
  shelves: "shelves",
  shelfName: "shelves",
  tags: "tags",
  favourite: "collection “Favourites”",
  rating: "stars",
  stars: "stars",
  review: "review",
  reviewTitle: "review",
  spoiler: "spoilers hidden",
  note: "notes",
  started: "when you began",
  finished: "when you finished",
  stopped: "when you stopped",
  ranges: "each time you read it",
  readings: "each time you read it",
  readCount: "how often you read it",
  added: "when it came to your books",
  owned: "copies",
  copies: "copies",
  condition: "condition of the copy",
  copyNote: "notes on the copy",
  acquiredOn: "when you got the copy",
  acquiredFrom: "where you got the copy",
  price: "price of the copy",
  kind: "books only",
} as const;
export type Field = keyof typeof FIELDS;

/** One app's table: by which columns it is known, and what its columns say. Names are without case and punctuation. */
export type TableFormat = {
  key: FormatKey;
  /** All of these are there. */
  signature: readonly string[];
  columns: Readonly<Record<string, Field>>;
  /** How several people stand in one cell. */
  authorSeparator: "," | ";" | "&" | "|" | null;
  /** "Le Guin, Ursula K." */
  isFamilyFirst?: true;
  /** Between shelves, and between tags. */
  listSeparator: RegExp;
  /** A note that every row would have, e.g. that a book is in the library. */
  isOwnedByDefault?: true;
};
