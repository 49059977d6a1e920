import "server-only";
import { asc, count, eq, gt, inArray, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { authors, bookAuthors, bookSeries, books, series } from "@/db/schema/catalog";
import { groupBy } from "@/lib/platform/group";
import { type DerivedAuthor, type DerivedSeries, derive, shownSpelling } from "./rules";

const DERIVED_FROM = {
  id: books.id,
  title: books.title,
  languageCode: books.languageCode,
  authors: books.authors,
  series: books.series,
  sortTitle: books.sortTitle,
  sortAuthor: books.sortAuthor,
};

/** Books to derive from, held: two who do the same one take turns, and both see it as it is. */
export const holdBooksToDerive = (tx: Tx, ids: number[]) =>
  tx.select(DERIVED_FROM).from(books).where(inArray(books.id, ids)).orderBy(asc(books.id)).for("update");

/** What is stored of these books: their series and authors by book, in the order of `derive`. */
export async function listDerived(tx: Tx, ids: number[]) {
  const [inSeries, byAuthors] = [
    await tx
      .select({
        bookId: bookSeries.bookId,
        ...{ key: series.key, name: bookSeries.name, position: bookSeries.position, rangeEnd: bookSeries.rangeEnd },
        seriesId: bookSeries.seriesId,
      })
      .from(bookSeries)
      .innerJoin(series, eq(series.id, bookSeries.seriesId))
      .where(inArray(bookSeries.bookId, ids)),
    await tx
      .select({
        bookId: bookAuthors.bookId,
        ...{ key: authors.key, name: bookAuthors.name, place: bookAuthors.place },
        authorId: bookAuthors.authorId,
      })
      .from(bookAuthors)
      .innerJoin(authors, eq(authors.id, bookAuthors.authorId))
      .where(inArray(bookAuthors.bookId, ids)),
  ];
  return { series: groupBy(inSeries, byBook), authors: groupBy(byAuthors, byBook) };
}

const byBook = ({ bookId }: { bookId: number }) => bookId;

const seriesFact = ({ key, name, position, rangeEnd }: DerivedSeries) =>
  JSON.stringify([key, name, position, rangeEnd]);
const authorFact = ({ key, name, place }: DerivedAuthor) => JSON.stringify([key, name, place]);
const factsOf = <Item>(items: Item[], toFact: (item: Item) => string) => items.map(toFact).sort().join("\n");

/** Whether what is stored of a book says what is derived of it. */
export const isSameSeries = (stored: DerivedSeries[], wanted: DerivedSeries[]): boolean =>
  factsOf(stored, seriesFact) === factsOf(wanted, seriesFact);
export const isSameAuthors = (stored: DerivedAuthor[], wanted: DerivedAuthor[]): boolean =>
  factsOf(stored, authorFact) === factsOf(wanted, authorFact);

/** Those of these books of which something else is stored than what they give. */
export async function listStaleDerived(ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.select(DERIVED_FROM).from(books).where(inArray(books.id, ids));
  const stored = await listDerived(db, ids);
  return rows
    .filter(({ id, sortTitle, sortAuthor, ...book }) => {
      const wanted = derive(book);
      return (
        sortTitle !== wanted.sortTitle ||
        sortAuthor !== wanted.sortAuthor ||
        !isSameSeries(stored.series.get(id) ?? [], wanted.series) ||
        !isSameAuthors(stored.authors.get(id) ?? [], wanted.authors)
      );
    })
    .map(({ id }) => id);
}

/** Series and authors by the ids of them that are given; the same code serves both. */
export const NAMED = {
  series: { table: series, link: bookSeries, on: bookSeries.seriesId, name: bookSeries.name },
  authors: { table: authors, link: bookAuthors, on: bookAuthors.authorId, name: bookAuthors.name },
} as const;
export type NamedKind = keyof typeof NAMED;

/** The spelling that should be shown of each of these, where books have one, and the one that is. */
export async function listShownSpellings(tx: Tx, kind: NamedKind, ids: number[]) {
  if (ids.length === 0) return [];
  const { table, link, on, name } = NAMED[kind];
  const spellings = await tx
    .select({ id: on, name: sql<string>`min(${name})`, times: count() })
    .from(link)
    .where(inArray(on, ids))
    // By its bytes: the column takes "LE GUIN" and "Le Guin" for one.
    .groupBy(on, sql`hex(${name})`);
  const byId = groupBy(spellings, ({ id }) => id);
  const rows = await tx.select({ id: table.id, name: table.name }).from(table).where(inArray(table.id, ids));
  return rows.flatMap(({ id, name: shown }) => {
    const wanted = shownSpelling(byId.get(id) ?? []);
    return wanted === undefined ? [] : [{ id, shown, wanted }];
  });
}

const PAGE = 500;

/** All series, or authors, in pages, and those that are shown in another spelling than most books have. */
export async function* listMisspelt(kind: NamedKind) {
  const { table } = NAMED[kind];
  for (let after = 0; ; ) {
    const page = await db
      .select({ id: table.id })
      .from(table)
      .where(gt(table.id, after))
      .orderBy(asc(table.id))
      .limit(PAGE);
    const last = page.at(-1);
    if (!last) return;
    const spellings = await listShownSpellings(
      db,
      kind,
      page.map(({ id }) => id),
    );
    yield {
      checked: page.length,
      ids: spellings.filter(({ shown, wanted }) => shown !== wanted).map(({ id }) => id),
    };
    after = last.id;
  }
}
