import "server-only";
import { and, asc, eq, gt, inArray, isNull, lt } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { outbox } from "@/db/schema/events";
import { bookSearch } from "@/db/schema/search";
import { listStaleDerived } from "@/lib/catalog/derived/queries";
import { primaryCover } from "@/lib/catalog/queries";
import { listIndexedBooks } from "@/lib/search/queries";
import { indexRow } from "@/lib/search/rules";

const PAGE = 500;

export const countBooks = (): Promise<number> => db.$count(books);

/** Events that have waited since before a moment, the oldest first, and how many wait at all. */
export async function listStuckEvents(before: Date) {
  const waiting = await db.$count(outbox, isNull(outbox.relayedAt));
  const stuck = await db
    .select({ id: outbox.id, name: outbox.name })
    .from(outbox)
    .where(and(isNull(outbox.relayedAt), lt(outbox.occurredAt, before)))
    .orderBy(asc(outbox.occurredAt));
  return { waiting, stuck };
}

/** Whether an event still waits. */
export const isWaiting = async (id: string): Promise<boolean> =>
  (await db.$count(outbox, and(eq(outbox.id, id), isNull(outbox.relayedAt)))) > 0;

/** Books in pages, and which of them no cover stands for. */
export async function* listBooksAndCovers(before: Date) {
  for (let after = 0; ; ) {
    const page = await db
      .select({ id: books.id, coverId: covers.id })
      .from(books)
      .leftJoin(covers, primaryCover)
      .where(and(gt(books.id, after), lt(books.updatedAt, before)))
      .orderBy(asc(books.id))
      .limit(PAGE);
    const last = page.at(-1);
    if (!last) return;
    yield { checked: page.length, bare: page.filter(({ coverId }) => coverId === null).map(({ id }) => id) };
    after = last.id;
  }
}

/**
 * Books in pages, and those of which the search row, or what is derived for lists, is not what the catalogue gives: which of
 * the two, or that there is no row at all.
 */
export async function* listSearchDrift(before: Date) {
  for (let after = 0; ; ) {
    const ids = await db
      .select({ id: books.id })
      .from(books)
      .where(and(gt(books.id, after), lt(books.updatedAt, before)))
      .orderBy(asc(books.id))
      .limit(PAGE);
    const last = ids.at(-1);
    if (!last) return;
    const page = ids.map(({ id }) => id);
    const present = await db.select().from(bookSearch).where(inArray(bookSearch.bookId, page));
    const rows = new Map(present.map((row) => [row.bookId, row]));
    const drift: { id: number; trouble: "missing" | "stale" | "derived" }[] = [];
    const derived = new Set(await listStaleDerived(page));
    for (const { id, ...book } of await listIndexedBooks(db, page)) {
      const [row, wanted] = [rows.get(id), indexRow(book)];
      const isCurrent = row?.folded === wanted.folded && row.trigrams === wanted.trigrams;
      if (!isCurrent) drift.push({ id, trouble: row ? "stale" : "missing" });
      // With its row it is made anew in any case.
      else if (derived.has(id)) drift.push({ id, trouble: "derived" });
    }
    yield { checked: page.length, drift };
    after = last.id;
  }
}
