import "server-only";
import { and, asc, count, desc, eq, inArray, isNull, lt, ne, or, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { duplicatePairs, merges } from "@/db/schema/duplicates";
import { collectionBooks } from "@/db/schema/library";
import { scanFeedback, userScans } from "@/db/schema/scans";
import { shownName } from "@/lib/accounts/erasure/queries";
import { valueIn } from "@/lib/catalog/provenance/rules";
import { getBookToCurate, listBooksByIds, primaryCover } from "@/lib/catalog/queries";
import { compareFields } from "./rules";
import {
  type ComparedBook,
  type ComparedPair,
  KINDS,
  type Kind,
  type ListedMerge,
  type ListedPair,
  type MergePage,
  type PairPage,
  type Reason,
  type Usage,
} from "./schema";

/** Score and id of the pair that a page ended with. */
const CURSOR = /^(\d+(?:\.\d+)?)-([1-9]\d{0,9})$/;

type PairRow = typeof duplicatePairs.$inferSelect & { decidedBy: string | null };

/** Pairs of a kind that wait for a decision, the surest first; `kind` "decided": those that are not one, the latest first. */
export async function listPairs(kind: Kind | "decided", cursor?: string, limit = 20): Promise<PairPage> {
  const [, score, id] = CURSOR.exec(cursor ?? "") ?? [];
  const isDecided = kind === "decided";
  const [key, isOfKind] = isDecided
    ? [sql`unix_timestamp(${duplicatePairs.decidedAt})`, ne(duplicatePairs.state, "open")]
    : [sql`${duplicatePairs.score}`, and(eq(duplicatePairs.state, "open"), eq(duplicatePairs.kind, kind))];
  const isAfter = score && id ? sql`(round(${key}, 3), ${duplicatePairs.id}) < (${score}, ${id})` : undefined;
  const rows = await db
    .select({ pair: duplicatePairs, decidedBy: shownName, key: sql<string>`round(${key}, 3)` })
    .from(duplicatePairs)
    .leftJoin(users, eq(users.id, duplicatePairs.decidedById))
    .where(and(isOfKind, isAfter))
    .orderBy(desc(sql`round(${key}, 3)`), desc(duplicatePairs.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    pairs: await toListed(page.map(({ pair, decidedBy }) => ({ ...pair, decidedBy }))),
    counts: await countOpenPairs(),
    cursor: rows.length > limit && last ? `${last.key}-${last.pair.id}` : null,
  };
}

async function toListed(rows: PairRow[]): Promise<ListedPair[]> {
  const ids = [...new Set(rows.flatMap(({ firstId, secondId }) => [firstId, secondId]))];
  const byId = new Map((await listBooksByIds(ids)).map(({ id, book }) => [id, book]));
  return rows.flatMap(({ id, kind, score, reasons, state, decidedBy, decidedAt, firstId, secondId }) => {
    const [first, second] = [byId.get(firstId), byId.get(secondId)];
    if (!first || !second) return [];
    const pair: ListedPair = {
      id,
      kind,
      score,
      reasons: reasons as Reason[],
      state,
      decidedBy,
      decidedAt,
      books: [first, second],
    };
    return pair;
  });
}

/** How many pairs of each kind wait for a decision. */
export async function countOpenPairs(): Promise<Record<Kind, number>> {
  const rows = await db
    .select({ kind: duplicatePairs.kind, count: count() })
    .from(duplicatePairs)
    .where(eq(duplicatePairs.state, "open"))
    .groupBy(duplicatePairs.kind);
  const counts = new Map(rows.map((row) => [row.kind, row.count]));
  return Object.fromEntries(KINDS.map((kind) => [kind, counts.get(kind) ?? 0])) as Record<Kind, number>;
}

/** The pair that comes next where one was decided: the surest other of its kind that waits. */
export async function getNextPair({ id, kind }: { id: number; kind: Kind }): Promise<number | undefined> {
  const [row] = await db
    .select({ id: duplicatePairs.id })
    .from(duplicatePairs)
    .where(and(eq(duplicatePairs.state, "open"), eq(duplicatePairs.kind, kind), ne(duplicatePairs.id, id)))
    .orderBy(desc(duplicatePairs.score), desc(duplicatePairs.id))
    .limit(1);
  return row?.id;
}

/** A pair with both books beside each other. */
export async function getComparedPair(pairId: number): Promise<ComparedPair | undefined> {
  const [pair] = await db.select().from(duplicatePairs).where(eq(duplicatePairs.id, pairId));
  if (!pair) return undefined;
  const ids = [pair.firstId, pair.secondId];
  const [one, other] = await Promise.all(ids.map((bookId) => getBookToCurate({ bookId })));
  const listed = await listBooksByIds(ids);
  const [left, right] = await Promise.all(listed.map(toCompared));
  if (!one || !other || !left || !right || one.id === other.id) return undefined;
  const { id, kind, score, reasons, state, evidence } = pair;
  return {
    ...{ id, kind, score, reasons: reasons as Reason[], state, evidence, books: [left, right] },
    isSameWork: listed[0]?.workId === listed[1]?.workId,
    fields: compareFields((field) => [
      { value: valueIn(field, one), origin: one.origins?.[field] ?? null },
      { value: valueIn(field, other), origin: other.origins?.[field] ?? null },
    ]),
  };
}

async function toCompared({
  id,
  workId,
  book,
}: Awaited<ReturnType<typeof listBooksByIds>>[number]): Promise<ComparedBook> {
  const [row] = await db
    .select({ addedAt: books.dateAdded, source: covers.source })
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(eq(books.id, id));
  const hasPicture = row?.source != null && row.source !== "drawn";
  return { id, book, addedAt: row?.addedAt ?? new Date(0), hasPicture, usage: await countUsage(id, workId) };
}

async function countUsage(bookId: number, workId: number): Promise<Usage> {
  const [collections, scans, feedback, pictures, editions] = await Promise.all([
    db.$count(collectionBooks, eq(collectionBooks.bookId, bookId)),
    db.$count(userScans, eq(userScans.bookId, bookId)),
    db.$count(scanFeedback, or(eq(scanFeedback.bookId, bookId), eq(scanFeedback.rightBookId, bookId))),
    db.$count(covers, eq(covers.bookId, bookId)),
    db.$count(books, and(eq(books.workId, workId), ne(books.id, bookId))),
  ]);
  return { collections, scans, feedback, covers: pictures, editions };
}

/** A pair for deciding about it, held until the transaction ends. */
export async function holdPair(tx: Tx, pairId: number) {
  const [row] = await tx.select().from(duplicatePairs).where(eq(duplicatePairs.id, pairId)).for("update");
  return row;
}

/** The pair of two books. */
export async function getPairOf(one: number, other: number) {
  const [row] = await db
    .select({ id: duplicatePairs.id, state: duplicatePairs.state })
    .from(duplicatePairs)
    .where(and(eq(duplicatePairs.firstId, Math.min(one, other)), eq(duplicatePairs.secondId, Math.max(one, other))));
  return row;
}

/** All pairs with a book, held until the transaction ends. */
export const holdPairsOf = (tx: Tx, bookId: number) =>
  tx
    .select()
    .from(duplicatePairs)
    .where(or(eq(duplicatePairs.firstId, bookId), eq(duplicatePairs.secondId, bookId)))
    .orderBy(asc(duplicatePairs.id))
    .for("update");

/** A merge for undoing it, held until the transaction ends. */
export async function holdMerge(tx: Tx, mergeId: number) {
  const [row] = await tx.select().from(merges).where(eq(merges.id, mergeId)).for("update");
  return row;
}

/** The merge in which a book or work went that is not there. */
export async function getMergeOf(tx: Tx, kind: "books" | "works", goneId: number) {
  const [row] = await tx
    .select({ id: merges.id, keptId: merges.keptId, title: merges.title })
    .from(merges)
    .where(and(eq(merges.kind, kind), eq(merges.goneId, goneId), isNull(merges.undoneAt)))
    .limit(1);
  return row;
}

/** What was merged, the latest first. `cursor` is the one of the page before. */
export async function listMerges(cursor?: string, limit = 20): Promise<MergePage> {
  const isAfter = /^[1-9]\d{0,9}$/.test(cursor ?? "") ? lt(merges.id, Number(cursor)) : undefined;
  const rows = await db
    .select({
      ...{ id: merges.id, kind: merges.kind, keptId: merges.keptId, title: merges.title, at: merges.createdAt },
      ...{ undoneAt: merges.undoneAt, person: shownName },
    })
    .from(merges)
    .leftJoin(users, eq(users.id, merges.userId))
    .where(isAfter)
    .orderBy(desc(merges.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const editions = await listFirstEditions(page.flatMap(({ kind, keptId }) => (kind === "works" ? [keptId] : [])));
  const bookOf = ({ kind, keptId }: (typeof page)[number]) => (kind === "books" ? keptId : editions.get(keptId));
  const byId = new Map(
    (await listBooksByIds(page.flatMap((row) => bookOf(row) ?? []))).map(({ id, book }) => [id, book]),
  );
  return {
    merges: page.map(({ keptId: _, ...row }, at): ListedMerge => {
      const bookId = page[at] && bookOf(page[at]);
      return { ...row, book: (bookId && byId.get(bookId)) || null };
    }),
    cursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}

/** Of each work its oldest edition. */
async function listFirstEditions(workIds: number[]): Promise<Map<number, number>> {
  if (workIds.length === 0) return new Map();
  const rows = await db
    .select({ workId: books.workId, id: sql<number>`min(${books.id})`.mapWith(Number) })
    .from(books)
    .where(inArray(books.workId, workIds))
    .groupBy(books.workId);
  return new Map(rows.map(({ workId, id }) => [workId, id]));
}
