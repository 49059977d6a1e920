import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Move, moveRows, restoreRows, returnRows, revive } from "@/db/moving";
import { quotes, readerWorks, readingProgress, readings } from "@/db/schema/reading";
import { holdWorks } from "@/lib/catalog/merging/queries";
import { shownAgain, unite } from "../rules";
import { holdOfWork, listStrayed } from "./queries";
import type { MovedReadBooks, MovedReadWorks, UnitedWork } from "./schema";

const BY_BOOK = {
  works: { table: readerWorks, on: readerWorks.bookId },
  readings: { table: readings, on: readings.bookId },
  quotes: { table: quotes, on: quotes.bookId },
};
const DAYS = { table: readingProgress, on: readingProgress.readingId, sameBy: [readingProgress.day] };

/** Lets what readers read and copied of one book be of another. Both books are held; their works are joined apart. */
export async function moveReadBooks(tx: Tx, books: Move): Promise<MovedReadBooks> {
  return {
    works: await moveRows(tx, BY_BOOK.works, books),
    readings: await moveRows(tx, BY_BOOK.readings, books),
    quotes: await moveRows(tx, BY_BOOK.quotes, books),
  };
}

/** Undoes `moveReadBooks`. */
export async function returnReadBooks(tx: Tx, books: Move, moved: MovedReadBooks): Promise<void> {
  for (const key of ["works", "readings", "quotes"] as const) await returnRows(tx, BY_BOOK[key], books, moved[key]);
}

type WorkRow = typeof readerWorks.$inferSelect;
type ReadingRow = typeof readings.$inferSelect;

/**
 * Lets what readers said of one work be of another, before `joinWorks` takes the first one away. Of a reader who spoke of
 * both one row is made, and of what they read twice at once one reading.
 */
export async function moveReadWorks(tx: Tx, { from, to }: Move): Promise<MovedReadWorks> {
  // Who writes meanwhile waits for the works, and then finds the one that stays.
  await holdWorks(tx, [from, to]);
  const theirs = await holdOfWork(tx, from);
  const ours = await holdOfWork(tx, to);
  const moved: MovedReadWorks = { works: [], readings: [], united: [], unitedReadings: [] };
  for (const gone of theirs.works) {
    const kept = ours.works.find(({ userId }) => userId === gone.userId);
    if (kept) moved.united.push(await uniteRows(tx, kept, gone));
    else moved.works.push(gone.id);
  }
  const isOpen = ({ outcome }: ReadingRow) => outcome === "reading";
  for (const gone of theirs.readings) {
    const kept = isOpen(gone) && ours.readings.find((one) => isOpen(one) && one.userId === gone.userId);
    if (kept) moved.unitedReadings.push(await uniteReadings(tx, kept, gone));
    else moved.readings.push(gone.id);
  }
  await setWork(tx, moved, to);
  return moved;
}

async function setWork(tx: Tx, { works, readings: ids }: Pick<MovedReadWorks, "works" | "readings">, workId: number) {
  if (works.length > 0)
    await tx
      .update(readerWorks)
      .set({ workId, updatedAt: readerWorks.updatedAt as never })
      .where(inArray(readerWorks.id, works));
  if (ids.length > 0)
    await tx
      .update(readings)
      .set({ workId, updatedAt: readings.updatedAt as never })
      .where(inArray(readings.id, ids));
}

async function uniteRows(tx: Tx, kept: WorkRow, gone: WorkRow): Promise<UnitedWork> {
  const after = unite(kept, gone);
  await tx.delete(readerWorks).where(eq(readerWorks.id, gone.id));
  await tx.update(readerWorks).set(after).where(eq(readerWorks.id, kept.id));
  return { userId: kept.userId, keptId: kept.id, gone, before: kept, after };
}

/** The one that is further stays as it is; of both the days are kept, and the first beginning. */
async function uniteReadings(tx: Tx, kept: ReadingRow, gone: ReadingRow): Promise<UnitedWork> {
  const [first] = [kept.startedOn, gone.startedOn].filter((day) => day !== null).toSorted();
  const further = [kept, gone].toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0) || (b.page ?? 0) - (a.page ?? 0));
  const { page, percent, pages, bookId } = further[0] ?? kept;
  const after = { page, percent, pages, bookId, startedOn: first ?? null };
  const days = await moveRows(tx, DAYS, { from: gone.id, to: kept.id });
  await tx.delete(readings).where(eq(readings.id, gone.id));
  await tx.update(readings).set(after).where(eq(readings.id, kept.id));
  return { userId: kept.userId, keptId: kept.id, gone, before: kept, after, days };
}

/**
 * Undoes `moveReadWorks`, after the works were parted. What a reader changed since of a row that was made of two stays as
 * they have it, and nothing comes back for eyes that they have closed to it; what they said since of an edition that went
 * back goes with it.
 */
export async function returnReadWorks(tx: Tx, { from, to }: Move, moved: MovedReadWorks): Promise<void> {
  const now = await holdOfWork(tx, to);
  const isHere = (rows: { id: number }[], ids: number[]) => ids.filter((id) => rows.some((row) => row.id === id));
  await setWork(tx, { works: isHere(now.works, moved.works), readings: isHere(now.readings, moved.readings) }, from);
  for (const { keptId, gone, before, after } of moved.united) {
    const kept = now.works.find(({ id }) => id === keptId);
    if (!kept) continue;
    const shown = shownAgain(gone as WorkRow, after as WorkRow, kept);
    await tx
      .update(readerWorks)
      .set({ ...asBefore(readerWorks, kept, before, after), ...shown.kept })
      .where(eq(readerWorks.id, keptId));
    await restoreRows(tx, readerWorks, [{ ...gone, ...shown.gone }]);
  }
  for (const { keptId, gone, before, after, days } of moved.unitedReadings) {
    const kept = now.readings.find(({ id }) => id === keptId);
    if (!kept) continue;
    await tx
      .update(readings)
      .set(asBefore(readings, kept, before, after))
      .where(eq(readings.id, keptId));
    await restoreRows(tx, readings, [gone]);
    if (days) await returnRows(tx, DAYS, { from: Number(gone.id), to: keptId }, days);
  }
  const strayed = await listStrayed(tx, { from, to });
  await setWork(tx, strayed, from);
  // One of which the reader took everything away says nothing any more.
  const { status, rating, review } = readerWorks;
  const isEmpty = and(isNull(status), isNull(rating), isNull(review));
  const goneIds = moved.united.map(({ gone }) => Number(gone.id));
  if (goneIds.length > 0) await tx.delete(readerWorks).where(and(inArray(readerWorks.id, goneIds), isEmpty));
}

/** What is still as the merge left it is as it was before; when it was changed by the reader stays. */
function asBefore(
  table: typeof readerWorks | typeof readings,
  now: Record<string, unknown>,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const [was, left] = [revive(table, before), revive(table, after)];
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const untouched = Object.keys(left).filter((name) => same(now[name], left[name]));
  const isWhole = untouched.length === Object.keys(left).length;
  return {
    ...Object.fromEntries(untouched.map((name) => [name, was[name]])),
    updatedAt: isWhole ? was.updatedAt : now.updatedAt,
  };
}
