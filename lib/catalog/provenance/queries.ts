import "server-only";
import { and, count, desc, eq, isNull, lt, max } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { bookChanges, bookProposals } from "@/db/schema/catalog";
import { shownName } from "@/lib/accounts/erasure/queries";
import { getBookToCurate, listBooksByIds } from "../queries";
import type { BookReference } from "../rules";
import { isNews, valueIn } from "./rules";
import type { BookChange, BookField, BooksWithProposals, CuratedBook, FieldValue, Proposal } from "./schema";
import { bookFields } from "./schema";

const CHANGES_SHOWN_MAX = 200;

/** A book with where each field is from, what is proposed, and what was changed. */
export async function getCuratedBook(reference: BookReference): Promise<CuratedBook | undefined> {
  const row = await getBookToCurate(reference);
  const [listed] = row ? await listBooksByIds([row.id]) : [];
  if (!row || !listed) return undefined;
  const [proposals, changes] = await Promise.all([listProposals(row.id), listChanges(row.id)]);
  return {
    id: row.id,
    book: listed.book,
    fields: bookFields.map((field) => ({ field, value: valueIn(field, row), origin: row.origins?.[field] ?? null })),
    // What the book has got since, on whatever way, is no proposal any more.
    proposals: proposals.filter(({ field, value }) => isNews(field, valueIn(field, row), value)),
    changes,
  };
}

async function listProposals(bookId: number): Promise<Proposal[]> {
  const rows = await db
    .select({
      id: bookProposals.id,
      field: bookProposals.field,
      value: bookProposals.value,
      source: bookProposals.source,
      confidence: bookProposals.confidence,
      saidAt: bookProposals.saidAt,
    })
    .from(bookProposals)
    .where(and(eq(bookProposals.bookId, bookId), eq(bookProposals.state, "proposed")))
    .orderBy(desc(bookProposals.confidence), desc(bookProposals.id));
  return rows.map((row) => ({ ...row, field: row.field as BookField, value: row.value as FieldValue }));
}

async function listChanges(bookId: number): Promise<BookChange[]> {
  const rows = await db
    .select({
      id: bookChanges.id,
      field: bookChanges.field,
      kind: bookChanges.kind,
      oldValue: bookChanges.oldValue,
      newValue: bookChanges.newValue,
      newOrigin: bookChanges.newOrigin,
      formerBookId: bookChanges.formerBookId,
      person: shownName,
      at: bookChanges.createdAt,
    })
    .from(bookChanges)
    .leftJoin(users, eq(users.id, bookChanges.userId))
    .where(eq(bookChanges.bookId, bookId))
    .orderBy(desc(bookChanges.id))
    .limit(CHANGES_SHOWN_MAX);
  const seen = new Set<string>();
  return rows.map(({ newOrigin, formerBookId, ...row }) => {
    const isFormer = formerBookId !== null;
    const canUndo = !isFormer && !seen.has(row.field);
    if (!isFormer) seen.add(row.field);
    return {
      ...row,
      isFormer,
      field: row.field as BookField,
      oldValue: row.oldValue as FieldValue,
      newValue: row.newValue as FieldValue,
      source: newOrigin?.source ?? null,
      canUndo,
    };
  });
}

/** A change of the book itself, and whether its field was changed again since. Under the lock of its book. */
export async function getChange(tx: Tx, bookId: number, changeId: number) {
  const [change] = await tx
    .select()
    .from(bookChanges)
    .where(and(eq(bookChanges.id, changeId), eq(bookChanges.bookId, bookId), isNull(bookChanges.formerBookId)));
  if (!change) return undefined;
  const [latest] = await tx
    .select({ id: max(bookChanges.id) })
    .from(bookChanges)
    .where(and(eq(bookChanges.bookId, bookId), eq(bookChanges.field, change.field), isNull(bookChanges.formerBookId)));
  return { ...change, isLatest: latest?.id === changeId };
}

/** Whether a field of a book was ever changed: filled, edited, or taken back. */
export async function hasChanged(tx: Tx, bookId: number, field: BookField): Promise<boolean> {
  const [change] = await tx
    .select({ id: bookChanges.id })
    .from(bookChanges)
    .where(and(eq(bookChanges.bookId, bookId), eq(bookChanges.field, field)))
    .limit(1);
  return change !== undefined;
}

/** All that was ever proposed of a book, decided or not. Under its lock. */
export const listProposedValues = (tx: Tx, bookId: number) =>
  tx
    .select({
      id: bookProposals.id,
      field: bookProposals.field,
      value: bookProposals.value,
      valueHash: bookProposals.valueHash,
      source: bookProposals.source,
      confidence: bookProposals.confidence,
      saidAt: bookProposals.saidAt,
      state: bookProposals.state,
      changeId: bookProposals.changeId,
    })
    .from(bookProposals)
    .where(eq(bookProposals.bookId, bookId));

const CURSOR = /^[1-9]\d{0,9}$/;

/** Books with something to decide, the newest first. `cursor` is the one of the page before; anything else begins at the start. */
export async function listBooksWithProposals(cursor?: string, limit = 30): Promise<BooksWithProposals> {
  const isAfter = CURSOR.test(cursor ?? "") ? lt(bookProposals.bookId, Number(cursor)) : undefined;
  const rows = await db
    .select({ bookId: bookProposals.bookId, proposals: count() })
    .from(bookProposals)
    .where(and(eq(bookProposals.state, "proposed"), isAfter))
    .groupBy(bookProposals.bookId)
    .orderBy(desc(bookProposals.bookId))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const books = new Map((await listBooksByIds(page.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return {
    books: page.flatMap(({ bookId, proposals }) => {
      const book = books.get(bookId);
      return book ? [{ book, proposals }] : [];
    }),
    cursor: rows.length > limit ? String(page.at(-1)?.bookId) : null,
  };
}
