import "server-only";
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { authors, bookAuthors, bookSeries, books, series } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { libraryMembers } from "@/db/schema/households";
import { collectionBooks, collections } from "@/db/schema/library";
import { readerWorks } from "@/db/schema/reading";
import { isNotLeaving } from "@/lib/accounts/erasure/queries";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { groupBy } from "@/lib/platform/group";
import { listBooksByIds } from "../queries";
import { chooseEdition } from "../works/rules";
import { layOut, progressOf } from "./rules";
import type {
  BegunSeriesPage,
  BookInSeries,
  MyWork,
  NamedLink,
  PlacedWork,
  SeriesBook,
  SeriesCard,
  SeriesDetail,
  Strand,
} from "./schema";

/** Who looks: null for a visitor; the languages are those that they read. */
export type Viewer = { userId: number | null; languages: readonly string[] };

/** How many books of one series are read. The largest that is known has a tenth. */
const BOOKS_MAX = 5_000;

/** Works that a reader's house has, that are in a collection of theirs, or of which they have read something, by the edition. */
const worksBegunBy = (userId: number): SQL => sql`(
  select ${books.workId} as work_id, ${books.id} as book_id from ${copies}
    inner join ${libraryMembers} on ${libraryMembers.libraryId} = ${copies.libraryId}
    inner join ${books} on ${books.id} = ${copies.bookId}
    where ${libraryMembers.userId} = ${userId} and ${isNotLeaving(copies.ownerId)}
  union
  select ${books.workId}, ${books.id} from ${collectionBooks}
    inner join ${collections} on ${collections.id} = ${collectionBooks.collectionId}
    inner join ${books} on ${books.id} = ${collectionBooks.bookId}
    where ${collections.ownerId} = ${userId}
  union
  select ${readerWorks.workId}, ${readerWorks.bookId} from ${readerWorks}
    where ${readerWorks.userId} = ${userId} and ${readerWorks.status} in ('reading', 'read')
)`;

/** How a reader stands to these works; those with which they have nothing to do are not in it. */
export async function listMine(userId: number, workIds: number[]): Promise<Map<number, MyWork>> {
  const mine = new Map<number, MyWork>();
  if (workIds.length === 0) return mine;
  const isOne = inArray(books.workId, workIds);
  const [owned, kept, said] = await Promise.all([
    db
      .selectDistinct({ workId: books.workId, bookId: books.id })
      .from(copies)
      .innerJoin(libraryMembers, eq(libraryMembers.libraryId, copies.libraryId))
      .innerJoin(books, eq(books.id, copies.bookId))
      .where(and(eq(libraryMembers.userId, userId), isOne, isNotLeaving(copies.ownerId))),
    db
      .selectDistinct({ workId: books.workId, bookId: books.id })
      .from(collectionBooks)
      .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
      .innerJoin(books, eq(books.id, collectionBooks.bookId))
      .where(and(eq(collections.ownerId, userId), isOne)),
    db
      .select({ workId: readerWorks.workId, bookId: readerWorks.bookId, status: readerWorks.status })
      .from(readerWorks)
      .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds))),
  ]);
  const note = (workId: number, bookId: number, given: Partial<MyWork>) => {
    const before = mine.get(workId) ?? { isOwned: false, isKept: false, status: null, bookIds: [] };
    mine.set(workId, { ...before, ...given, bookIds: [...before.bookIds, bookId] });
  };
  for (const { workId, bookId } of owned) note(workId, bookId, { isOwned: true });
  for (const { workId, bookId } of kept) note(workId, bookId, { isKept: true });
  for (const { workId, bookId, status } of said) note(workId, bookId, { status });
  return mine;
}

