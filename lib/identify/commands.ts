import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { getBookByReference } from "@/lib/catalog/queries";
import { ISBN_PROBLEMS, parseIsbn } from "@/lib/catalog/rules";
import type { Verification } from "@/lib/covers/features/schema";
import { decodePhoto } from "@/lib/covers/queries";
import { isLookOpen } from "@/lib/covers/vectors/queries";
import { fail, ok } from "@/lib/platform/result";
import { retryUnreachable } from "@/lib/platform/unreachable";
import { logScan } from "@/lib/scans/commands";
import { askForIsbn } from "@/lib/scans/pending/commands";
import { getPending } from "@/lib/scans/pending/queries";
import { findCandidates, readCandidates } from "./queries";
import { decide } from "./rules";
import type { MatchAnswer } from "./schema";

/** One answer and five alternatives, as the first specification of `POST /match` has it. */
const CANDIDATES_MAX = 6;

/** Null: not compared. */
const inliersIn = (verification: Verification | null | undefined): number | null =>
  verification === undefined ? null : (verification?.inliers ?? 0);

type Asked = { actor: Actor | null; requestId: string };

/**
 * Photo of a cover → ranked answer with a calibrated confidence, written to the scan log and, for a sure match of
 * somebody signed in, to that reader's history. The photo itself is not kept.
 */
export async function identifyCover({ actor, requestId }: Asked, bytes: Uint8Array) {
  const startedAt = performance.now();
  const common = { requestId, kind: "cover" as const, userId: actor?.id ?? null };
  // An index that is still empty knows nothing: to say so of the book would be untrue, and would be kept with the scan.
  if (!isLookOpen()) return fail("not_ready", "This site has just started and is not ready yet. Please try again.");
  const decoded = await decodePhoto(bytes);
  if (!decoded.ok) {
    await logScan({ ...common, status: "rejected", message: decoded.reason, isbn: null, bookId: null, extra: {} });
    return decoded;
  }

  const seen = await findCandidates(decoded.picture, startedAt);
  const decision = decide(seen);
  const { status, ranked, evidence, reasons } =
    decision.status === "match" ? decision : decide(await readCandidates(decoded.picture, seen, startedAt));
  const candidates = ranked.slice(0, CANDIDATES_MAX);
  const [best] = candidates;
  const answer: MatchAnswer = {
    requestId,
    status,
    reasons,
    evidence,
    outline: evidence === "geometry" ? (best?.verification?.outline ?? null) : null,
    candidates: candidates.map(({ book, workId, score, similarity, verification, confidence }) => ({
      book,
      score,
      similarity: score === null ? null : similarity,
      inliers: inliersIn(verification),
      confidence,
      isSameWork: workId === best?.workId,
    })),
  };
  await logScan({
    ...common,
    status,
    message: reasons[0] ?? null,
    isbn: status === "match" ? (best?.book.isbn13 ?? null) : null,
    bookId: status === "match" ? (best?.bookId ?? null) : null,
    extra: {
      ms: Math.round(performance.now() - startedAt),
      evidence,
      candidates: candidates.map(({ bookId, similarity, verification, confidence }) => ({
        bookId,
        similarity,
        inliers: inliersIn(verification),
        confidence,
      })),
    },
  });
  return ok({ answer });
}

/**
 * ISBN → the edition with exactly that ISBN, nothing near it. A valid ISBN that the catalogue does not know is asked for
 * and pending from then on, to come into the collection `collectionId` of the asker's; what is no ISBN is a named problem.
 */
export async function identifyIsbn({ actor, requestId }: Asked, input: string, collectionId?: number) {
  const common = { requestId, kind: "barcode" as const, userId: actor?.id ?? null };
  const parsed = parseIsbn(input);
  if (typeof parsed === "string") {
    await logScan({ ...common, status: "rejected", message: parsed, isbn: null, bookId: null, extra: {} });
    return fail(parsed, ISBN_PROBLEMS[parsed]);
  }
  const { isbn13 } = parsed;
  const book = await retryUnreachable(() => getBookByReference({ isbn13 }));
  if (!book) {
    const asked = await askForIsbn(actor, { isbn13, collectionId });
    if (!asked.ok) return asked;
    await logScan({ ...common, status: "pending", message: null, isbn: isbn13, bookId: null, extra: {} });
    const pending = await getPending(asked.id);
    if (!pending) throw new Error("a book that was just asked for is not pending");
    return ok({ status: "pending" as const, ...parsed, pending });
  }
  await logScan({ ...common, status: "match", message: null, isbn: isbn13, bookId: book.id, extra: {} });
  return ok({ status: "match" as const, book });
}
