import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { refuseOtherName } from "@/lib/accounts/route";
import {
  bookAnswer,
  bookDetailAnswer,
  bookInPath,
  toBookAnswer,
  toBookDetailAnswer,
} from "@/lib/catalog/answers/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { Problem } from "@/lib/platform/http";
import { deleteUserScans, noteScan, restoreUserScans } from "./commands";
import { listRecentScans, listScansOfBook } from "./queries";
import {
  deleteScansInput,
  noteScanBody,
  RESTORABLE_SCANS_MAX,
  restoreScansInput,
  scanAnswer,
  toScanAnswer,
} from "./schema";

const ofReader = z.object({ username: z.string().min(1).max(200) });

export const noteScanOperation = operation(
  {
    id: "scans.note_scan",
    method: "POST",
    path: "/user_scans",
    summary: "Note a book that was scanned elsewhere",
    description:
      "In the caller's own history; of a visitor in the log alone. What comes twice with one `requestId` counts once. `POST /barcode` asks for a book that the catalogue does not have.",
    access: "public",
    scope: "scans:write",
    // Together with the barcodes that this server looks up itself: to a hand it is the same.
    limit: { name: "barcode", max: 240, windowMs: 60_000 },
    body: noteScanBody,
    answers: {
      201: bookDetailAnswer.extend({ username: z.string().nullable(), requestId: z.string() }),
    },
    refusals: { book_not_found: 404, not_your_name: 403, request_id_taken: 409 },
  },
  async ({ actor, requestId: ownId, body: { username, requestId = ownId, isbn, scannedAt } }) => {
    refuseOtherName(actor, username);
    // Nobody's word stands for a visitor's past: it would enter the figures of days that are over.
    const noted = await noteScan(actor, { isbn, at: actor ? scannedAt : undefined, requestId });
    return noted.ok ? { ...toBookDetailAnswer(noted.book), username: actor?.username ?? null, requestId } : noted;
  },
);

export const listRecentScansOperation = operation(
  {
    id: "scans.list_recent_scans",
    method: "GET",
    path: "/recently_scanned/{username}",
    summary: "List what one scanned",
    description: "One entry a book, the latest first. One's own history alone.",
    access: "user",
    scope: "scans:read",
    params: ofReader,
    query: pageQuery(30),
    answers: { 200: z.object({ scans: z.array(scanAnswer), nextCursor: z.string().nullable() }) },
    refusals: { not_your_name: 403 },
  },
  async ({ actor, params, query: { cursor, limit } }) => {
    refuseOtherName(actor, params.username);
    const page = await listRecentScans(actor.id, cursor, limit);
    return { scans: page.scans.map(toScanAnswer), nextCursor: page.cursor };
  },
);

export const listScansOfBookOperation = operation(
  {
    id: "scans.list_scans_of_book",
    method: "GET",
    path: "/recently_scanned/{username}/{isbn}",
    summary: "List when one scanned a book",
    description: "The latest first. `times` is how often in all.",
    access: "user",
    scope: "scans:read",
    params: ofReader.extend({ isbn: bookInPath }),
    query: pageQuery(100),
    answers: {
      200: z.object({
        moments: z.array(z.date()),
        book: bookAnswer,
        times: z.int(),
        nextCursor: z.string().nullable(),
      }),
    },
    refusals: { not_scanned: 404, not_your_name: 403 },
  },
  async ({ actor, params, query: { cursor, limit } }) => {
    refuseOtherName(actor, params.username);
    const found = await listScansOfBook({ userId: actor.id, isbn: params.isbn }, cursor, limit);
    if (!found) throw new Problem(404, "not_scanned", "This book is not in your history.");
    return { moments: found.moments, book: toBookAnswer(found.book), times: found.times, nextCursor: found.cursor };
  },
);

export const deleteScansOperation = operation(
  {
    id: "scans.delete_scans",
    method: "DELETE",
    path: "/user_scans/{username}",
    summary: "Delete what one scanned",
    description:
      "The whole history, or with `isbn` what is in it of one book. The log of scans loses the name with it, and photos go. Of one book the answer says what `POST /user_scans/{username}/restore` takes to put it back.",
    access: "user",
    scope: "scans:write",
    params: ofReader,
    query: deleteScansInput,
    answers: { 204: null, 200: z.object({ isbn: z.string(), scannedAt: z.array(z.date()) }) },
    refusals: { book_not_found: 404, not_your_name: 403 },
  },
  async ({ actor, params, query: { isbn } }) => {
    refuseOtherName(actor, params.username);
    const done = await deleteUserScans(actor, { isbn });
    if (!done.ok) return done;
    // More than that are not taken back: the latest are.
    const scannedAt = done.scannedAt.slice(-RESTORABLE_SCANS_MAX);
    return isbn !== undefined && scannedAt.length > 0 ? reply(200, { isbn, scannedAt }) : reply(204);
  },
);

export const restoreScansOperation = operation(
  {
    id: "scans.restore_scans",
    method: "POST",
    path: "/user_scans/{username}/restore",
    summary: "Put back what was deleted of one book",
    description: "Into the history alone: the log stays without a name, and the photos gone.",
    access: "user",
    scope: "scans:write",
    params: ofReader,
    limit: { name: "restore-scans", max: 30, windowMs: 60_000 },
    body: restoreScansInput,
    // The moments of two thousand scans.
    bodyBytesMax: 80_000,
    answers: { 204: null },
    refusals: { book_not_found: 404, not_your_name: 403 },
  },
  async ({ actor, params, body }) => {
    refuseOtherName(actor, params.username);
    const done = await restoreUserScans(actor, body);
    return done.ok ? reply(204) : done;
  },
);
