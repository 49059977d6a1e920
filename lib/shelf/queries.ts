import "server-only";
import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, not, or, type SQL, sql } from "drizzle-orm";
import { db, selectWithin } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { collections } from "@/db/schema/library";
import { readerWorks } from "@/db/schema/reading";
import { bookSearch } from "@/db/schema/search";
import { tags, workTags } from "@/db/schema/tags";
import { listBooksByIds } from "@/lib/catalog/queries";
import { parseIsbn } from "@/lib/catalog/rules";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { fold, genreMark } from "@/lib/search/rules";
import { formatShelfQuery, parseShelfQuery, partOf, partsOfQuery, type QueryProblem } from "./rules";
import {
  type BookPart,
  EVERYTHING,
  type ShelfBook,
  type ShelfBooks,
  type ShelfChoices,
  type ShelfQuery,
  type ShelfSort,
  type WayOut,
} from "./schema";

// All books of a reader are what is in their collections, the copies of their household, and what they said something of.
// It is put together anew by each question, so that it cannot be out of step with any of these.

const household = (userId: number) => sql`(select library_id from library_members where user_id = ${userId})`;

/** Copies in the house; who waits for their erasure has none any more. */
const copiesOf = (userId: number) => sql`(
  select copies.* from copies join users on users.id = copies.owner_id and users.erasure_due_at is null
  where copies.library_id = ${household(userId)})`;

/** How much a row means this very edition: stars and tags are on the work. */
const [OF_EDITION, OF_READER, OF_WORK] = [3, 2, 1];

/** Statuses, stars and reviews; a row without any says nothing. */
const isSaid = sql`(status is not null or rating is not null or review is not null)`;

type Entries = {
  /** Whether it is told since when: without, most rows are found in an index alone. */
  isDated: boolean;
};

/** One row a book: since when, whether a copy is in the house, how it came to be listed, and if by its work, by which. */
function entries(userId: number, { isDated }: Entries): SQL {
  const at = (moment: SQL) => (isDated ? moment : sql`null`);
  return sql`(
  select e.book_id, min(e.at) as added_at, max(e.is_copy) as is_owned, max(e.means) as means, max(e.work_id) as work_id
  from (
    select cb.book_id, ${at(sql`cb.added_at`)} as at, 0 as is_copy, ${OF_EDITION} as means, 0 as work_id
    from collections c join collection_books cb on cb.collection_id = c.id where c.owner_id = ${userId}
    union all
    select book_id, ${at(sql`created_at`)}, 1, ${OF_EDITION}, 0 from ${copiesOf(userId)} copies
    union all
    select book_id, ${at(sql`created_at`)}, 0, ${OF_READER}, work_id
    from reader_works where user_id = ${userId} and ${isSaid}
    union all
    select coalesce(min(if(edition.id = wt.book_id, edition.id, null)), min(edition.id)),
      ${at(sql`min(wt.added_at)`)}, 0, ${OF_WORK}, wt.work_id
    from tags t join work_tags wt on wt.tag_id = t.id join books edition on edition.work_id = wt.work_id
    where t.user_id = ${userId} group by wt.work_id
  ) e group by e.book_id
) listed`;
}

/**
 * A work that is only read or tagged stands here by one edition, and where the reader has one by that. Asked of those rows
 * alone, which are few, or have few editions beside them: to rank all rows of each work costs more than all the rest.
 */
const isMeant = (userId: number) => sql`(listed.means = ${OF_EDITION} or not (
  exists (
    select 1 from books other where other.work_id = listed.work_id and other.id <> listed.book_id and (
      exists (
        select 1 from collection_books cb join collections c on c.id = cb.collection_id
        where cb.book_id = other.id and c.owner_id = ${userId})
      or exists (select 1 from ${copiesOf(userId)} copies where copies.book_id = other.id)))
  or listed.means = ${OF_WORK} and exists (
    select 1 from reader_works said where said.user_id = ${userId} and said.work_id = listed.work_id and ${isSaid})))`;

