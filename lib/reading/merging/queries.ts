import "server-only";
import { and, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import type { Tx } from "@/db/client";
import type { Move } from "@/db/moving";
import { books } from "@/db/schema/catalog";
import { readerWorks, readings } from "@/db/schema/reading";

/** What all readers said of a work, held until the transaction ends. */
export async function holdOfWork(tx: Tx, workId: number) {
  return {
    works: await tx.select().from(readerWorks).where(eq(readerWorks.workId, workId)).for("update"),
    readings: await tx.select().from(readings).where(eq(readings.workId, workId)).for("update"),
  };
}

const other = alias(readerWorks, "other");

/**
 * Rows that hang on `to`, of editions that are of `from` again: readers wrote them while the two were one. A row of a reader
 * who has one there already stays where it is.
 */
export async function listStrayed(tx: Tx, { from, to }: Move): Promise<{ works: number[]; readings: number[] }> {
  const works = await tx
    .select({ id: readerWorks.id, otherId: other.id })
    .from(readerWorks)
    .innerJoin(books, and(eq(books.id, readerWorks.bookId), eq(books.workId, from)))
    .leftJoin(other, and(eq(other.userId, readerWorks.userId), eq(other.workId, from)))
    .where(eq(readerWorks.workId, to));
  const times = await tx
    .select({ id: readings.id, userId: readings.userId, outcome: readings.outcome })
    .from(readings)
    .innerJoin(books, and(eq(books.id, readings.bookId), eq(books.workId, from)))
    .where(eq(readings.workId, to));
  const open = await tx
    .select({ userId: readings.userId })
    .from(readings)
    .where(and(eq(readings.workId, from), eq(readings.outcome, "reading")));
  const reads = new Set(open.map(({ userId }) => userId));
  return {
    works: works.filter(({ otherId }) => otherId === null).map(({ id }) => id),
    readings: times.filter(({ outcome, userId }) => outcome !== "reading" || !reads.has(userId)).map(({ id }) => id),
  };
}
