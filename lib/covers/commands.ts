import "server-only";
import { createHash } from "node:crypto";
import { and, desc, eq, ne } from "drizzle-orm";
import { db, hasLostRace, inTransaction, isDuplicate, type Tx } from "@/db/client";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import { lockBook } from "@/lib/catalog/commands";
import { getBookForCover, getBookId } from "@/lib/catalog/queries";
import type { BookReference } from "@/lib/catalog/rules";
import { recordEvent } from "@/lib/events/commands";
import { fail, ok } from "@/lib/platform/result";
import { putFile, removeFile } from "@/lib/platform/storage";
import { renderCover } from "./adapters/cover-artist";
import { measured, type StoredPicture, toStoredPicture } from "./adapters/picture";
import { bury } from "./changes/commands";
import { coverAdded } from "./events";
import { getCover, getPrimaryCover } from "./queries";
import { coverKey } from "./rules";
import { COVER_SIZES } from "./schema";

type CoverSource = "drawn" | "upload" | "import";

export const sha256Of = (jpeg: Uint8Array) => createHash("sha256").update(jpeg).digest("hex");

/**
 * The book's own row is locked, and that suffices. By default the update of covers that are not there would lock the gap
 * where those of new books go too, and two at once would wait for each other.
 */
export const ROW_LOCKS_ONLY = { isolationLevel: "read committed" } as const;

/**
 * Keeps a picture as a cover of a book and makes it the one that stands for it; a drawn one only where nothing stands for
 * it yet, so that it never takes the place of a picture that came while it was drawn. The same picture again is the cover
 * that is there.
 */
async function storeCover(bookId: number, source: CoverSource, picture: StoredPicture, isAwaited = false) {
  try {
    return await db.transaction(async (tx) => {
      if (!(await lockBook(tx, bookId))) return fail("book_not_found");
      if (source === "drawn" && (await hasPrimary(tx, bookId))) return fail("already_there");
      await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, bookId));
      return ok({ coverId: await insertCover(tx, { bookId, source, isPrimary: true }, picture, isAwaited) });
    }, ROW_LOCKS_ONLY);
  } catch (error) {
    if (!isDuplicate(error, "covers_book_sha256")) throw error;
    // Should its file have been lost, here it is again.
    await putFile(coverKey(sha256Of(picture.jpeg)), picture.jpeg);
    return fail("already_there");
  }
}

/** Lets a cover stand for its book in place of the one that does. The book is locked. */
export async function makePrimary(tx: Tx, cover: { id: number; bookId: number }, isChosen: boolean): Promise<void> {
  await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, cover.bookId));
  await tx.update(covers).set({ isPrimary: true, isChosen }).where(eq(covers.id, cover.id));
}

/**
 * Row, file and event of a cover. The file after the row: whoever removes files that no row names waits for the row's
 * lock. And before the commit: nobody asks for it earlier.
 */
export async function insertCover(
  tx: Tx,
  cover: Pick<typeof covers.$inferInsert, "bookId" | "source" | "provider" | "userId" | "isPrimary" | "isChosen">,
  { jpeg, width, height, phash }: StoredPicture,
  isAwaited = false,
): Promise<number> {
  const sha256 = sha256Of(jpeg);
  const values = { ...cover, sha256, mime: "image/jpeg", width, height, bytes: jpeg.length, phash };
  const [row] = await tx.insert(covers).values(values).$returningId();
  if (!row) throw new Error("the insert returned no id");
  await putFile(coverKey(sha256), jpeg);
  await recordEvent(tx, coverAdded, { coverId: row.id, isAwaited });
  return row.id;
}

async function hasPrimary(tx: Tx, bookId: number): Promise<boolean> {
  const [row] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.primaryBookId, bookId)).limit(1);
  return row !== undefined;
}

/**
 * Takes a picture that somebody brings: checked, re-encoded, without metadata. Throws PictureError for a bad one. One that
 * a reader waits for is found before those of an import.
 */
export async function addCover(
  bookId: number,
  source: Exclude<CoverSource, "drawn">,
  bytes: Uint8Array,
  { isAwaited = false } = {},
) {
  return storeCover(bookId, source, await toStoredPicture(bytes), isAwaited);
}