const finished = (userId: number) => sql`(
  select work_id, max(ended_on) as ended_on from readings
  where user_id = ${userId} and outcome = 'finished' group by work_id
) finished`;

const addedMs = sql`timestampdiff(microsecond, '1970-01-01', listed.added_at) div 1000`;

// What a book has not got comes last: numbers and days that none has.
const SORTS: Record<ShelfSort, { key: SQL; isDescending: boolean }> = {
  // A number, so that the cursor says exactly what the database compares.
  added: { key: addedMs, isDescending: true },
  title: { key: sql`${books.sortTitle}`, isDescending: false },
  author: {
    key: sql`concat(if(${books.sortAuthor} = '', '1', '0'), ${books.sortAuthor}, ' ', ${books.sortTitle})`,
    isDescending: false,
  },
  year: { key: sql`coalesce(${books.publishedYear}, -32768)`, isDescending: true },
  rating: { key: sql`coalesce(${readerWorks.rating}, -1)`, isDescending: true },
  finished: { key: sql`coalesce(date_format(finished.ended_on, '%Y-%m-%d'), '')`, isDescending: true },
  pages: { key: sql`coalesce(${books.pages}, 2147483647)`, isDescending: false },
};

const among = (userId: number, of: Entries) =>
  sql`from ${entries(userId, of)} join ${books} on ${books.id} = listed.book_id`;

/** The same with all that filters and orders ask for. */
const amongAll = (userId: number, of: Entries, sort?: ShelfSort) => sql`${among(userId, of)}
  left join ${readerWorks} on ${readerWorks.userId} = ${userId} and ${readerWorks.workId} = ${books.workId}
  left join ${bookSearch} on ${bookSearch.bookId} = listed.book_id
  ${sort === "finished" ? sql`left join ${finished(userId)} on finished.work_id = ${books.workId}` : sql.empty()}`;

/** The whole of a question but its order: `from … where …`. */
function listedWhere(userId: number, query: ShelfQuery, sort: ShelfSort): SQL {
  const narrow = and(...filters(userId, query));
  const of = { isDated: sort === "added" || asksWhen(query) };
  // All books as they came, which is asked for most, needs nothing of the books themselves.
  const from = sort === "added" && !narrow ? sql`from ${entries(userId, of)}` : amongAll(userId, of, sort);
  return sql`${from} where ${and(isMeant(userId), narrow)}`;
}

const asksWhen = ({ added }: ShelfQuery): boolean => added.min !== undefined || added.max !== undefined;

/** The lines of the authors and of the series in what search knows of a book; see `indexRow`. */
const foldedAuthors = sql`substring_index(substring_index(${bookSearch.folded}, '\n', 4), '\n', -1)`;
const foldedSeries = sql`substring_index(${bookSearch.folded}, '\n', -1)`;
/** Folded text holds letters, digits and spaces alone, so there is nothing in it that `like` would read as a wildcard. */
const holds = (column: SQL, text: string) => sql`${column} like ${`%${text}%`}`;

const tagged = (userId: number, names: string[]) => sql`${books.workId} in (
  select wt.work_id from tags t join work_tags wt on wt.tag_id = t.id
  where t.user_id = ${userId} and t.name in ${names})`;

