import "server-only";
import { eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { scanFeedback, userScans } from "@/db/schema/scans";
import { noteConsent } from "@/lib/accounts/consents/commands";
import type { Actor } from "@/lib/accounts/schema";
import { getBookIdByName, listBooksByIds } from "@/lib/catalog/queries";
import { cleanPhoto } from "@/lib/covers/queries";
import { fail, ok } from "@/lib/platform/result";
import { discardPhotos, linkPhoto, storePhoto } from "../photos/commands";
import { canGiveFeedback } from "../policy";
import { getFeedbackIdOfScan, getJudgedScan, holdJudgedScan, type JudgedScan } from "./queries";
import { historyBookId, judgeFeedback, waitsForModerator } from "./rules";
import type { GiveFeedbackInput, GivenFeedback } from "./schema";

/**
 * Keeps what a reader says of the answer to a scan, in place of what was said before. The history of a scan's own reader
 * follows in the same transaction. `photo` comes only when the reader agreed to have it kept; without one, an earlier one
 * goes. Words about one scan take turns under its row's lock, and the unique index keeps it to one.
 */
export async function giveFeedback(actor: Actor | null, input: GiveFeedbackInput, photo?: Uint8Array) {
  const scan = await getJudgedScan(input.requestId);
  if (!scan || !canGiveFeedback(actor, scan)) return scanNotFound();
  const books = await listNamedBooks(scan.bookId, input);
  if (!books) return fail("book_not_found", "The catalogue has no book with this ISBN.");

  const { status } = scan;
  const said = { verdict: input.verdict, about: books.about, right: books.right };
  const judged = judgeFeedback({ status, book: status === "match" ? books.answered : undefined }, said);
  if (!judged.ok) return judged;
  const cleaned = photo && (await cleanPhoto(photo));
  if (cleaned && !cleaned.ok) return cleaned;

  const { verdict, bookId, rightBookId } = judged;
  const { note } = input;
  const hasPhoto = cleaned !== undefined;
  const photoId = cleaned && (await storePhoto(cleaned.jpeg));
  const isKept = await db.transaction(async (tx) => {
    const held = await holdJudgedScan(tx, scan.id);
    if (!held || !canGiveFeedback(actor, held)) return false;
    const earlierId = await getFeedbackIdOfScan(tx, scan.id);
    if (earlierId !== undefined) await discardPhotos(tx, [earlierId]);
    const words = {
      verdict,
      bookId,
      rightBookId,
      note,
      userId: actor?.id ?? null,
      state: waitsForModerator({ verdict, note, hasPhoto }) ? ("open" as const) : ("noted" as const),
      moderatorId: null,
      moderatedAt: null,
    };
    await tx
      .insert(scanFeedback)
      .values({ scanId: scan.id, ...words })
      .onDuplicateKeyUpdate({ set: { ...words, updatedAt: new Date() } });
    const feedbackId = await getFeedbackIdOfScan(tx, scan.id);
    if (feedbackId === undefined) throw new Error("the feedback vanished in its own transaction");
    if (photoId) await linkPhoto(tx, feedbackId, photoId);
    await followInHistory(tx, held, historyBookId(held, { rightBookId }));
    if (photoId && actor) await noteConsent(tx, actor.id, "scan_photos");
    return true;
  });
  if (!isKept) return scanNotFound();

  const isbnOf = (id: number | null) => books.all.find((listed) => listed.id === id)?.book.isbn ?? null;
  const given = { verdict, isbn: isbnOf(bookId), rightIsbn: isbnOf(rightBookId), note, hasPhoto };
  return ok({ feedback: given satisfies GivenFeedback });
}

/** Takes back what was said of a scan, with the photo that came with it. Nothing said is nothing to take back. */
export async function withdrawFeedback(actor: Actor | null, requestId: string) {
  const scan = await getJudgedScan(requestId);
  if (!scan || !canGiveFeedback(actor, scan)) return scanNotFound();
  return db.transaction(async (tx) => {
    const held = await holdJudgedScan(tx, scan.id);
    if (!held || !canGiveFeedback(actor, held)) return scanNotFound();
    const feedbackId = await getFeedbackIdOfScan(tx, scan.id);
    if (feedbackId === undefined) return ok();
    await discardPhotos(tx, [feedbackId]);
    await tx.delete(scanFeedback).where(eq(scanFeedback.id, feedbackId));
    await followInHistory(tx, held, historyBookId(held, undefined));
    return ok();
  });
}

const scanNotFound = () => fail("scan_not_found", "There is no such scan.");

/** The books that a feedback speaks of; undefined when a name is no book's. */
async function listNamedBooks(answeredId: number | null, { isbn, rightIsbn }: GiveFeedbackInput) {
  const [aboutId, rightId] = await Promise.all(
    [isbn, rightIsbn].map((name) => (name === undefined ? null : getBookIdByName(name))),
  );
  if (aboutId === undefined || rightId === undefined) return undefined;
  const ids = [answeredId, aboutId, rightId].filter((id) => id !== null);
  const all = await listBooksByIds([...new Set(ids)]);
  const find = (id: number | null) => all.find((listed) => listed.id === id);
  return { all, answered: find(answeredId), about: find(aboutId), right: find(rightId) };
}

/** Brings the one entry that a scan has in its reader's history to `bookId`, or takes it out. A visitor has no history. */
async function followInHistory(tx: Tx, { id: scanId, userId, timestamp }: JudgedScan, bookId: number | null) {
  if (userId === null) return;
  if (bookId === null) {
    await tx.delete(userScans).where(eq(userScans.scanId, scanId));
    return;
  }
  // At the moment of the scan: the history is in the order in which books were held before the camera.
  await tx.insert(userScans).values({ userId, bookId, scanId, timestamp }).onDuplicateKeyUpdate({ set: { bookId } });
}
