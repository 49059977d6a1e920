import "server-only";
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
import { bookSearch } from "@/db/schema/search";
import { getBookId } from "@/lib/catalog/queries";
import type { Picture } from "@/lib/covers/schema";
import { readPicture } from "./adapters/reader";
import { findIsbns } from "./isbn/rules";
import { agreementWith, type Page, pieceExpression, readPage, wordExpression } from "./rules";
import type { BookByText, TextLine } from "./schema";

/**
 * The text on a photo, line by line in the order of reading. Undefined where it was not read: other photos are waiting
 * already, it takes longer than `maxMs`, or the networks' weights are not installed.
 */
export const readText = (photo: Picture, maxMs?: number): Promise<TextLine[] | undefined> => readPicture(photo, maxMs);

/** As many as an answer shows twice over. */
const BOOKS_MAX = 12;
const CANDIDATES_MAX = { words: 30, pieces: 60 };
/** With this much agreement title and author were seen: there is no need to look for misread words. */
const SETTLED_MIN = 0.5;
/** A book less named than this has a word in common with the photo. */
const AGREEMENT_MIN = 0.1;

/**
 * The books of the catalogue that the text of a photo names, best first, whether or not they have a cover. One whose ISBN
 * is printed there comes first; the others by how much of their title and author was read.
 */
export async function findBooksByText(lines: TextLine[]): Promise<BookByText[]> {
  const page = readPage(lines);
  const numbered = await findNumbered(lines);
  const byWords = judged(page, await listCandidates(bookSearch.folded, wordExpression(lines), CANDIDATES_MAX.words));
  const isSettled = byWords.some(({ agreement }) => agreement >= SETTLED_MIN);
  const byPieces = isSettled
    ? []
    : judged(page, await listCandidates(bookSearch.trigrams, pieceExpression(lines), CANDIDATES_MAX.pieces));

  const byBook = new Map<number, BookByText>();
  for (const found of [...byWords, ...byPieces]) byBook.set(found.bookId, found);
  for (const { bookId, isbn13 } of numbered) {
    const named = byBook.get(bookId) ?? { bookId, isTitleSeen: false, isAuthorSeen: false, words: [] };
    byBook.set(bookId, { ...named, agreement: 1, isbn13 });
  }
  return [...byBook.values()]
    .sort((a, b) => b.agreement - a.agreement || a.bookId - b.bookId)
    .filter(({ agreement }) => agreement >= AGREEMENT_MIN)
    .slice(0, BOOKS_MAX);
}

async function findNumbered(lines: TextLine[]): Promise<{ bookId: number; isbn13: string }[]> {
  const found = await Promise.all(
    findIsbns(lines).map(async ({ isbn13 }) => ({ bookId: await getBookId({ isbn13 }), isbn13 })),
  );
  return found.flatMap(({ bookId, isbn13 }) => (bookId === undefined ? [] : { bookId, isbn13 }));
}

type Candidate = Awaited<ReturnType<typeof listCandidates>>[number];

/** The books that share most with an expression, rare words and pieces counting more. */
async function listCandidates(
  column: typeof bookSearch.folded | typeof bookSearch.trigrams,
  expression: string | null,
  limit: number,
) {
  if (!expression) return [];
  const likeness: SQL = sql`match(${column}) against (${expression} in natural language mode)`;
  // Joined only afterwards: else the database sorts all that it found together with their titles.
  const found = db
    .select({ bookId: bookSearch.bookId })
    .from(bookSearch)
    .where(likeness)
    .orderBy(desc(likeness))
    .limit(limit)
    .as("found");
  return db
    .select({
      bookId: books.id,
      title: books.title,
      subtitle: books.subtitle,
      workTitle: works.title,
      authors: books.authors,
    })
    .from(found)
    .innerJoin(books, eq(books.id, found.bookId))
    .innerJoin(works, eq(works.id, books.workId));
}

const judged = (page: Page, candidates: Candidate[]): BookByText[] =>
  candidates.map(({ bookId, ...book }) => ({ bookId, ...agreementWith(page, book) }));
