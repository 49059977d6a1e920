import "server-only";
import { and, count, desc, eq, isNotNull, lt, ne, notExists, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { covers, spareCovers } from "@/db/schema/covers";
import { isNotLeaving, shownName } from "@/lib/accounts/erasure/queries";
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

/**
 * Its picture is no cover of the book. One that came into use keeps its row, which says what it was before, for an undo; it
 * shows again when the cover goes.
 */
const isNotInUse = () =>
  notExists(
    db
      .select({ id: covers.id })
      .from(covers)
      .where(and(eq(covers.bookId, spareCovers.bookId), eq(covers.sha256, spareCovers.sha256))),
  );

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
    .where(and(eq(spareCovers.bookId, bookId), isNotInUse(), isNotLeaving(spareCovers.userId)))
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
    .where(and(eq(spareCovers.bookId, bookId), isNotNull(spareCovers.phash), isNotInUse()));

/** Whether a picture is a cover of a book, in use. */
export async function isCoverOf(tx: Tx, bookId: number, sha256: string): Promise<boolean> {
  const [cover] = await tx
    .select({ id: covers.id })
    .from(covers)
    .where(and(eq(covers.bookId, bookId), eq(covers.sha256, sha256)));
  return cover !== undefined;
}

/** A picture that is not in use, or was not until it became a cover; held until the transaction ends. */
export async function holdSpare(tx: Tx, bookId: number, by: { id: number } | { sha256: string }) {
  const isIt = "id" in by ? eq(spareCovers.id, by.id) : eq(spareCovers.sha256, by.sha256);
  const [spare] = await tx
    .select()
    .from(spareCovers)
    .where(and(isIt, eq(spareCovers.bookId, bookId)))
    .for("update");
  return spare;
}

/** Pictures that were rejected or taken away before a moment. */
export const listOldSpares = (before: Date) =>
  db
    .select({ id: spareCovers.id, sha256: spareCovers.sha256 })
    .from(spareCovers)
    .where(and(ne(spareCovers.state, "proposed"), lt(spareCovers.decidedAt, before)));

const WAITING_MAX = 50;

/** Books of which pictures are proposed, those with the newest first, with how many. */
export async function listBooksWithProposedCovers() {
  const rows = await db
    .select({ bookId: spareCovers.bookId, proposed: count() })
    .from(spareCovers)
    .where(and(eq(spareCovers.state, "proposed"), isNotInUse()))
    .groupBy(spareCovers.bookId)
    .orderBy(desc(sql`max(${spareCovers.id})`))
    .limit(WAITING_MAX);
  const books = new Map((await listBooksByIds(rows.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return rows.flatMap(({ bookId, proposed }) => {
    const book = books.get(bookId);
    return book ? [{ book, proposed }] : [];
  });
}