/** One function a part of the query: those that narrow nothing are undefined. */
function filters(userId: number, query: ShelfQuery): (SQL | undefined)[] {
  const { rating, year, added, isOwned, hasReview, hasRating, hasTag, hasIsbn } = query;
  const is = (wanted: boolean | undefined, condition: SQL) =>
    wanted === undefined ? undefined : wanted ? condition : not(condition);
  return [
    hasText(query.text),
    hasStatus(query.status),
    rating.min === undefined ? undefined : gte(readerWorks.rating, rating.min),
    rating.max === undefined ? undefined : lte(readerWorks.rating, rating.max),
    ...query.tags.all.map((name) => tagged(userId, [name])),
    query.tags.any.length > 0 ? tagged(userId, query.tags.any) : undefined,
    query.tags.none.length > 0 ? not(tagged(userId, query.tags.none)) : undefined,
    query.author === undefined ? undefined : holds(foldedAuthors, fold(query.author)),
    query.series === undefined ? undefined : holds(foldedSeries, fold(query.series)),
    query.language === undefined
      ? undefined
      : or(eq(books.languageCode, query.language), sql`${books.languageCode} like ${`${query.language}-%`}`),
    query.genre === undefined ? undefined : holds(sql`${bookSearch.folded}`, genreMark(query.genre)),
    year.min === undefined ? undefined : gte(books.publishedYear, year.min),
    year.max === undefined ? undefined : lte(books.publishedYear, year.max),
    added.min === undefined ? undefined : sql`listed.added_at >= ${added.min}`,
    added.max === undefined ? undefined : sql`listed.added_at < ${added.max} + interval 1 day`,
    query.place === undefined ? undefined : standsIn(userId, query.place),
    query.collection === undefined
      ? undefined
      : sql`listed.book_id in (select cb.book_id from collections c join collection_books cb on cb.collection_id = c.id
          where c.owner_id = ${userId} and c.name = ${query.collection})`,
    is(isOwned, sql`listed.is_owned = 1`),
    is(hasRating, sql`${readerWorks.rating} is not null`),
    is(hasReview, sql`coalesce(${readerWorks.review}, '') <> ''`),
    is(
      hasTag,
      sql`${books.workId} in (select wt.work_id from tags t join work_tags wt on wt.tag_id = t.id where t.user_id = ${userId})`,
    ),
    is(hasIsbn, sql`coalesce(${books.isbn13}, ${books.isbn10}) is not null`),
  ];
}

function hasText(text: string): SQL | undefined {
  const isbn = parseIsbn(text);
  if (typeof isbn !== "string") return eq(books.isbn13, isbn.isbn13);
  const words = fold(text).split(" ").filter(Boolean);
  // One that search does not know yet is found by its title.
  const folded = sql`coalesce(${bookSearch.folded}, lower(${books.title}))`;
  return and(...words.map((word) => holds(folded, word)));
}

function hasStatus(wanted: ShelfQuery["status"]): SQL | undefined {
  if (wanted.length === 0) return undefined;
  const said = wanted.filter((one) => one !== "none");
  return or(
    said.length > 0 ? inArray(readerWorks.status, said) : undefined,
    wanted.includes("none") ? isNull(readerWorks.status) : undefined,
  );
}

/** A copy of it stands in a place of that name, or in something that stands there. */
const standsIn = (userId: number, name: string) => sql`listed.book_id in (
  with recursive within (id) as (
    select id from places where library_id = ${household(userId)} and name = ${name}
    union distinct
    select places.id from places join within on places.parent_id = within.id
  ) select copies.book_id from ${copiesOf(userId)} copies join within on within.id = copies.place_id)`;

type Listed = { book_id: number; is_owned: number; sort_key: string | number; total: number };

/** The rows of a question that drizzle has no words for. */
async function rowsOf<Row>(question: SQL): Promise<Row[]> {
  const [rows] = await db.execute(question);
  return rows as unknown as Row[];
}

type Page = { sort: ShelfSort; cursor?: string; limit: number; withinMs?: number };

/**
 * A page of a reader's books. `cursor` is the one of the page before; anything else begins at the start. What takes longer
 * than `withinMs` is given up: it throws then, see `isOutOfTime`.
 */
