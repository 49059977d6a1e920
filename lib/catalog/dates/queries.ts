import "server-only";
import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { books, userAddedBooks } from "@/db/schema/catalog";
import { collectionBooks } from "@/db/schema/library";
import { userScans } from "@/db/schema/scans";
import type { BookDate } from "./schema";

/** Books after the id `after` that somebody had used before the day on which they are said to have come, by their ids. */
export async function listBooksUsedBefore(after: number, limit: number): Promise<BookDate[]> {
  const uses = unionAll(
    db.select({ bookId: userAddedBooks.bookId, usedAt: userAddedBooks.timestamp }).from(userAddedBooks),
    db.select({ bookId: collectionBooks.bookId, usedAt: collectionBooks.addedAt }).from(collectionBooks),
    db.select({ bookId: userScans.bookId, usedAt: userScans.timestamp }).from(userScans),
  ).as("uses");
  const usedAt = sql`min(${uses.usedAt})`.mapWith(userScans.timestamp);
  const first = db
    .select({ bookId: uses.bookId, usedAt: usedAt.as("first_used_at") })
    .from(uses)
    .groupBy(uses.bookId)
    .as("first");
  return db
    .select({ bookId: books.id, date: first.usedAt })
    .from(books)
    .innerJoin(first, eq(first.bookId, books.id))
    .where(and(gt(books.id, after), lt(first.usedAt, books.dateAdded)))
    .orderBy(asc(books.id))
    .limit(limit);
}