/**
 * Keeps the cover in a reader's photo as a further view of a book: photos are recognised by it, but it never stands for
 * the book and no page shows it. In the caller's transaction, so that whatever led to it and the view come together or not
 * at all. `jpeg` is one that we made.
 */
export async function addCoverView(tx: Tx, bookId: number, jpeg: Buffer) {
  if (!(await lockBook(tx, bookId))) return fail("book_not_found");
  try {
    const coverId = await insertCover(tx, { bookId, source: "photo", isPrimary: false }, await measured(jpeg));
    return ok({ coverId });
  } catch (error) {
    if (isDuplicate(error, "covers_book_sha256")) return fail("already_there");
    throw error;
  }
}

/** Draws a cover for a book that has none. Twice is once. */
export async function drawMissingCover(bookId: number) {
  const book = await getBookForCover(bookId);
  if (!book) return fail("book_not_found");
  if (book.hasCover) return fail("already_there");
  return storeCover(bookId, "drawn", await measured(await renderCover(book)));
}

/**
 * Takes a cover out of the product. Its embeddings become tombstones, so that every process forgets it, and the newest of
 * the book's other covers stands for the book from then on. A reader's photo leaves no file behind.
 */
export async function removeCover(coverId: number): Promise<void> {
  const cover = await getCover(coverId);
  if (!cover) return;
  await inRemoval(async (tx) => {
    await lockBook(tx, cover.bookId);
    await takeOut(tx, cover);
    // Before the commit: without the row nobody would know which files a failed removal left.
    if (cover.source === "photo") await removeUnusedFiles(tx, cover.sha256);
  });
}

/** Takes a cover's row and what was made of it out of use. The book is locked; false: it was gone already. */
export async function takeOut(tx: Tx, cover: { id: number; bookId: number }): Promise<boolean> {
  // Held before its embeddings are looked at: one that is just being made waits, and then finds its cover gone.
  const [held] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.id, cover.id)).for("update");
  for (const kind of ["embeddings", "features"] as const) await bury(tx, kind, { coverId: cover.id });
  await tx.delete(covers).where(eq(covers.id, cover.id));
  await promoteNewest(tx, cover.bookId);
  return held !== undefined;
}

/**
 * A transaction that may end with `removeUnusedFiles`. Whoever brings the same picture for another book waits for its end
 * and stores the file anew; two that remove it for two books each wait for the other's row, and one of them begins again.
 */
export const inRemoval = <Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> =>
  inTransaction(work, hasLostRace, "repeatable read");

/** Removes the files of a picture that no cover has any more. Comes last in a transaction of `inRemoval`. */
export async function removeUnusedFiles(tx: Tx, sha256: string): Promise<void> {
  // With a lock, which sees what was committed since this transaction began, and keeps such a row from coming.
  for (const table of [covers, spareCovers, pendingCovers]) {
    const [other] = await tx
      .select({ id: table.id })
      .from(table)
      .where(eq(table.sha256, sha256))
      .limit(1)
      .for("update");
    if (other) return;
  }
  for (const size of COVER_SIZES) await removeFile(coverKey(sha256, size));
}

/** A reader's photo is never promoted: a book without any other picture gets a drawn one. */
const canStandForBook = ne(covers.source, "photo");

/** Lets the newest of a book's covers stand for it where none does. The book is locked. */
export async function promoteNewest(tx: Tx, bookId: number): Promise<void> {
  if (await hasPrimary(tx, bookId)) return;
  const [newest] = await tx
    .select({ id: covers.id })
    .from(covers)
    .where(and(eq(covers.bookId, bookId), canStandForBook))
    .orderBy(desc(covers.id))
    .limit(1);
  if (newest) await tx.update(covers).set({ isPrimary: true }).where(eq(covers.id, newest.id));
}

/** The cover that stands for a book; one is drawn now where there is none. Undefined: there is no such book. */
export async function ensureCover(reference: BookReference) {
  const cover = await getPrimaryCover(reference);
  if (cover) return cover;
  const bookId = await getBookId(reference);
  if (bookId === undefined) return undefined;
  await drawMissingCover(bookId);
  return getPrimaryCover(reference);
}