/** The books of these series, by series. */
async function listSeriesBooks(seriesIds: number[]): Promise<Map<number, SeriesBook[]>> {
  if (seriesIds.length === 0) return new Map();
  const rows = await db
    .select({
      ...{ seriesId: bookSeries.seriesId, bookId: books.id, workId: books.workId, title: books.title },
      ...{ position: bookSeries.position, rangeEnd: bookSeries.rangeEnd, languageCode: books.languageCode },
      ...{ ratingsCount: books.ratingsCount, year: books.publishedYear },
    })
    .from(bookSeries)
    .innerJoin(books, eq(books.id, bookSeries.bookId))
    .where(inArray(bookSeries.seriesId, seriesIds))
    .orderBy(asc(bookSeries.seriesId), asc(books.id))
    .limit(BOOKS_MAX);
  const bookIds = [...new Set(rows.map(({ bookId }) => bookId))];
  const by =
    bookIds.length > 0
      ? await db
          .select({ bookId: bookAuthors.bookId, authorId: bookAuthors.authorId })
          .from(bookAuthors)
          .where(inArray(bookAuthors.bookId, bookIds))
          .orderBy(asc(bookAuthors.bookId), asc(bookAuthors.place))
      : [];
  const authorsOf = groupBy(by, ({ bookId }) => bookId);
  const known = rows.map(({ seriesId, ...book }) => ({
    seriesId,
    book: { ...book, authorIds: (authorsOf.get(book.bookId) ?? []).map(({ authorId }) => authorId) },
  }));
  return new Map(
    [...groupBy(known, ({ seriesId }) => seriesId)].map(([id, entries]) => [id, entries.map(({ book }) => book)]),
  );
}

