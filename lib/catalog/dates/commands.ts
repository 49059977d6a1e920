import "server-only";
import { and, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import type { BookDate } from "./schema";

/**
 * Says of books that they came earlier. A date only ever moves back: what is known of an earlier one is evidence, a later
 * one is only when somebody looked. Answers with how many moved.
 */
export async function backdateBooks(dates: BookDate[]): Promise<number> {
  let moved = 0;
  for (const { bookId, date } of dates) {
    const [result] = await db
      .update(books)
      // Not an edit of the book.
      .set({ dateAdded: date, updatedAt: sql`updated_at` })
      .where(and(eq(books.id, bookId), gt(books.dateAdded, date)));
    moved += result.affectedRows;
  }
  return moved;
}
