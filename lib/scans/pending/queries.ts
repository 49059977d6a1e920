import "server-only";
import { createHash } from "node:crypto";
import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { bookAliases, books } from "@/db/schema/catalog";
import { collections } from "@/db/schema/library";
import { pendingAskers, pendingBooks } from "@/db/schema/scans";
import { shownName } from "@/lib/accounts/erasure/queries";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { BookSummary } from "@/lib/catalog/schema";
import { getPictureFor, listWaitingPictures } from "@/lib/covers/pending/queries";
import { LOST_AFTER_MS, parsePendingId, pendingIdOf } from "./rules";
import {
  type ModeratedPage,
  type ModeratedPending,
  type MyPending,
  type PendingBook,
  type PendingCandidate,
  type PendingReason,
  typedBook,
} from "./schema";

const PENDING = {
  id: pendingBooks.id,
  isbn: pendingBooks.isbn,
  handle: pendingBooks.handle,
  title: pendingBooks.title,
  author: pendingBooks.author,
  state: pendingBooks.state,
  stucked: pendingBooks.stucked,
  reason: pendingBooks.reason,
  nextTryAt: pendingBooks.nextTryAt,
  dateAdded: pendingBooks.dateAdded,
  candidates: pendingBooks.candidates,
  bookId: pendingBooks.bookId,
};

type PendingRow = Omit<
  typeof pendingBooks.$inferSelect,
  "titleKey" | "message" | "attempts" | "typed" | "typedById" | "timesAsked" | "isAwaited" | "updatedAt"
>;

async function booksOf(rows: { bookId: number | null }[]): Promise<Map<number, BookSummary>> {
  const ids = rows.flatMap(({ bookId }) => bookId ?? []);
  return new Map((await listBooksByIds(ids)).map(({ id, book }) => [id, book]));
}

function toPending(row: PendingRow, books: Map<number, BookSummary>): PendingBook {
  const { isbn, title, author, state, stucked, reason, nextTryAt, dateAdded, bookId } = row;
  return {
    ...{ id: pendingIdOf(row), isbn13: isbn, title, author, state, isStuck: stucked, nextTryAt, dateAdded },
    reason: reason as PendingReason | null,
    book: bookId === null ? null : (books.get(bookId) ?? null),
    candidates:
      state === "unknown"
        ? candidatesOf(row).map((candidate) => ({ ...candidate.record, evidence: evidenceOf(candidate) }))
        : [],
  };
}

/** What providers have that may be meant, or, of one that was found, what they said of it. */
export const candidatesOf = (row: { candidates: unknown[] | null }): PendingCandidate[] =>
  (row.candidates ?? []) as PendingCandidate[];

/** What a decision about something is good for: that of which this was made, and nothing that stands in its place since. */
export const evidenceOf = (seen: unknown): string => createHash("sha256").update(JSON.stringify(seen)).digest("hex");

/** The row that a name in an address stands for, as a filter; undefined for what is no name. */
export function isNamed(id: string): SQL | undefined {
  const parsed = parsePendingId(id);
  if (!parsed) return undefined;
  return "isbn13" in parsed ? eq(pendingBooks.isbn, parsed.isbn13) : eq(pendingBooks.handle, parsed.handle);
}

/** A pending book by its name. Anybody who knows the name may follow it: there is nothing of a reader in it. */
export async function getPending(id: string): Promise<PendingBook | undefined> {
  const isMeant = isNamed(id);
  const [row] = isMeant ? await db.select(PENDING).from(pendingBooks).where(isMeant) : [];
  return row && toPending(row, await booksOf([row]));
}

/** A pending book held until the transaction ends. */
export async function holdPending(tx: Tx, isMeant: SQL | undefined) {
  if (!isMeant) return undefined;
  const [row] = await tx.select().from(pendingBooks).where(isMeant).for("update");
  return row;
}

/** Readers who wait for it. */
export const listAskers = (tx: Tx, pendingId: number) =>
  tx
    .select({ userId: pendingAskers.userId, collectionId: pendingAskers.collectionId })
    .from(pendingAskers)
    .where(eq(pendingAskers.pendingId, pendingId));

const MINE_MAX = 50;

const ENDED = ["found", "ready", "rejected"] as const;

/** What has ended comes first, to be told; then what is on its way; what nobody knows may stand there for years. */
const NEWS_FIRST = sql`case when ${inArray(pendingBooks.state, [...ENDED])} then 0 when ${eq(pendingBooks.state, "unknown")} then 2 else 1 end`;

/** One that is deleted is nobody's. */
const isWishedInto = (userId: number) =>
  and(eq(collections.id, pendingAskers.collectionId), eq(collections.ownerId, userId));

/** What a reader asked for and does not have yet, or has not been told the end of: news first, then the newest first. */
export async function listMyPending(userId: number): Promise<MyPending[]> {
  const rows = await db
    .select({
      ...PENDING,
      toldAt: pendingAskers.toldAt,
      collection: { id: collections.id, name: collections.name, icon: collections.icon },
    })
    .from(pendingAskers)
    .innerJoin(pendingBooks, eq(pendingBooks.id, pendingAskers.pendingId))
    .leftJoin(collections, isWishedInto(userId))
    .where(
      and(
        eq(pendingAskers.userId, userId),
        or(isNull(pendingAskers.toldAt), notInArray(pendingBooks.state, [...ENDED])),
      ),
    )
    .orderBy(NEWS_FIRST, desc(pendingAskers.id))
    .limit(MINE_MAX);
  const books = await booksOf(rows);
  return rows.map(({ toldAt, collection, ...row }) => ({
    ...toPending(row, books),
    collection,
    isTold: toldAt !== null,
  }));
}