export async function listShelf(
  userId: number,
  query: ShelfQuery,
  { sort, cursor, limit, withinMs }: Page,
): Promise<ShelfBooks> {
  const { key, isDescending } = SORTS[sort];
  const after = decodeCursor(cursor);
  const isAfter = isDescending ? sql`<` : sql`>`;
  const direction = isDescending ? sql`desc` : sql`asc`;
  // Sorted by ids alone: descriptions and pictures of 10,000 books must not go through the sort.
  const asked = sql`* from (
      select listed.book_id, listed.is_owned, ${key} as sort_key, count(*) over () as total
      ${listedWhere(userId, query, sort)}
    ) found
    ${after ? sql`where (sort_key, book_id) ${isAfter} (${after.key}, ${after.id})` : sql.empty()}
    order by sort_key ${direction}, book_id ${direction} limit ${limit + 1}`;
  const found = await rowsOf<Listed>(withinMs === undefined ? sql`select ${asked}` : selectWithin(withinMs, asked));

  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    books: await present(userId, page),
    total: page[0]?.total ?? (after ? ((await countBooks(userId, [query]))[0] ?? 0) : 0),
    cursor: found.length > limit && last ? encodeCursor({ key: last.sort_key, id: last.book_id }) : null,
  };
}

/**
 * The next of all books that a query means, by their ids: `next` is what to go on behind, null after the last ones. Whoever
 * changes what they find comes past each book once, whatever that makes of the query's answer.
 */
export async function listMatching(
  userId: number,
  query: ShelfQuery,
  { after, limit }: { after: number; limit: number },
): Promise<BookPart> {
  const of = { isDated: asksWhen(query) };
  const rows = await rowsOf<{ book_id: number }>(sql`
    select listed.book_id ${amongAll(userId, of)}
    where ${and(isMeant(userId), ...filters(userId, query))} and listed.book_id > ${after}
    order by listed.book_id limit ${limit + 1}`);
  return partOf(
    rows.map((row) => row.book_id),
    limit,
  );
}

/** Each is counted. */
const WAYS_MAX = 6;

/** Of a query that finds nothing: what to leave out so that it finds something, and how much, the most first. */
export async function listWaysOut(userId: number, query: ShelfQuery): Promise<WayOut[]> {
  const parts = partsOfQuery(query).slice(0, WAYS_MAX);
  // With one part alone the way out is all books, which stands beside it anyway.
  if (parts.length < 2) return [];
  const totals = await countBooks(
    userId,
    parts.map(({ without }) => without),
  );
  const ways = parts.flatMap((part, at) => (totals[at] ? { ...part, total: totals[at] } : []));
  return ways.toSorted((a, b) => b.total - a.total);
}

/** Reads what a reader typed; see `parseShelfQuery`. In a collection that fills itself stands nothing, so it is named, too. */
export async function readWords(
  userId: number,
  typed: string,
): Promise<{ query: ShelfQuery; problems: QueryProblem[] }> {
  const { query, problems } = parseShelfQuery(typed);
  const { collection } = query;
  if (collection === undefined || !(await isSmartName(userId, collection))) return { query, problems };
  const part = formatShelfQuery({ ...EVERYTHING, collection });
  const message = "This collection fills itself: open it to see its books.";
  return { query: { ...query, collection: undefined }, problems: [...problems, { part, message }] };
}

async function isSmartName(userId: number, name: string): Promise<boolean> {
  const isIt = and(eq(collections.ownerId, userId), eq(collections.name, name), isNotNull(collections.query));
  return (await db.$count(collections, isIt)) > 0;
}

/** How many of a reader's books each of some queries means, in one look through all of them. */
export async function countBooks(userId: number, queries: ShelfQuery[]): Promise<number[]> {
  if (queries.length === 0) return [];
  const counts = queries.map((query, at) => {
    const isIt = and(...filters(userId, query)) ?? sql`true`;
    return sql`sum(if(${isIt}, 1, 0)) as ${sql.identifier(`of_${at}`)}`;
  });
  // What none of them means is put away before its words are fetched, which costs more than all the rest.
  const mayBe = queries.map((query) => and(...filters(userId, withoutWords(query))));
  const isAny = mayBe.every((one) => one !== undefined) ? or(...mayBe) : undefined;
  const [row] = await rowsOf<Record<string, number | string | null>>(
    sql`select ${sql.join(counts, sql`, `)} ${amongAll(userId, { isDated: queries.some(asksWhen) })}
      where ${and(isMeant(userId), isAny)}`,
  );
  return queries.map((_, at) => Number(row?.[`of_${at}`] ?? 0));
}

