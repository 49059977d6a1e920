import "server-only";
import { and, asc, count, desc, eq, like, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { quotes } from "@/db/schema/reading";
import { listBooksByIds } from "@/lib/catalog/queries";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { type ListedQuote, QUOTES_OF_BOOK_MAX, type Quote, type QuotesPage } from "./schema";

const QUOTE = {
  ...{ id: quotes.id, kind: quotes.kind, text: quotes.text, page: quotes.page, createdAt: quotes.createdAt },
};

/** Whoever asks: the caller decides with the policy whose it is. */
export async function getQuote(id: number) {
  const [row] = await db.select().from(quotes).where(eq(quotes.id, id));
  return row;
}

/** What a reader kept of a work, page by page; without a page last. */
export async function listQuotesOfWork(userId: number, workId: number): Promise<Quote[]> {
  return db
    .select(QUOTE)
    .from(quotes)
    .innerJoin(books, eq(books.id, quotes.bookId))
    .where(and(eq(quotes.userId, userId), eq(books.workId, workId)))
    .orderBy(sql`${quotes.page} is null`, asc(quotes.page), asc(quotes.id))
    .limit(QUOTES_OF_BOOK_MAX);
}

/** Words as they are looked for: a sign that means something to LIKE means itself. */
const pattern = (words: string): string => `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** All that a reader kept of books, the latest first; with words, what holds them in its text, or is of such a book. */
export async function listQuotes(userId: number, { q, kind, after }: QuotesPage, limit: number) {
  const from = decodeCursor(after);
  const isFound = and(
    eq(quotes.userId, userId),
    kind && eq(quotes.kind, kind),
    q === ""
      ? undefined
      : or(
          ...[like(quotes.text, pattern(q)), like(books.title, pattern(q))],
          sql`lower(${books.authors}) like lower(${pattern(q)})`,
        ),
  );
  const rows = await db
    .select({ ...QUOTE, bookId: quotes.bookId })
    .from(quotes)
    .innerJoin(books, eq(books.id, quotes.bookId))
    .where(and(isFound, from && lt(quotes.id, from.id)))
    .orderBy(desc(quotes.id))
    .limit(limit + 1);
  const [total] = await db
    .select({ count: count() })
    .from(quotes)
    .innerJoin(books, eq(books.id, quotes.bookId))
    .where(isFound);
  const page = rows.slice(0, limit);
  const byId = new Map((await listBooksByIds(page.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    total: total?.count ?? 0,
    quotes: page.flatMap(({ bookId, ...quote }): ListedQuote[] => {
      const book = byId.get(bookId);
      return book ? [{ ...quote, book }] : [];
    }),
    cursor: last ? encodeCursor({ key: "", id: last.id }) : null,
  };
}
