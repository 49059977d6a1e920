/** What is new in what a source says of a book, and who may be believed to have said it. Pure. */
import { isSameLanguage } from "../records/languages/rules";
import { isSamePublisher } from "../records/names/rules";
import { authorKey, isEmpty } from "../records/rules";
import { foldKey } from "../records/texts/rules";
import {
  type BookColumns,
  type BookField,
  bookFields,
  type EditableField,
  FIELD_COLUMNS,
  type FieldValue,
  type Said,
} from "./schema";

/** The columns of one field. */
export const valueIn = (field: BookField, columns: Partial<BookColumns>): FieldValue =>
  Object.fromEntries(FIELD_COLUMNS[field].map((column) => [column, columns[column] ?? null]));

export const isEmptyValue = (value: FieldValue): boolean => Object.values(value).every(isEmptyPart);
const isEmptyPart = (part: unknown): boolean =>
  isEmpty(part) || (typeof part === "object" && part !== null && Object.keys(part).length === 0);

/** The fields of which these columns are a part. */
export const fieldsWith = (columns: Partial<BookColumns>): BookField[] =>
  bookFields.filter((field) => FIELD_COLUMNS[field].some((column) => column in columns));

/** Where the fields of a new book are from: those that have a value. */
export function originsOf(columns: BookColumns, saidOf: (field: BookField) => Said, at: Date) {
  const known = bookFields.filter((field) => !isEmptyValue(valueIn(field, columns)));
  return Object.fromEntries(known.map((field) => [field, { ...saidOf(field), at: at.toISOString() }]));
}

type Sameness = (present: FieldValue, given: FieldValue) => boolean;
const folded = (text: string | null | undefined) => foldKey(text ?? "");
const sameText =
  (column: "subtitle" | "description"): Sameness =>
  (present, given) =>
    folded(present[column]) === folded(given[column]);
const peopleOf = (names: string[] | undefined) => (names ?? []).map(authorKey).toSorted().join("/");

/** When what a source says is what the book has already, in other letters or less exactly. */
const SAYS_THE_SAME: Record<EditableField, Sameness> = {
  title: (present, given) => folded(present.title) === folded(given.title),
  subtitle: sameText("subtitle"),
  authors: (present, given) => peopleOf(present.authors) === peopleOf(given.authors),
  publisher: (present, given) => isSamePublisher(present.publisher ?? "", given.publisher ?? ""),
  publicationDate: (present, given) => (present.publicationDate ?? "").startsWith(given.publicationDate ?? ""),
  pages: (present, given) => present.pages === given.pages,
  languageCode: (present, given) => isSameLanguage(present.languageCode ?? "", given.languageCode ?? ""),
  // The number of another edition is no correction: a book that has one keeps it.
  isbn: () => true,
  series: (present, given) =>
    (given.series ?? []).every(({ name, position }) =>
      (present.series ?? []).some((one) => folded(one.name) === folded(name) && one.position === position),
    ),
  genres: (present, given) => {
    const known = new Set((present.genres ?? []).map(foldKey));
    return (given.genres ?? []).every((genre) => known.has(foldKey(genre)));
  },
  description: sameText("description"),
};

/** Whether a value is worth a person's look beside what the book has. */
export function isNews(field: BookField, present: FieldValue, given: FieldValue): boolean {
  const saysTheSame = (SAYS_THE_SAME as Partial<Record<BookField, Sameness>>)[field];
  if (!saysTheSame || isEmptyValue(given)) return false;
  return isEmptyValue(present) || !saysTheSame(present, given);
}

/** The same value in one spelling, for comparing and for the index that lets it be proposed once. */
export const canonical = (field: BookField, value: FieldValue): string =>
  JSON.stringify(FIELD_COLUMNS[field].map((column) => value[column] ?? null));
