import "server-only";
import { and, count, eq, isNotNull, lte, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { readerWorks, readingProgress, readings } from "@/db/schema/reading";
import { languageName } from "@/lib/catalog/records/languages/rules";
import { countFinishedByYear } from "../queries";
import { calendarOf, chartsOf, type Step } from "./rules";
import type { Finished } from "./schema";

const between = (year: number) => sql`between ${`${year}-01-01`} and ${`${year}-12-31`}`;

/** What a reader finished in a year, or ever, with what figures are made of. */
export async function listFinishedFigures(userId: number, year: number | "all"): Promise<Finished[]> {
  return db
    .select({
      ...{ endedOn: readings.endedOn, languageCode: books.languageCode, genres: books.genres },
      pages: sql<number | null>`coalesce(${readings.pages}, ${books.pages})`,
      ...{ year: books.publishedYear, authors: books.authors, rating: readerWorks.rating },
    })
    .from(readings)
    .innerJoin(books, eq(books.id, readings.bookId))
    .leftJoin(readerWorks, and(eq(readerWorks.userId, readings.userId), eq(readerWorks.workId, readings.workId)))
    .where(
      and(
        ...[eq(readings.userId, userId), eq(readings.outcome, "finished")],
        year === "all" ? undefined : sql`${readings.endedOn} ${between(year)}`,
      ),
    );
}

/** Where the reader was, day after day until the year's end, in everything that they noted something of in it. */
export async function listSteps(userId: number, year: number): Promise<Step[]> {
  const inYear = db
    .select({ id: readingProgress.readingId })
    .from(readingProgress)
    .where(and(eq(readingProgress.readingId, readings.id), sql`${readingProgress.day} ${between(year)}`));
  return db
    .select({
      ...{ readingId: readingProgress.readingId, day: readingProgress.day },
      ...{ page: readingProgress.page, percent: readingProgress.percent },
      pages: sql<number | null>`coalesce(${readings.pages}, ${books.pages})`,
    })
    .from(readings)
    .innerJoin(readingProgress, eq(readingProgress.readingId, readings.id))
    .innerJoin(books, eq(books.id, readings.bookId))
    .where(and(eq(readings.userId, userId), sql`exists ${inYear}`, lte(readingProgress.day, `${year}-12-31`)));
}

/** How many books a reader finished on each day of a year. */
export async function countFinishes(userId: number, year: number) {
  return db
    .select({ day: sql<string>`${readings.endedOn}`, count: count() })
    .from(readings)
    .where(
      and(
        ...[eq(readings.userId, userId), eq(readings.outcome, "finished"), isNotNull(readings.endedOn)],
        sql`${readings.endedOn} ${between(year)}`,
      ),
    )
    .groupBy(readings.endedOn);
}

/** The figures of a year, or of all; without one of the last in which something was finished. */
export async function getFigures(userId: number, asked: number | "all" | undefined) {
  const counted = await countFinishedByYear(userId);
  const years = counted.flatMap(({ year }) => year ?? []);
  const year = asked ?? years[0] ?? "all";
  const [rows, steps, finishes] = await Promise.all([
    listFinishedFigures(userId, year),
    year === "all" ? [] : listSteps(userId, year),
    year === "all" ? [] : countFinishes(userId, year),
  ]);
  return {
    ...{ year, years, count: rows.length, everRead: counted.reduce((sum, { count }) => sum + count, 0) },
    pages: rows.reduce((sum, { pages }) => sum + (pages ?? 0), 0),
    withoutPages: rows.filter(({ pages }) => pages === null).length,
    charts: chartsOf(rows, year, languageName),
    calendar: year === "all" ? null : calendarOf(year, steps, finishes),
  };
}
