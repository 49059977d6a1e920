import "server-only";
import { and, count, desc, eq, isNotNull, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { covers, spareCovers } from "@/db/schema/covers";
import { shownName } from "@/lib/accounts/erasure/queries";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { CoverChoice } from "./schema";

const USED = {
  id: covers.id,
  bookId: covers.bookId,
  source: covers.source,
  provider: covers.provider,
  userId: covers.userId,
  sha256: covers.sha256,
  width: covers.width,
  height: covers.height,
  phash: covers.phash,
  isPrimary: covers.isPrimary,
  isChosen: covers.isChosen,
  at: covers.createdAt,
};

/** Readers' further views stand for no book. */
const isCover = ne(covers.source, "photo");

/** All pictures of a book that can stand for it: in use, the present one first, and not in use, the newest first. */
export async function getCoverChoice(bookId: number): Promise<CoverChoice> {
  const used = await db
    .select(USED)
    .from(covers)
    .where(and(eq(covers.bookId, bookId), isCover))
    .orderBy(desc(covers.isPrimary), desc(covers.id));
  const spare = await db
    .select({
      id: spareCovers.id,
      state: spareCovers.state,
      source: spareCovers.source,
      provider: spareCovers.provider,
      sha256: spareCovers.sha256,
      width: spareCovers.width,
      height: spareCovers.height,
      person: shownName,
      at: sql<Date>`coalesce(${spareCovers.decidedAt}, ${spareCovers.createdAt})`.mapWith(spareCovers.createdAt),
    })
    .from(spareCovers)
    .leftJoin(users, eq(users.id, sql`coalesce(${spareCovers.decidedById}, ${spareCovers.userId})`))
    .where(eq(spareCovers.bookId, bookId))
    .orderBy(desc(spareCovers.id));
  return { bookId, used: used.map(({ bookId: _, phash: __, userId: ___, ...cover }) => cover), spare };
}

/** The cover that stands for a book, with what decides about others. */
export async function getStandingCover(bookId: number, within: Pick<Tx, "select"> = db) {
  const [row] = await within.select(USED).from(covers).where(eq(covers.primaryBookId, bookId)).limit(1);
  return row;
}

/** What pictures of a book that are not in use look like. */
export const listSpareLooks = (bookId: number) =>
  db
    .select({ phash: spareCovers.phash })
    .from(spareCovers)
    .where(and(eq(spareCovers.bookId, bookId), isNotNull(spareCovers.phash)));

const WAITING_MAX = 50;

/** Books of which pictures are proposed, those with the newest first, with how many. */
export async function listBooksWithProposedCovers() {
  const rows = await db
    .select({ bookId: spareCovers.bookId, proposed: count() })
    .from(spareCovers)
    .where(eq(spareCovers.state, "proposed"))
    .groupBy(spareCovers.bookId)
    .orderBy(desc(sql`max(${spareCovers.id})`))
    .limit(WAITING_MAX);
  const books = new Map((await listBooksByIds(rows.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return rows.flatMap(({ bookId, proposed }) => {
    const book = books.get(bookId);
    return book ? [{ book, proposed }] : [];
  });
}
