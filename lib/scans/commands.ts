import "server-only";
import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { db, isDuplicate } from "@/db/client";
import { scanFeedback, scanLogs, userScans } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookByReference, getBookIdByName } from "@/lib/catalog/queries";
import { parseBookReference } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { discardPhotos } from "./photos/commands";
import {
  type DeleteScansInput,
  type LogScanInput,
  type NoteScanInput,
  type RestoreScansInput,
  SCAN_MESSAGE_MAX,
} from "./schema";

/**
 * Writes one attempt to recognise a book. An attempt of a signed-in reader that ended in a `match` also enters that
 * reader's history, in the same transaction: the log and the history never disagree. An attempt that is there already is
 * left as it is.
 */
export async function logScan({ at, ...scan }: LogScanInput): Promise<void> {
  const message = scan.message?.slice(0, SCAN_MESSAGE_MAX) ?? null;
  const write = (bookId: number | null) =>
    db.transaction(async (tx) => {
      const [row] = await tx
        .insert(scanLogs)
        .values({ ...scan, bookId, message, extra: scan.extra ?? {}, ...(at && { timestamp: at }) })
        .$returningId();
      if (scan.status === "match" && scan.userId && bookId) {
        await tx
          .insert(userScans)
          .values({ userId: scan.userId, bookId, scanId: row?.id, ...(at && { timestamp: at }) });
      }
    });
  try {
    await (scan.bookId ? withPresentBook(scan.bookId, write) : write(null));
  } catch (error) {
    if (!isDuplicate(error, "scan_logs_request")) throw error;
  }
}

/**
 * Notes that a book was scanned where this server did not see it: by a program, or by a phone that had no signal. Of a visitor
 * there is no history, only the log. Twice is once.
 */
export async function noteScan(actor: Actor | null, { isbn, at, requestId }: NoteScanInput) {
  const reference = parseBookReference(isbn);
  const book = typeof reference === "string" ? undefined : await getBookByReference(reference);
  if (!book) return fail("book_not_found", "This book is not in the catalogue. POST /barcode asks for it.");
  const common = { requestId, kind: "barcode" as const, status: "match" as const, userId: actor?.id ?? null, at };
  await logScan({ ...common, isbn: book.isbn13, bookId: book.id });
  const [logged] = await db
    .select({ userId: scanLogs.userId, isbn: scanLogs.isbn })
    .from(scanLogs)
    .where(eq(scanLogs.requestId, requestId));
  if (logged && (logged.userId !== common.userId || logged.isbn !== book.isbn13))
    return fail("request_id_taken", "This request_id came with another scan before. Please make a new one for each.");
  return ok({ book });
}

/**
 * Deletes the actor's history, whole or of one book, takes the actor's name off the matching scan logs and off what was
 * said of them, and lets the photos go that came with it. Answers with the moments that were removed, which is what
 * `restoreUserScans` needs; the logs stay anonymous and the photos gone even after that.
 */
export async function deleteUserScans(actor: Actor, { isbn }: DeleteScansInput) {
  const book = isbn === undefined ? undefined : await getNamed(isbn);
  if (isbn !== undefined && book === undefined) return fail("book_not_found");
  const bookId = book?.id;

  const scannedAt = await db.transaction(async (tx) => {
    // First, as when feedback is given: what is said of them meanwhile waits, and then finds them without a name.
    await tx.select({ id: scanLogs.id }).from(scanLogs).where(eq(scanLogs.userId, actor.id)).for("update");
    const said = await tx
      .select({ id: scanFeedback.id, scanId: scanFeedback.scanId })
      .from(scanFeedback)
      .where(
        and(
          eq(scanFeedback.userId, actor.id),
          bookId === undefined ? undefined : or(eq(scanFeedback.bookId, bookId), eq(scanFeedback.rightBookId, bookId)),
        ),
      );
    const mine = and(eq(userScans.userId, actor.id), bookId === undefined ? undefined : eq(userScans.bookId, bookId));
    const removed =
      bookId === undefined
        ? []
        : await tx
            .select({ timestamp: userScans.timestamp, scanId: userScans.scanId })
            .from(userScans)
            .where(mine)
            .orderBy(userScans.timestamp)
            .for("update");
    const feedbackIds = said.map(({ id }) => id);
    const scanIds = [...said, ...removed].flatMap(({ scanId }) => scanId ?? []);
    await tx
      .update(scanLogs)
      .set({ userId: null })
      .where(
        and(
          eq(scanLogs.userId, actor.id),
          bookId === undefined
            ? undefined
            : or(eq(scanLogs.bookId, bookId), inArray(scanLogs.id, scanIds), wasOfNumber(book?.isbn13 ?? null)),
        ),
      );
    await discardPhotos(tx, feedbackIds);
    await tx.update(scanFeedback).set({ userId: null }).where(inArray(scanFeedback.id, feedbackIds));

    await tx.delete(userScans).where(mine);
    return removed.map((row) => row.timestamp);
  });
  return ok({ scannedAt });
}

async function getNamed(isbn: string) {
  const reference = parseBookReference(isbn);
  return typeof reference === "string" ? undefined : getBookByReference(reference);
}

/** A scan of a book's number from before it came: the log of it names no book. */
const wasOfNumber = (isbn13: string | null) =>
  isbn13 === null ? undefined : and(isNull(scanLogs.bookId), eq(scanLogs.isbn, isbn13));

/** Puts the scans of one book back into the actor's own history: the undo of `deleteUserScans` with an `isbn`; twice is once. */
export async function restoreUserScans(actor: Actor, { isbn, scannedAt }: RestoreScansInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return fail("book_not_found");
  return withPresentBook(named, (bookId) =>
    db.transaction(async (tx) => {
      const present = await tx
        .select({ timestamp: userScans.timestamp })
        .from(userScans)
        .where(and(eq(userScans.userId, actor.id), eq(userScans.bookId, bookId)));
      const there = new Set(present.map(({ timestamp }) => timestamp.getTime()));
      const missing = scannedAt.filter((at) => !there.has(at.getTime()));
      if (missing.length > 0)
        await tx.insert(userScans).values(missing.map((timestamp) => ({ userId: actor.id, bookId, timestamp })));
      return ok();
    }),
  );
}
