import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readerWorks, readings } from "@/db/schema/reading";
import type { MadeByImport } from "./schema";

/** Those of the readings and quotes of an import that are still the reader's, held until the transaction ends. */
export async function holdMade(tx: Tx, userId: number, made: MadeByImport[]) {
  const readingIds = made.flatMap((one) => one.readings.map(({ id }) => id));
  const quoteIds = made.flatMap((one) => one.quotes.map(({ id }) => id));
  return {
    readings:
      readingIds.length === 0
        ? []
        : await tx
            .select()
            .from(readings)
            .where(and(eq(readings.userId, userId), inArray(readings.id, readingIds)))
            .for("update"),
    quotes:
      quoteIds.length === 0
        ? []
        : await tx
            .select()
            .from(quotes)
            .where(and(eq(quotes.userId, userId), inArray(quotes.id, quoteIds)))
            .for("update"),
  };
}

export type SaidOfWork = {
  /** The edition by which the reader means it. */
  bookId: number;
  status: (typeof readerWorks.$inferSelect)["status"];
  rating: number | null;
  review: string | null;
};

/** What a reader has said and read of some works, as an import finds or leaves it. */
export async function listSaid(tx: Tx, userId: number, works: { workId: number; bookId: number }[]) {
  const workIds = [...new Set(works.map(({ workId }) => workId))];
  const bookIds = [...new Set(works.map(({ bookId }) => bookId))];
  if (workIds.length === 0) return { said: new Map<number, SaidOfWork>(), readings: [], quotes: [] };
  const said = await tx
    .select({
      ...{ workId: readerWorks.workId, bookId: readerWorks.bookId, status: readerWorks.status },
      ...{ rating: readerWorks.rating, review: readerWorks.review },
    })
    .from(readerWorks)
    .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds)));
  const read = await tx
    .select({
      ...{ id: readings.id, workId: readings.workId, startedOn: readings.startedOn },
      ...{ endedOn: readings.endedOn, outcome: readings.outcome },
    })
    .from(readings)
    .where(and(eq(readings.userId, userId), inArray(readings.workId, workIds)));
  const lines = await tx
    .select({ id: quotes.id, bookId: quotes.bookId, text: quotes.text })
    .from(quotes)
    .where(and(eq(quotes.userId, userId), inArray(quotes.bookId, bookIds)));
  return { said: new Map(said.map(({ workId, ...row }) => [workId, row])), readings: read, quotes: lines };
}
