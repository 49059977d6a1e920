import { z } from "zod";
import { givenId as id } from "@/lib/platform/given";
import { givenLine, givenText, plainLine } from "@/lib/platform/text";
import { parsePublicationDate } from "../records/dates/rules";
import type { FillableBook } from "../records/rules";
import { PAGES_MAX, TEXT_LENGTH_MAX } from "../records/schema";
import { ISBN_PROBLEMS, parseIsbn } from "../rules";
import type { BookSummary } from "../schema";

/** The columns of a book that somebody says. */
export type BookColumns = FillableBook & { title: string };

/** What is said, locked and changed one by one: a column, or several that say one thing together. */
export const FIELD_COLUMNS = {
  title: ["title"],
  subtitle: ["subtitle"],
  authors: ["authors"],
  publisher: ["publisher"],
  publicationDate: ["publicationDate", "publishedYear"],
  pages: ["pages"],
  languageCode: ["languageCode"],
  isbn: ["isbn10", "isbn13"],
  series: ["series"],
  genres: ["genres"],
  description: ["description"],
  coverUrl: ["coverUrl"],
  averageRating: ["averageRating", "ratingsCount"],
  externalLinks: ["externalLinks"],
} as const satisfies Record<string, readonly (keyof BookColumns)[]>;
export type BookField = keyof typeof FIELD_COLUMNS;
export const bookFields = Object.keys(FIELD_COLUMNS) as BookField[];

/** What a person can write, or choose from what sources propose; the others are only filled where they are empty. */
export const editableFields = [
  "title",
  "subtitle",
  "authors",
  "publisher",
  "publicationDate",
  "pages",
  "languageCode",
  "isbn",
  "series",
  "genres",
  "description",
] as const satisfies BookField[];
export type EditableField = (typeof editableFields)[number];

/** The columns of one field. */
export type FieldValue = Partial<BookColumns>;

/** Who says something and how surely, 0 to 1: `openlibrary`, `dnb`, the name of an imported file, `person`. */
export type Said = { source: string; confidence: number };

/** A source of values that a person typed or chose in place of another. */
export const PERSON: Said = { source: "person", confidence: 1 };

/** Where a field is from. `at`: when it was said, ISO 8601. */
export type Origin = Said & { at: string; isLocked?: boolean };

export type Origins = Partial<Record<BookField, Origin>>;

/** A person has decided about this field: no source fills it, and none proposes anything. */
export const isLocked = (origins: Origins | null, field: BookField): boolean => origins?.[field]?.isLocked === true;

export type ChangeKind = "filled" | "accepted" | "edited" | "merged" | "locked" | "unlocked" | "undone";

/** A field of a book as those see it who look after it. */
export type CuratedField = { field: BookField; value: FieldValue; origin: Origin | null };

export type Proposal = {
  id: number;
  field: BookField;
  value: FieldValue;
  source: string;
  confidence: number;
  saidAt: Date;
};

/** One change, the latest first. */
export type BookChange = {
  id: number;
  field: BookField;
  kind: ChangeKind;
  oldValue: FieldValue;
  newValue: FieldValue;
  /** Where the new value is from; null: taken away. */
  source: string | null;
  /** Null where no person did it, or where that account is gone. */
  person: string | null;
  at: Date;
  /** It was made of a book that was merged into this one. */
  isFormer: boolean;
  /** The latest change of its field: only that can be undone. */
  canUndo: boolean;
};

export type CuratedBook = {
  id: number;
  book: BookSummary;
  fields: CuratedField[];
  proposals: Proposal[];
  changes: BookChange[];
};

/** A book in the list of those that wait for a decision. */
export type BookWithProposals = { book: BookSummary; proposals: number };
/** `cursor` names where the next page begins; null on the last one. */
export type BooksWithProposals = { books: BookWithProposals[]; cursor: string | null };

const nothing = (value: unknown) => (typeof value === "string" && plainLine(value).trim() === "" ? null : value);
const atMost = (max: number) => `This has at most ${max} characters.`;
const line = (max: number) => givenLine().min(1).max(max, atMost(max));
const optionalLine = (max: number) => z.preprocess(nothing, line(max).nullable());
const lines = (max: number) => z.array(line(300)).max(max, `At most ${max}, please.`);

const isbn = z.preprocess(
  nothing,
  z
    .string()
    .nullable()
    .transform((text, context) => {
      const parsed = text === null ? { isbn10: null, isbn13: null } : parseIsbn(text);
      if (typeof parsed !== "string") return parsed;
      context.addIssue({ code: "custom", message: ISBN_PROBLEMS[parsed] });
      return z.NEVER;
    }),
);

const publicationDate = z.preprocess(
  nothing,
  z
    .string()
    .nullable()
    .transform((text, context) => {
      if (text === null) return { publicationDate: null, publishedYear: null };
      const { date, year, isCut } = parsePublicationDate(text, "year-first", new Date());
      if (date !== null && !isCut) return { publicationDate: date, publishedYear: year };
      context.addIssue({ code: "custom", message: "Write the date as 2004, 2004-03 or 2004-03-16." });
      return z.NEVER;
    }),
);

/** What a person can write into a book's fields; those that are absent stay as they are. */
export const bookEdits = z
  .object({
    title: givenLine().min(1, "A book has a title.").max(1_000, "A title has at most 1000 characters."),
    subtitle: optionalLine(1_000),
    authors: lines(200),
    publisher: optionalLine(1_000),
    publicationDate,
    pages: z.int().min(1, "A book has at least one page.").max(PAGES_MAX, "No book has so many pages.").nullable(),
    languageCode: z.preprocess(
      nothing,
      z
        .string()
        .trim()
        .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,6})?$/, "Write the language as en, de or pt-BR.")
        .nullable(),
    ),
    isbn,
    series: z
      .array(
        z.object({
          name: line(300),
          position: z.number().nullable(),
          range: z
            .tuple([z.number(), z.number()])
            .refine(([from, to]) => from < to, "A range begins before it ends.")
            .optional(),
        }),
      )
      .max(50)
      .transform((series) => (series.length > 0 ? series : null)),
    genres: lines(100),
    description: z.preprocess(
      nothing,
      givenText().min(1).max(TEXT_LENGTH_MAX.prose, atMost(TEXT_LENGTH_MAX.prose)).nullable(),
    ),
  })
  .partial();
export type BookEdits = z.output<typeof bookEdits>;
export type BookEditsInput = z.input<typeof bookEdits>;

export const editBookInput = z.object({ bookId: id, fields: bookEdits });
export type EditBookInput = z.output<typeof editBookInput>;

export const lockFieldInput = z.object({
  bookId: id,
  field: z.enum(bookFields as [BookField, ...BookField[]]),
  isLocked: z.boolean(),
});
export type LockFieldInput = z.output<typeof lockFieldInput>;

/** `proposed`: what was rejected waits again. */
export const decideProposalsInput = z.object({
  bookId: id,
  proposalIds: z.array(id).min(1).max(200),
  as: z.enum(["accepted", "rejected", "proposed"]),
});
export type DecideProposalsInput = z.output<typeof decideProposalsInput>;

export const undoChangeInput = z.object({ bookId: id, changeId: id });
export type UndoChangeInput = z.output<typeof undoChangeInput>;
