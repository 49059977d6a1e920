import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, restoreRows, returnRows } from "@/db/moving";
import { covers, spareCovers } from "@/db/schema/covers";
import { recordEvents } from "@/lib/events/commands";
import { promoteNewest } from "../commands";
import { coverAdded } from "../events";
import { listCoversToMove, listDoubles } from "./queries";

const SPARES = { table: spareCovers, on: spareCovers.bookId, sameBy: [spareCovers.sha256] };
const COVERS = { table: covers, on: covers.bookId };

type CoverRow = typeof covers.$inferSelect;

export type MovedCovers = {
  covers: MovedRows;
  spares: MovedRows;
  /** Which covers stood for the two books, and which one stands for the one that they are now. */
  primary: { from: number | null; to: number | null; now: number | null };
  /** See `listDoubles`. */
  doubles: Move[];
};

const setPrimary = async (tx: Tx, bookId: number, coverId: number | null): Promise<void> => {
  await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, bookId));
  if (coverId === null) return;
  await tx
    .update(covers)
    .set({ isPrimary: true })
    .where(and(eq(covers.id, coverId), eq(covers.bookId, bookId)));
};

/**
 * Gives one book's covers to another. `shown` says whose cover stands for it from then on. A picture that both have is there
 * once; what the index knows of its double becomes a tombstone with the next check for drift. Both books are locked.
 */
export async function moveCovers(tx: Tx, books: Move, shown: "from" | "to"): Promise<MovedCovers> {
  const { from, to } = books;
  const doubles = await listDoubles(tx, books);
  const [leaving, staying] = [await listCoversToMove(tx, from), await listCoversToMove(tx, to)];
  const dropped = leaving.filter(({ id }) => doubles.some((double) => double.from === id));
  const primaryOf = (rows: CoverRow[]) => rows.find(({ isPrimary }) => isPrimary)?.id ?? null;
  const primary = { from: primaryOf(leaving), to: primaryOf(staying) };
  const ofFrom = doubles.find((double) => double.from === primary.from)?.to ?? primary.from;
  const now = shown === "from" ? (ofFrom ?? primary.to) : (primary.to ?? ofFrom);

  const gone = dropped.map(({ id }) => id);
  if (gone.length > 0) await tx.delete(covers).where(inArray(covers.id, gone));
  // Before they meet: a book has one primary cover.
  await setPrimary(tx, from, null);
  const { moved } = await moveRows(tx, COVERS, books);
  await setPrimary(tx, to, now);
  const spares = await moveRows(tx, SPARES, books);
  return { covers: { moved, dropped }, spares, primary: { ...primary, now }, doubles };
}

/**
 * Undoes `moveCovers`. Covers that went away since stay away, and where another of its own covers was made to stand for the
 * book that had kept them, it does.
 */
export async function returnCovers(tx: Tx, books: Move, { covers: moved, spares, primary, doubles }: MovedCovers) {
  const { from, to } = books;
  const present = await listCoversToMove(tx, to);
  const current = present.find(({ isPrimary }) => isPrimary)?.id ?? null;
  await setPrimary(tx, to, null);
  await returnRows(tx, COVERS, books, { moved: moved.moved, dropped: [] });
  // A double whose twin was taken away since has no file for certain.
  const hasTwin = (id: unknown) =>
    doubles.some((double) => double.from === id && present.some((one) => one.id === double.to));
  const dropped = moved.dropped.filter(({ id }) => hasTwin(id)).map((row) => ({ ...row, isPrimary: false }));
  await restoreRows(tx, covers, dropped);
  await setPrimary(tx, from, primary.from);
  // One that was chosen meanwhile and has gone back to the other book stands for that one, or for none.
  const isChosenSince = current !== primary.now && current !== null && !moved.moved.includes(current);
  await setPrimary(tx, to, isChosenSince ? current : primary.to);
  for (const bookId of [from, to]) await promoteNewest(tx, bookId);
  await returnRows(tx, SPARES, books, spares);
  await recordEvents(
    tx,
    coverAdded,
    dropped.map((row) => ({ coverId: Number((row as Record<string, unknown>).id) })),
  );
}
