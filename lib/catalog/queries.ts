import "server-only";
import { and, asc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { bookAliases, books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { type BookReference, coverFile, localName, parseBookReference, publicIsbn } from "./rules";
import type { BookDetail, BookSummary } from "./schema";

/** What a list needs of a book; join `covers` with `primaryCover` for the last one. */
const SUMMARY = {
  id: books.id,
  isbn10: books.isbn10,
  isbn13: books.isbn13,
  title: books.title,
  subtitle: books.subtitle,
  authors: books.authors,
  year: books.publishedYear,
  languageCode: books.languageCode,
  genres: books.genres,
  coverSha256: covers.sha256,
};

/** Joins a book with the one cover that stands for it. */
export const primaryCover = eq(covers.primaryBookId, books.id);

type SummaryRow = Omit<BookSummary, "isbn" | "coverFile" | "coverVersion"> & {
  id: number;
  isbn10: string | null;
  coverSha256: string | null;
};

/** Enough of the picture's hash to change whenever the picture does. */
const COVER_VERSION_LENGTH = 12;

function toBookSummary(row: SummaryRow): BookSummary {
  const { title, subtitle, authors, year, languageCode, genres, isbn13, coverSha256 } = row;
  return {
    isbn: publicIsbn(row),
    isbn13,
    title,
    subtitle,
    authors,
    year,
    languageCode,
    genres,
    coverFile: coverFile(row),
    coverVersion: coverSha256?.slice(0, COVER_VERSION_LENGTH) ?? null,
  };
}

const DETAIL = {
  ...SUMMARY,
  workId: books.workId,
  pages: books.pages,
  publicationDate: books.publicationDate,
  publisher: books.publisher,
  description: books.description,
  externalLinks: books.externalLinks,
  averageRating: books.averageRating,
  ratingsCount: books.ratingsCount,
  dateAdded: books.dateAdded,
};

const named = alias(books, "named");

/** The edition that is meant, by its own name or by that of a book that was merged into it, as a filter. */
export function isReferred(reference: BookReference): SQL {
  const [isIt, name] =
    "bookId" in reference
      ? [eq(named.id, reference.bookId), localName(reference.bookId)]
      : [eq(named.isbn13, reference.isbn13), reference.isbn13];
  const own = db.select({ id: named.id }).from(named).where(isIt);
  const former = db.select({ id: bookAliases.bookId }).from(bookAliases).where(eq(bookAliases.name, name));
  return sql`${books.id} = coalesce(${own}, ${former})`;
}

/** The edition with that ISBN, or local id, or into which that one was merged; nothing near it. */
export async function getBookByReference(reference: BookReference): Promise<BookDetail | undefined> {
  const [row] = await db
    .select(DETAIL)
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(isReferred(reference))
    .limit(1);
  if (!row) return undefined;
  const { year: _, coverSha256: __, ...detail } = row;
  return { ...detail, ...toBookSummary(row) };
}

/** The id alone, for commands that only need to know which book is meant. */
export async function getBookId(reference: BookReference): Promise<number | undefined> {
  const [row] = await db.select({ id: books.id }).from(books).where(isReferred(reference)).limit(1);
  return row?.id;
}

/** When the book came to the catalogue. */
export async function getDateAdded(reference: BookReference) {
  const [row] = await db
    .select({ id: books.id, dateAdded: books.dateAdded })
    .from(books)
    .where(isReferred(reference))
    .limit(1);
  return row;
}

/** The id of the book that any of its names stands for (see `parseBookReference`); undefined for what is no name too. */
export async function getBookIdByName(name: string): Promise<number | undefined> {
  const reference = parseBookReference(name);
  return typeof reference === "string" ? undefined : getBookId(reference);
}

type NamedBook = { id: number; workId: number; isbn10: string | null; isbn13: string | null };

/** The books that these names stand for, each once; names of nothing are passed over. Reads in the caller's transaction. */
export async function listBookIdsByNames(tx: Pick<Tx, "select">, names: readonly string[]): Promise<NamedBook[]> {
  const references = names.map(parseBookReference).filter((reference) => typeof reference !== "string");
  const isbns = references.flatMap((reference) => ("isbn13" in reference ? reference.isbn13 : []));
  const ids = references.flatMap((reference) => ("bookId" in reference ? reference.bookId : []));
  const former = [...isbns, ...ids.map(localName)];
  if (former.length === 0) return [];
  const columns = { id: books.id, workId: books.workId, isbn10: books.isbn10, isbn13: books.isbn13 };
  const select = (isOneOf: SQL) => tx.select(columns).from(books).where(isOneOf);
  const found = await Promise.all([
    isbns.length > 0 ? select(inArray(books.isbn13, isbns)) : [],
    ids.length > 0 ? select(inArray(books.id, ids)) : [],
    tx
      .select(columns)
      .from(bookAliases)
      .innerJoin(books, eq(books.id, bookAliases.bookId))
      .where(inArray(bookAliases.name, former)),
  ]);
  return [...new Map(found.flat().map((row) => [row.id, row])).values()];
}

/** A book with the ids that never leave the server beside it. */
export type ListedBook = { id: number; workId: number; book: BookSummary };

/** Books in the order of `ids`; ids that are gone are left out. */
export async function listBooksByIds(ids: number[]): Promise<ListedBook[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ ...SUMMARY, workId: books.workId })
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(inArray(books.id, ids));
  const byId = new Map(rows.map((row) => [row.id, { id: row.id, workId: row.workId, book: toBookSummary(row) }]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The other editions of a book's work, oldest first. */
export async function listOtherEditions(book: { id: number; workId: number }, limit = 24): Promise<BookSummary[]> {
  const rows = await db
    .select(SUMMARY)
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(and(eq(books.workId, book.workId), ne(books.id, book.id)))
    .orderBy(asc(books.publishedYear), asc(books.id))
    .limit(limit);
  return rows.map(toBookSummary);
}

/** What the drawing of a cover looks at. */
export async function getBookForCover(id: number) {
  const [row] = await db
    .select({
      id: books.id,
      isbn10: books.isbn10,
      isbn13: books.isbn13,
      sourceKey: books.sourceKey,
      title: books.title,
      subtitle: books.subtitle,
      authors: books.authors,
      year: books.publishedYear,
      languageCode: books.languageCode,
      genres: books.genres,
      cover: books.coverHints,
      coverId: covers.id,
    })
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(eq(books.id, id))
    .limit(1);
  if (!row) return undefined;
  const { coverId, sourceKey, ...book } = row;
  // Not the internal id: the same book must look the same in every installation.
  return { ...book, key: row.isbn13 ?? sourceKey ?? publicIsbn(row), hasCover: coverId !== null };
}

/** What a record is compared with: the columns that it can fill, and the names by which it knows the book. */
const FILLABLE = {
  id: books.id,
  sourceKey: books.sourceKey,
  origins: books.origins,
  title: books.title,
  isbn10: books.isbn10,
  isbn13: books.isbn13,
  subtitle: books.subtitle,
  authors: books.authors,
  pages: books.pages,
  publicationDate: books.publicationDate,
  publishedYear: books.publishedYear,
  publisher: books.publisher,
  languageCode: books.languageCode,
  coverUrl: books.coverUrl,
  externalLinks: books.externalLinks,
  description: books.description,
  genres: books.genres,
  series: books.series,
  averageRating: books.averageRating,
  ratingsCount: books.ratingsCount,
};

/**
 * The books with any of these ISBNs or names of their source, as they are for everybody now, each with those of the names
 * that are from books which were merged into it.
 */
export async function listKnownBooks(tx: Tx, { isbns, sourceKeys }: { isbns: string[]; sourceKeys: string[] }) {
  const former = await listAliases(tx, [...isbns, ...sourceKeys]);
  const select = (isOneOf: SQL) => tx.select(FILLABLE).from(books).where(isOneOf);
  const rows = [
    ...(isbns.length > 0 ? await select(inArray(books.isbn13, isbns)) : []),
    ...(sourceKeys.length > 0 ? await select(inArray(books.sourceKey, sourceKeys)) : []),
    ...(former.length > 0
      ? await select(
          inArray(
            books.id,
            former.map(({ bookId }) => bookId),
          ),
        )
      : []),
  ];
  return rows.map((row) => ({
    ...row,
    aliases: former.filter(({ bookId }) => bookId === row.id).map(({ name }) => name),
  }));
}

/** Those of these names that are of books which were merged into another, with that one. */
export async function listAliases(tx: Tx, names: string[]): Promise<{ name: string; bookId: number }[]> {
  if (names.length === 0) return [];
  return tx
    .select({ name: bookAliases.name, bookId: bookAliases.bookId })
    .from(bookAliases)
    .where(inArray(bookAliases.name, names));
}

/**
 * The book that a name stands for because another one was merged into it: as it is for everybody now, and so that none is
 * merged into it until the transaction ends.
 */
export async function holdAlias(tx: Tx, name: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ bookId: bookAliases.bookId })
    .from(bookAliases)
    .where(eq(bookAliases.name, name))
    .for("update");
  return row?.bookId;
}

/** The columns of a book that somebody says, and where they are from. */
export async function getBookToCurate(reference: BookReference) {
  const [row] = await db.select(FILLABLE).from(books).where(isReferred(reference)).limit(1);
  return row;
}

/** A book for changing it, held until the transaction ends: changes of one book take turns. */
export async function holdBookToFill(tx: Tx, id: number) {
  const [row] = await tx.select(FILLABLE).from(books).where(eq(books.id, id)).for("update");
  return row;
}