/** What the reader chose for a pending book; undefined for one who does not wait for it. What is deleted meanwhile is no choice. */
export async function getWish(userId: number, id: string) {
  const isMeant = isNamed(id);
  if (!isMeant) return undefined;
  const [wish] = await db
    .select({ collectionId: collections.id })
    .from(pendingAskers)
    .innerJoin(pendingBooks, eq(pendingBooks.id, pendingAskers.pendingId))
    .leftJoin(collections, isWishedInto(userId))
    .where(and(isMeant, eq(pendingAskers.userId, userId)));
  return wish;
}

/** The picture that the reader has added to a pending book. */
export async function getOwnPicture(userId: number, id: string): Promise<{ id: number } | undefined> {
  const isMeant = isNamed(id);
  const [row] = isMeant ? await db.select({ id: pendingBooks.id }).from(pendingBooks).where(isMeant) : [];
  return row && getPictureFor(userId, row.id);
}

const CURSOR = /^[1-9]\d{0,9}$/;

export const PENDING_FILTERS = ["attention", "coming", "done", "rejected"] as const;
export type PendingFilter = (typeof PENDING_FILTERS)[number];

const FILTERS: Record<PendingFilter, SQL | undefined> = {
  attention: or(eq(pendingBooks.state, "unknown"), eq(pendingBooks.stucked, true)),
  coming: and(inArray(pendingBooks.state, ["waiting", "looking"]), eq(pendingBooks.stucked, false)),
  done: inArray(pendingBooks.state, ["found", "ready"]),
  rejected: eq(pendingBooks.state, "rejected"),
};

/** Pending books of one kind, the newest first. `cursor` is the one of the page before; anything else begins at the start. */
export async function listPending(filter: PendingFilter, cursor?: string, limit = 30): Promise<ModeratedPage> {
  const isAfter = CURSOR.test(cursor ?? "") ? lt(pendingBooks.id, Number(cursor)) : undefined;
  const rows = await db
    .select({
      ...PENDING,
      message: pendingBooks.message,
      attempts: pendingBooks.attempts,
      timesAsked: pendingBooks.timesAsked,
      typed: pendingBooks.typed,
      typedBy: shownName,
    })
    .from(pendingBooks)
    .leftJoin(users, eq(users.id, pendingBooks.typedById))
    .where(and(FILTERS[filter], isAfter))
    .orderBy(desc(pendingBooks.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const books = await booksOf(page);
  const pictures = await listWaitingPictures(page.map(({ id }) => id));
  return {
    pending: page.map(
      (row): ModeratedPending => ({
        ...toPending(row, books),
        ...{ message: row.message, attempts: row.attempts, timesAsked: row.timesAsked, typedBy: row.typedBy },
        typed: typedBook.safeParse(row.typed).data ?? null,
        pictures: pictures.get(row.id) ?? [],
        evidence: evidenceOf(row.typed),
      }),
    ),
    cursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}

/** Those that are to be looked up again now: whose rest is over, which lost their job, and which nobody was asked about. */
export const listDue = (tx: Tx, now: Date, { canAsk }: { canAsk: boolean }, limit: number) =>
  tx
    .select({ id: pendingBooks.id, state: pendingBooks.state, bookId: pendingBooks.bookId })
    .from(pendingBooks)
    .where(
      or(
        and(isNotNull(pendingBooks.nextTryAt), lt(pendingBooks.nextTryAt, now), eq(pendingBooks.stucked, true)),
        and(
          inArray(pendingBooks.state, ["waiting", "looking", "found"]),
          eq(pendingBooks.stucked, false),
          lt(pendingBooks.updatedAt, new Date(now.getTime() - LOST_AFTER_MS)),
        ),
        // What a reader typed waits for a moderator, and has no time of its own.
        canAsk
          ? and(
              eq(pendingBooks.state, "unknown"),
              or(eq(pendingBooks.reason, "offline"), lt(pendingBooks.nextTryAt, now)),
            )
          : undefined,
      ),
    )
    .limit(limit)
    .for("update");

/** Those with an ISBN that the catalogue has by now, of its own or of a book that was merged: by their ids, after `after`. */
export const listArrived = (after: number, limit: number) =>
  db
    .select({ id: pendingBooks.id })
    .from(pendingBooks)
    .where(
      and(
        inArray(pendingBooks.state, ["waiting", "looking", "unknown", "rejected"]),
        gt(pendingBooks.id, after),
        or(
          exists(db.select({ id: books.id }).from(books).where(eq(books.isbn13, pendingBooks.isbn))),
          exists(db.select({ id: bookAliases.id }).from(bookAliases).where(eq(bookAliases.name, pendingBooks.isbn))),
        ),
      ),
    )
    .orderBy(asc(pendingBooks.id))
    .limit(limit);
