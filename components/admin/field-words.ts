import { sayDay } from "@/components/ui/day-words";
import {
  type BookEditsInput,
  type BookField,
  type ChangeKind,
  type EditableField,
  editableFields,
  type FieldValue,
} from "@/lib/catalog/provenance/schema";
import { languageName } from "@/lib/catalog/records/languages/rules";
import { PROVIDER_LABELS } from "@/lib/enrichment/providers/schema";

/** The fields of a book, as people call them. */
export const FIELD_NAMES: Record<BookField, string> = {
  title: "Title",
  subtitle: "Subtitle",
  authors: "Authors",
  publisher: "Publisher",
  publicationDate: "Date",
  pages: "Pages",
  languageCode: "Language",
  isbn: "ISBN",
  series: "Series",
  genres: "Genres",
  description: "Description",
  coverUrl: "Cover address",
  averageRating: "Rating",
  externalLinks: "Links",
};

export const CHANGE_NAMES: Record<ChangeKind, string> = {
  filled: "Filled in",
  accepted: "Accepted",
  edited: "Edited",
  merged: "Taken over in a merge",
  locked: "Locked",
  unlocked: "Unlocked",
  undone: "Undone",
};

const SOURCES: Record<string, string> = {
  ...PROVIDER_LABELS,
  person: "a person",
  reader: "a reader",
  seed: "the demo catalogue",
};

/** "Open Library", "the file goodreads". */
export const sourceName = (source: string): string =>
  SOURCES[source] ?? (source.startsWith("file:") ? `the file ${source.slice(5)}` : source);

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** "3 May 2024", in UTC. */
export const dayOf = (at: Date | string): string => sayDay(new Date(at));

/** A value in words; null where there is none. */
export function wordsOf(field: BookField, value: FieldValue): string | null {
  switch (field) {
    case "languageCode":
      return value.languageCode ? languageName(value.languageCode) : null;
    case "publicationDate":
      return value.publicationDate ?? (value.publishedYear ? String(value.publishedYear) : null);
    case "averageRating":
      return value.averageRating ? `${value.averageRating} of 5, by ${value.ratingsCount ?? 0}` : null;
    case "externalLinks":
      return Object.keys(value.externalLinks ?? {}).join(", ") || null;
    case "coverUrl":
      return value.coverUrl ?? null;
    default:
      return (
        textOf(field, value)
          .split("\n")
          .join(field === "description" ? "\n" : ", ") || null
      );
  }
}

export const isEditable = (field: BookField): field is EditableField =>
  (editableFields as readonly BookField[]).includes(field);

/** What stands in the box in which a person writes a field; lists have a line each. */
export function textOf(field: BookField, value: FieldValue): string {
  switch (field) {
    case "authors":
      return (value.authors ?? []).join("\n");
    case "genres":
      return (value.genres ?? []).join("\n");
    case "series":
      return (value.series ?? [])
        .map(({ name, position, range }) => {
          const place = range ? range.join("-") : position;
          return place === null ? name : `${name} #${place}`;
        })
        .join("\n");
    case "isbn":
      return value.isbn13 ?? value.isbn10 ?? "";
    case "pages":
      return value.pages ? String(value.pages) : "";
    case "publicationDate":
      return value.publicationDate ?? "";
    case "title":
    case "subtitle":
    case "publisher":
    case "languageCode":
    case "description":
      return value[field] ?? "";
    default:
      return "";
  }
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What a person wrote into the box of a field, as the server takes it. */
export function editOf(field: EditableField, text: string): BookEditsInput {
  switch (field) {
    case "authors":
    case "genres":
      return { [field]: linesOf(text) };
    case "series":
      return {
        series: linesOf(text).map((line) => {
          const [, name, from, to] = /^(.*\S)\s*#\s*(\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+))?$/.exec(line) ?? [];
          if (name && to) return { name, position: null, range: [Number(from), Number(to)] };
          return name && from ? { name, position: Number(from) } : { name: line, position: null };
        }),
      };
    case "pages":
      return { pages: text.trim() === "" ? null : Number(text) };
    default:
      return { [field]: text };
  }
}

/** What is expected in a box, where it is not obvious. */
export const HINTS: Partial<Record<EditableField, string>> = {
  authors: "One a line, as on the title page.",
  genres: "One a line.",
  series: "One a line, with the place in it: Discworld #12, or of several in one Discworld #1-3",
  publicationDate: "2004, 2004-03 or 2004-03-16",
  languageCode: "en, de, pt-BR",
};

export const isLong = (field: EditableField): boolean => ["authors", "genres", "series", "description"].includes(field);
