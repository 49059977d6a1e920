import "server-only";
import { and, count, eq, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import { type MySqlColumn, union } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books, userAddedBooks } from "@/db/schema/catalog";
import { covers } from "@/db/schema/covers";
import { collectionBooks, collections } from "@/db/schema/library";
import { appLogs, dailyStats } from "@/db/schema/ops";
import { pendingBooks, scanFeedback, scanLogs, userScans } from "@/db/schema/scans";
import { getJobTally } from "@/lib/jobs/queries";
import { JOB_GIVEN_UP } from "../schema";
import { boundsOf } from "./rules";
import type { DayFigures } from "./schema";

/** Counts a day anew from the tables, and its jobs from Redis. Throws while either is away. */
export async function countDay(day: string): Promise<DayFigures> {
  const { start, end } = boundsOf(day);
  const onDay = (moment: MySqlColumn): SQL | undefined => and(gte(moment, start), lt(moment, end));
  const scans = await db
    .select({ kind: scanLogs.kind, status: scanLogs.status, count: count() })
    .from(scanLogs)
    .where(onDay(scanLogs.timestamp))
    .groupBy(scanLogs.kind, scanLogs.status);
  const countScans = (isCounted: (scan: (typeof scans)[number]) => boolean) =>
    scans.filter(isCounted).reduce((sum, scan) => sum + scan.count, 0);
  return {
    totalBooks: await db.$count(books, lt(books.dateAdded, end)),
    totalCovers: await db.$count(covers, lt(covers.createdAt, end)),
    totalUsers: await db.$count(users, lt(users.dateJoined, end)),
    totalCollections: await db.$count(collections, and(lt(collections.createdAt, end), isNotNull(collections.ownerId))),
    booksAddedToday: await db.$count(books, onDay(books.dateAdded)),
    coversAddedToday: await db.$count(covers, onDay(covers.createdAt)),
    usersAddedToday: await db.$count(users, onDay(users.dateJoined)),
    collectionsAddedToday: await db.$count(
      collections,
      and(onDay(collections.createdAt), isNotNull(collections.ownerId)),
    ),
    barcodeScansToday: countScans(({ kind }) => kind === "barcode"),
    imageScansToday: countScans(({ kind }) => kind === "cover"),
    // What was unsure, or pending, is neither.
    successfulScansToday: countScans(({ status }) => status === "match"),
    failedScansToday: countScans(({ status }) => status === "unknown" || status === "rejected"),
    pendingBooksToday: await db.$count(pendingBooks, onDay(pendingBooks.dateAdded)),
    jobsDoneToday: (await getJobTally(day)).done,
    workerErrorsToday: await db.$count(appLogs, and(onDay(appLogs.timestamp), eq(appLogs.message, JOB_GIVEN_UP))),
    activeUsersToday: await countActiveUsers(onDay),
  };
}

/** Readers who scanned, shelved, brought or said something. */
async function countActiveUsers(onDay: (moment: MySqlColumn) => SQL | undefined): Promise<number> {
  // Also of what they have deleted since.
  const shelver = sql<number>`coalesce(${collections.ownerId}, ${collections.formerOwnerId})`;
  const active = union(
    db.select({ id: userScans.userId }).from(userScans).where(onDay(userScans.timestamp)),
    db
      .select({ id: sql<number>`${scanLogs.userId}` })
      .from(scanLogs)
      .where(and(onDay(scanLogs.timestamp), isNotNull(scanLogs.userId))),
    db
      .select({ id: sql<number>`${scanFeedback.userId}` })
      .from(scanFeedback)
      .where(and(onDay(scanFeedback.createdAt), isNotNull(scanFeedback.userId))),
    db.select({ id: userAddedBooks.userId }).from(userAddedBooks).where(onDay(userAddedBooks.timestamp)),
    db.select({ id: shelver }).from(collections).where(onDay(collections.createdAt)),
    db
      .select({ id: shelver })
      .from(collectionBooks)
      .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
      .where(onDay(collectionBooks.addedAt)),
  ).as("active");
  const [row] = await db.select({ count: count() }).from(active);
  return row?.count ?? 0;
}

/** The row of a day; undefined: it was never counted. */
export async function getDay(day: string): Promise<DayFigures | undefined> {
  const [row] = await db.select().from(dailyStats).where(eq(dailyStats.date, day)).limit(1);
  if (!row) return undefined;
  const { date: _, countedAt: __, ...figures } = row;
  return figures;
}

/** The days that were counted, and when. */
export const listCountedDays = () =>
  db.select({ date: dailyStats.date, countedAt: dailyStats.countedAt }).from(dailyStats);
