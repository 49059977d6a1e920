import type { DateOrder } from "@/lib/catalog/records/dates/rules";
import type { NameSeparator } from "@/lib/catalog/records/names/rules";

/** What a column can say of a book. */
export type Field =
  | "isbn10"
  | "isbn13"
  | "title"
  | "subtitle"
  | "authors"
  | "pages"
  | "date"
  | "publisher"
  | "language"
  | "description"
  | "genres"
  | "rating"
  | "ratingsCount"
  | "cover"
  /** Another place in which the ISBN-10 stands whole: the name of a picture, or its address. */
  | "witness"
  | "goodreads";

/** What the cells of a column look like; by it a row with a comma too many finds its columns again. */
export type CellType = "text" | "integer" | "decimal" | "isbn" | "language" | "date" | "url";

export type Column = { name: string; type: CellType; field?: Field };

/** A kind of file: what its columns are and how its cells are written. */
export type Dialect = {
  name: string;
  columns: Column[];
  hasHeader: boolean;
  authorSeparator: NameSeparator;
  dateOrder: DateOrder;
};