/** The same but for what is looked up in the words that search keeps of a book. */
const withoutWords = (query: ShelfQuery): ShelfQuery => ({
  ...query,
  ...{ text: "", author: undefined, series: undefined, genre: undefined },
});

async function present(userId: number, page: Listed[]): Promise<ShelfBook[]> {
  if (page.length === 0) return [];
  const found = await listBooksByIds(page.map((row) => row.book_id));
  const workIds = [...new Set(found.map(({ workId }) => workId))];
  const [said, given] = await Promise.all([
    db
      .select({ workId: readerWorks.workId, status: readerWorks.status, rating: readerWorks.rating })
      .from(readerWorks)
      .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds))),
    db
      .select({ workId: workTags.workId, name: tags.name })
      .from(workTags)
      .innerJoin(tags, eq(tags.id, workTags.tagId))
      .where(and(eq(tags.userId, userId), inArray(workTags.workId, workIds)))
      .orderBy(asc(tags.name)),
  ]);
  const saidOf = new Map(said.map((row) => [row.workId, row]));
  const byId = new Map(found.map((one) => [one.id, one]));
  return page.flatMap((row) => {
    const one = byId.get(row.book_id);
    if (!one) return [];
    const { status = null, rating = null } = saidOf.get(one.workId) ?? {};
    return {
      ...one.book,
      ...{ bookId: one.id, isOwned: row.is_owned === 1, status, rating },
      tags: given.filter(({ workId }) => workId === one.workId).map(({ name }) => name),
    };
  });
}

const CHOICES_MAX = 60;

/** Names with how many rows have each, the most frequent first. Those that search takes for one are one here. */
function countNames<Row>(rows: Row[], namesOf: (row: Row) => string[]): { name: string; count: number }[] {
  const counted = new Map<string, { name: string; count: number }>();
  // Thousands of books have the same few names, and to fold one takes longer than to count it.
  const keys = new Map<string, string>();
  const keyOf = (name: string) => {
    const key = keys.get(name) ?? (fold(name) || name);
    keys.set(name, key);
    return key;
  };
  for (const row of rows)
    for (const [key, name] of new Map(namesOf(row).map((one) => [keyOf(one), one]))) {
      const before = counted.get(key);
      if (before) before.count += 1;
      else counted.set(key, { name, count: 1 });
    }
  return [...counted.values()].toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en"));
}

/** What there is to narrow a reader's books by. */
export async function listShelfChoices(userId: number): Promise<ShelfChoices> {
  const [mine, shelves, facts, places] = await Promise.all([
    db
      .select({ name: tags.name, count: sql<number>`count(*)` })
      .from(tags)
      .innerJoin(workTags, eq(workTags.tagId, tags.id))
      .where(eq(tags.userId, userId))
      .groupBy(tags.id)
      .orderBy(asc(tags.name)),
    db
      .select({ name: collections.name, icon: collections.icon })
      .from(collections)
      // In one that fills itself stands nothing.
      .where(and(eq(collections.ownerId, userId), isNull(collections.query)))
      .orderBy(asc(collections.name)),
    // One pass, counted here: to unfold the lists in the database takes it twice as long as to find the books.
    rowsOf<{ language: string | null; genres: string[] }>(sql`
      select ${books.languageCode} as language, ${books.genres} as genres ${among(userId, { isDated: false })} where ${isMeant(userId)}`),
    rowsOf<ShelfChoices["places"][number]>(
      sql`select distinct name from places where library_id = ${household(userId)} order by name`,
    ),
  ]);
  const languages = countNames(facts, ({ language }) => (language === null ? [] : [language.split("-", 1).join()]));
  const genres = countNames(facts, (row) => row.genres);
  return {
    ...{ tags: mine, collections: shelves, genres: genres.slice(0, CHOICES_MAX), places },
    languages: languages.slice(0, CHOICES_MAX).map(({ name, count }) => ({ code: name, count })),
  };
}
