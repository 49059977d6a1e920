import "server-only";
import { and, asc, countDistinct, desc, eq, inArray, like, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { authors, bookAuthors, bookSeries, books, series } from "@/db/schema/catalog";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { groupBy } from "@/lib/platform/group";
import { listBooksByIds } from "../queries";
import { personKey, seriesKey } from "../records/rules";
import { listMine, type Viewer } from "../series/queries";
import { chooseEdition } from "../works/rules";
import type { AuthorDetail, AuthorSort, AuthorWorks, NamedCount, NamedHits } from "./schema";

const SERIES_SHOWN = 24;
const CO_AUTHORS_SHOWN = 12;

const works = countDistinct(books.workId);

/** An author with their series and whom they wrote with; undefined where no book is theirs (any more). */
export async function getAuthor(id: number): Promise<AuthorDetail | undefined> {
  const other = alias(bookAuthors, "other");
  const [[named], inSeries, coAuthors] = await Promise.all([
    db
      .select({ id: authors.id, name: authors.name, works })
      .from(authors)
      .innerJoin(bookAuthors, eq(bookAuthors.authorId, authors.id))
      .innerJoin(books, eq(books.id, bookAuthors.bookId))
      .where(eq(authors.id, id))
      .groupBy(authors.id),
    db
      .select({ id: series.id, name: series.name, works })
      .from(bookAuthors)
      .innerJoin(bookSeries, eq(bookSeries.bookId, bookAuthors.bookId))
      .innerJoin(series, eq(series.id, bookSeries.seriesId))
      .innerJoin(books, eq(books.id, bookAuthors.bookId))
      .where(eq(bookAuthors.authorId, id))
      .groupBy(series.id)
      .orderBy(desc(works), asc(series.sortName))
      .limit(SERIES_SHOWN),
    db
      .select({ id: authors.id, name: authors.name, works })
      .from(bookAuthors)
      .innerJoin(other, and(eq(other.bookId, bookAuthors.bookId), ne(other.authorId, bookAuthors.authorId)))
      .innerJoin(authors, eq(authors.id, other.authorId))
      .innerJoin(books, eq(books.id, bookAuthors.bookId))
      .where(eq(bookAuthors.authorId, id))
      .groupBy(authors.id)
      .orderBy(desc(works), asc(authors.sortName))
      .limit(CO_AUTHORS_SHOWN),
  ]);
  return named && { ...named, series: inSeries, coAuthors };
}

const NO_YEAR = 32_767;
const year = sql<number>`min(coalesce(${books.publishedYear}, ${sql.raw(String(NO_YEAR))}))`;

// Works without a year are last in both orders.
const SORTS: Record<AuthorSort, { key: SQL; isDescending: boolean }> = {
  rated: { key: sql`max(${books.ratingsCount})`, isDescending: true },
  newest: { key: sql`max(coalesce(${books.publishedYear}, ${sql.raw(String(-NO_YEAR))}))`, isDescending: true },
  oldest: { key: year, isDescending: false },
  title: { key: sql`min(${books.sortTitle})`, isDescending: false },
};

type WorksPage = { sort: AuthorSort; cursor?: string; limit: number };

/** A page of an author's works, one edition of each. */
export async function listAuthorWorks(
  authorId: number,
  { sort, cursor, limit }: WorksPage,
  viewer: Viewer,
): Promise<AuthorWorks> {
  const { key, isDescending } = SORTS[sort];
  const after = decodeCursor(cursor);
  const isAfter = after
    ? isDescending
      ? sql`(${key}, ${books.workId}) < (${after.key}, ${after.id})`
      : sql`(${key}, ${books.workId}) > (${after.key}, ${after.id})`
    : undefined;
  const direction = isDescending ? desc : asc;
  const rows = await db
    .select({ workId: books.workId, key: sql<string | number>`${key}`, year })
    .from(bookAuthors)
    .innerJoin(books, eq(books.id, bookAuthors.bookId))
    .where(eq(bookAuthors.authorId, authorId))
    .groupBy(books.workId)
    .having(isAfter)
    .orderBy(direction(key), direction(books.workId))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const listed = await listChosen(
    page.map(({ workId }) => workId),
    viewer,
  );
  return {
    works: page.flatMap(({ workId, year: at }) => {
      const chosen = listed.get(workId);
      return chosen ? [{ workId, year: Number(at) === NO_YEAR ? null : Number(at), ...chosen }] : [];
    }),
    cursor: rows.length > limit && last ? encodeCursor({ key: last.key, id: last.workId }) : null,
  };
}

/** Of each of these works the edition that stands for it to who looks, and how many there are. */
async function listChosen(workIds: number[], { userId, languages }: Viewer) {
  if (workIds.length === 0) return new Map();
  const [editions, mine] = await Promise.all([
    db
      .select({
        ...{ bookId: books.id, workId: books.workId, languageCode: books.languageCode },
        ratingsCount: books.ratingsCount,
      })
      .from(books)
      .where(inArray(books.workId, workIds)),
    userId === null ? new Map() : listMine(userId, workIds),
  ]);
  const bookIds = new Set([...mine.values()].flatMap((work) => work.bookIds as number[]));
  const chosen = [...groupBy(editions, ({ workId }) => workId)].map(([workId, of]) => ({
    ...{ workId, editions: of.length, bookId: chooseEdition(of, { bookIds, languages })?.bookId ?? 0 },
  }));
  const listed = await listBooksByIds(chosen.map(({ bookId }) => bookId));
  const byId = new Map(listed.map(({ id, book }) => [id, book]));
  return new Map(
    chosen.flatMap(({ workId, editions: count, bookId }) => {
      const book = byId.get(bookId);
      return book ? [[workId, { editions: count, book }] as const] : [];
    }),
  );
}

const HITS_MAX = 3;
/** Of one family name there may be hundreds of people. */
const CANDIDATES_MAX = 50;
/** What has a meaning in `like`. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/** Series and authors that are called what somebody typed, whole or by whole words at the front, those with most works first. */
export async function findNamed(q: string): Promise<NamedHits> {
  const [person, name] = [personKey(q), seriesKey(q)];
  const [inSeries, by] = await Promise.all([
    name === undefined ? [] : listNamed("series", or(eq(series.key, name), like(series.key, `${escapeLike(name)} %`))),
    person === undefined
      ? []
      : listNamed("authors", or(eq(authors.key, person), like(authors.sortName, `${escapeLike(q.trim())},%`))),
  ]);
  return { series: inSeries, authors: by };
}

async function listNamed(kind: "series" | "authors", isCalledSo: SQL | undefined): Promise<NamedCount[]> {
  const table = kind === "series" ? series : authors;
  const [link, on] = kind === "series" ? [bookSeries, bookSeries.seriesId] : [bookAuthors, bookAuthors.authorId];
  const candidates = await db
    .select({ id: table.id })
    .from(table)
    .where(isCalledSo)
    .orderBy(asc(table.key))
    .limit(CANDIDATES_MAX);
  if (candidates.length === 0) return [];
  return db
    .select({ id: table.id, name: table.name, works })
    .from(table)
    .innerJoin(link, eq(on, table.id))
    .innerJoin(books, eq(books.id, link.bookId))
    .where(
      inArray(
        table.id,
        candidates.map(({ id }) => id),
      ),
    )
    .groupBy(table.id)
    .orderBy(desc(works), asc(table.sortName))
    .limit(HITS_MAX);
}