async function listAuthorNames(ids: number[]): Promise<Map<number, NamedLink>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: authors.id, name: authors.name }).from(authors).where(inArray(authors.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

const worksOf = ({ volumes, boxes, unnumbered }: Strand): PlacedWork[] => [
  ...volumes.flatMap(({ works }) => works),
  ...boxes,
  ...unnumbered,
];

/** Of each work of a series the edition of it that stands for the work to who looks, and how they stand to it. */
async function makeCards(works: PlacedWork[], mine: Map<number, MyWork>, { languages }: Viewer) {
  const bookIds = new Set([...mine.values()].flatMap((work) => work.bookIds));
  const chosen = works.map((work) => ({ work, edition: chooseEdition(work.editions, { bookIds, languages }) }));
  const listed = await listBooksByIds(chosen.flatMap(({ edition }) => edition?.bookId ?? []));
  const byId = new Map(listed.map(({ id, book }) => [id, book]));
  return new Map(
    chosen.flatMap(({ work, edition }): [PlacedWork, SeriesCard][] => {
      const book = byId.get(edition?.bookId ?? 0);
      if (!book) return [];
      const { workId, position, rangeEnd, editions } = work;
      return [[work, { workId, position, rangeEnd, editions: editions.length, book, mine: mine.get(workId) ?? null }]];
    }),
  );
}

const AUTHORS_SHOWN = 6;

/** A series with all that the catalogue has of it; undefined where no book is of it (any more). */
export async function getSeries(id: number, viewer: Viewer): Promise<SeriesDetail | undefined> {
  const [named] = await db.select({ id: series.id, name: series.name }).from(series).where(eq(series.id, id)).limit(1);
  const strands = named ? layOut((await listSeriesBooks([id])).get(id) ?? []) : [];
  if (!named || strands.length === 0) return undefined;
  const works = strands.flatMap(worksOf);
  const mine = viewer.userId === null ? new Map() : await listMine(viewer.userId, workIdsOf(works));
  const [cards, names] = await Promise.all([
    makeCards(works, mine, viewer),
    listAuthorNames(strands.flatMap(({ authorIds }) => authorIds.slice(0, AUTHORS_SHOWN))),
  ]);
  const cardsOf = (of: PlacedWork[]) => of.flatMap((work) => cards.get(work) ?? []);
  return {
    ...named,
    isSignedIn: viewer.userId !== null,
    strands: strands.map((strand) => ({
      authors: strand.authorIds.slice(0, AUTHORS_SHOWN).flatMap((authorId) => names.get(authorId) ?? []),
      volumes: strand.volumes.map(({ position, works: of }) => ({ position, cards: cardsOf(of) })),
      gaps: strand.gaps,
      boxes: cardsOf(strand.boxes),
      unnumbered: cardsOf(strand.unnumbered),
      progress: viewer.userId === null ? null : progressOf(strand, mine),
    })),
  };
}

const workIdsOf = (works: PlacedWork[]): number[] => works.map(({ workId }) => workId);

const COVERS_SHOWN = 4;

/** A page of the series that a reader has begun, by name, each with how far they are. */
export async function listBegunSeries(
  viewer: Viewer & { userId: number },
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<BegunSeriesPage> {
  const after = decodeCursor(cursor);
  const isAfter =
    after &&
    or(gt(series.sortName, String(after.key)), and(eq(series.sortName, String(after.key)), gt(series.id, after.id)));
  const begun = sql`${worksBegunBy(viewer.userId)} as begun`;
  // A translation may be of a series of another name: the reader's own edition says which is theirs, if it says any.
  const isOfOwnEdition = sql`(begun.book_id = ${books.id}
    or not exists (select 1 from ${bookSeries} own where own.book_id = begun.book_id))`;
  const rows = await db
    .selectDistinct({ id: series.id, name: series.name, sortName: series.sortName })
    .from(series)
    .innerJoin(bookSeries, eq(bookSeries.seriesId, series.id))
    .innerJoin(books, eq(books.id, bookSeries.bookId))
    .innerJoin(begun, sql`begun.work_id = ${books.workId}`)
    .where(and(isOfOwnEdition, isAfter))
    .orderBy(asc(series.sortName), asc(series.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const booksOf = await listSeriesBooks(page.map(({ id }) => id));
  const strands = page.flatMap((row) => layOut(booksOf.get(row.id) ?? []).map((strand) => ({ row, strand })));
  const mine = await listMine(
    viewer.userId,
    strands.flatMap(({ strand }) => workIdsOf(worksOf(strand))),
  );
  const own = strands.flatMap(({ row, strand }) => {
    const progress = progressOf(strand, mine);
    return progress ? [{ row, strand, progress }] : [];
  });
  const shown = own.map(({ strand, progress }) => ({
    next: strand.volumes.find(({ position }) => position === progress.next)?.works[0],
    begun: worksOf(strand)
      .filter(({ workId }) => mine.has(workId))
      .slice(0, COVERS_SHOWN),
  }));
  const [cards, names] = await Promise.all([
    makeCards(
      shown.flatMap(({ next, begun: works }) => [...(next ? [next] : []), ...works]),
      mine,
      viewer,
    ),
    listAuthorNames(own.flatMap(({ strand }) => strand.authorIds.slice(0, 2))),
  ]);
  const nextOf = (work: PlacedWork | undefined) => (work && cards.get(work)) ?? null;
  return {
    series: own.map(({ row, strand, progress }, at) => ({
      ...{ id: row.id, name: row.name, progress, gaps: strand.gaps },
      authors: strand.authorIds.slice(0, 2).flatMap((id) => names.get(id) ?? []),
      nextCard: nextOf(shown[at]?.next),
      covers: (shown[at]?.begun ?? []).flatMap((work) => cards.get(work)?.book ?? []),
    })),
    cursor: rows.length > limit && last ? encodeCursor({ key: last.sortName, id: last.id }) : null,
  };
}

/** The series that a book is of, and its authors, in the order of its own lists. */
export async function listNamesOfBook(
  bookId: number,
): Promise<{ series: BookInSeries[]; authors: (NamedLink & { spelt: string })[] }> {
  const [inSeries, by] = await Promise.all([
    db
      .select({
        ...{ id: series.id, name: series.name, position: bookSeries.position, rangeEnd: bookSeries.rangeEnd },
      })
      .from(bookSeries)
      .innerJoin(series, eq(series.id, bookSeries.seriesId))
      .where(eq(bookSeries.bookId, bookId))
      .orderBy(asc(series.sortName)),
    db
      .select({ id: authors.id, name: authors.name, spelt: bookAuthors.name })
      .from(bookAuthors)
      .innerJoin(authors, eq(authors.id, bookAuthors.authorId))
      .where(eq(bookAuthors.bookId, bookId))
      .orderBy(asc(bookAuthors.place)),
  ]);
  return { series: inSeries, authors: by };
}
