import "server-only";
import { and, asc, count, desc, eq, inArray, isNull, like, lt, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
import { bookSearch } from "@/db/schema/search";
import { getBookId, listBooksByIds } from "@/lib/catalog/queries";
import { parseIsbn } from "@/lib/catalog/rules";
import {
  ENOUGH_FOUND,
  genreMark,
  type ParsedQuery,
  parseQuery,
  pieceExpression,
  type Rank,
  rankBook,
  readFolded,
  wantsLikenesses,
  withoutFarFetched,
  wordExpression,
} from "./rules";
import type { GenreCount, MatchKind, SearchInput, SearchResults } from "./schema";

/** How many books each way of looking brings up for ranking. Nobody pages further than this. */
const CANDIDATES_MAX = 300;

/**
 * Books for what a person typed: an ISBN in any form finds that edition and nothing else; words find titles, authors
 * and genres, misspelt or not, the best first.
 */
export async function searchBooks({ q, limit, offset }: SearchInput): Promise<SearchResults> {
  const isbn = parseIsbn(q);
  if (typeof isbn !== "string") {
    const bookId = await getBookId({ isbn13: isbn.isbn13 });
    const found = bookId === undefined ? [] : [{ bookId, rank: { kind: "isbn" as const } }];
    return { hits: await present(found.slice(offset, offset + limit)), total: found.length, isbn13: isbn.isbn13 };
  }
  const query = parseQuery(q);
  const isGenreAlone = query.words.length === 0 && query.phrases.length === 0;
  if (isGenreAlone) return query.genres.length > 0 ? listGenreBooks(query, { limit, offset }) : NOTHING;

  const ranked = await listRanked(query);
  return { hits: await present(ranked.slice(offset, offset + limit)), total: ranked.length, isbn13: null };
}

const NOTHING: SearchResults = { hits: [], total: 0, isbn13: null };

type Candidate = { bookId: number; folded: string };
type Ranked = Candidate & { rank: Rank };

// The cheapest look first; each further one only when the ones before it brought too little. What was asked for by page
// has no part in this, so all pages of a query are cut from one list.
async function listRanked(query: ParsedQuery): Promise<Ranked[]> {
  const byWords = await listByWords(query, wordExpression(query));
  let ranked = rank(query, byWords);
  if (ranked.length < ENOUGH_FOUND) {
    ranked = rank(query, [...byWords, ...(await listByWords(query, wordExpression(query, { isTyping: true })))]);
  }
  const byPieces = pieceExpression(query);
  if (byPieces && wantsLikenesses(query, ranked.length)) {
    const isLike = sql`match(${bookSearch.trigrams}) against (${byPieces} in natural language mode)`;
    ranked = rank(query, [...ranked, ...(await listCandidates(query, isLike))]);
  }
  return withoutFarFetched(ranked);
}

async function listByWords(query: ParsedQuery, expression: string | null): Promise<Candidate[]> {
  if (!expression) return [];
  return listCandidates(query, sql`match(${bookSearch.folded}) against (${expression} in boolean mode)`);
}

function listCandidates({ genres }: ParsedQuery, isMatch: SQL): Promise<Candidate[]> {
  return db
    .select({ bookId: bookSearch.bookId, folded: bookSearch.folded })
    .from(bookSearch)
    .where(and(isMatch, hasGenres(genres)))
    .orderBy(desc(isMatch))
    .limit(CANDIDATES_MAX);
}

// Folded genres hold letters and digits alone, so there is nothing in them that `like` would read as a wildcard.
const hasGenres = (genres: string[]) => and(...genres.map((genre) => like(bookSearch.folded, `%${genreMark(genre)}%`)));

function rank(query: ParsedQuery, candidates: Candidate[]): Ranked[] {
  const once = [...new Map(candidates.map(({ bookId, folded }) => [bookId, folded]))];
  return once
    .flatMap(([bookId, folded]) => {
      const rank = rankBook(query, readFolded(folded));
      return rank ? [{ bookId, folded, rank }] : [];
    })
    .sort((a, b) => b.rank.score - a.rank.score || compare(a.folded, b.folded) || a.bookId - b.bookId);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function listGenreBooks(query: ParsedQuery, { limit, offset }: { limit: number; offset: number }) {
  const byWords = wordExpression(query);
  const isWanted = and(
    byWords ? sql`match(${bookSearch.folded}) against (${byWords} in boolean mode)` : undefined,
    hasGenres(query.genres),
  );
  const [rows, [sum]] = await Promise.all([
    db
      .select({ bookId: bookSearch.bookId })
      .from(bookSearch)
      .innerJoin(books, eq(books.id, bookSearch.bookId))
      .where(isWanted)
      .orderBy(asc(books.title), asc(books.id))
      .limit(limit)
      .offset(offset),
    db.select({ total: count() }).from(bookSearch).where(isWanted),
  ]);
  const hits = await present(rows.map(({ bookId }) => ({ bookId, rank: { kind: "genre" as const } })));
  return { hits, total: sum?.total ?? 0, isbn13: null };
}

async function present(found: { bookId: number; rank: { kind: MatchKind } }[]) {
  const kinds = new Map(found.map(({ bookId, rank }) => [bookId, rank.kind]));
  const listed = await listBooksByIds(found.map(({ bookId }) => bookId));
  return listed.map(({ id, book }) => ({ book, kind: kinds.get(id) ?? "similar" }));
}

/** The genres with the most books. */
export async function listTopGenres(limit: number): Promise<GenreCount[]> {
  const genre = sql<string>`genre`;
  return db
    .select({ genre, bookCount: count() })
    .from(sql`${books}, json_table(${books.genres}, '$[*]' columns (genre varchar(100) path '$')) as listed`)
    .groupBy(genre)
    .orderBy(desc(count()), genre)
    .limit(limit);
}

/** What the index needs to know of books, read in the caller's transaction. */
export function listIndexedBooks(tx: Tx, ids: number[]) {
  return tx
    .select({
      id: books.id,
      title: books.title,
      subtitle: books.subtitle,
      workTitle: works.title,
      authors: books.authors,
      genres: books.genres,
      series: books.series,
    })
    .from(books)
    .innerJoin(works, eq(works.id, books.workId))
    .where(inArray(books.id, ids));
}

/** Books of which the row is older than the version that is made now. */
export async function listOutdatedRows(version: number, limit: number): Promise<number[]> {
  const rows = await db
    .select({ id: bookSearch.bookId })
    .from(bookSearch)
    .where(lt(bookSearch.version, version))
    .orderBy(asc(bookSearch.version), asc(bookSearch.bookId))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Books that search does not know yet. */
export async function listUnindexedBooks(limit: number, among?: number[]): Promise<number[]> {
  const rows = await db
    .select({ id: books.id })
    .from(books)
    .leftJoin(bookSearch, eq(bookSearch.bookId, books.id))
    .where(and(isNull(bookSearch.bookId), among && inArray(books.id, among)))
    .orderBy(asc(books.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}
