import "server-only";
import { and, eq } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { pendingBooks } from "@/db/schema/scans";
import { isImportRace } from "@/lib/catalog/commands";
import { enrichBookWithin } from "@/lib/catalog/provenance/commands";
import type { BookField } from "@/lib/catalog/provenance/schema";
import { offerCovers } from "@/lib/covers/choice/commands";
import { listCoversOfBook } from "@/lib/covers/queries";
import { inBackground } from "@/lib/enrichment/http/queries";
import type { ProviderRecord } from "@/lib/enrichment/providers/schema";
import { findCoverImages, lookUpIsbn, lookUpTitle } from "@/lib/enrichment/queries";
import { describeFailures } from "@/lib/enrichment/rules";
import type { CoverRefusal, MergedRecord, ProviderFailure } from "@/lib/enrichment/schema";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { candidatesOf, holdPending } from "../queries";
import { isLastTry, restMs } from "../rules";
import type { PendingReason } from "../schema";
import { finishFound, leaveUnknown, type PendingRow, settleAsBook, settleAsKnown } from "../settling/commands";

/** Other values than the one that was believed are worth a person's look, and not much more. */
const DISSENT_CONFIDENCE = 0.5;

/** What a provider does about a cover that it may do otherwise the next time. */
const PASSING: CoverRefusal["reason"][] = ["limited", "unavailable"];

/**
 * Looks a pending book up at the providers and brings it into the catalogue, with what they disagree about as proposals. A
 * book of which they know nothing is left unknown; where they do not answer it throws, to be tried again, until it is
 * stuck with the reason. Fails where there is nothing to look up any more. Twice is once.
 */
export async function lookUpPending(pendingId: number, signal: AbortSignal) {
  const row = await begin(pendingId);
  if (!row) return fail("not_waiting");
  if (row.state === "found") return ok();
  try {
    const { isbn } = row;
    return await inTurn(row, () => (isbn === null ? lookUpByTitle(row, signal) : lookUpByIsbn(row, isbn, signal)));
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    // To be stopped is no try of its own.
    if (signal.aborted) await goBack(row, { attempts: row.attempts - 1 });
    else if (!(await giveUp(row, "failed", error instanceof Error ? error.message : String(error)))) await goBack(row);
    throw error;
  }
}

class NoAnswer extends Error {
  override name = "NoAnswer" as const;
}

/** What nobody waits for on the screen leaves a share of each budget to those who do. */
const inTurn = <Value>({ isAwaited }: PendingRow, ask: () => Promise<Value>): Promise<Value> =>
  isAwaited ? ask() : inBackground(ask);

/**
 * Takes its turn; undefined where it is not waiting. One that a worker left without an end is taken again; one that has
 * come into the catalogue meanwhile is found, and nobody is asked about it.
 */
function begin(pendingId: number): Promise<PendingRow | undefined> {
  return inTransaction(async (tx) => {
    const row = await holdPending(tx, eq(pendingBooks.id, pendingId));
    if (!row || row.stucked || (row.state !== "waiting" && row.state !== "looking")) return undefined;
    if (await settleAsKnown(tx, row)) return { ...row, state: "found" as const };
    const now = { state: "looking" as const, attempts: row.attempts + 1, updatedAt: new Date() };
    await tx.update(pendingBooks).set(now).where(eq(pendingBooks.id, pendingId));
    return { ...row, ...now };
  });
}

async function lookUpByIsbn(row: PendingRow, isbn13: string, signal: AbortSignal) {
  const { outcome, merged, records, failures } = await lookUpIsbn(isbn13, signal);
  if (outcome === "unanswered") return noAnswer(row, failures);
  if (outcome === "offline") return settle(row, (tx, held) => leaveUnknown(tx, held, "offline"));
  const isAsked = merged?.record.isbn13 === isbn13;
  if (!merged || !isAsked) return settle(row, (tx, held) => leaveUnknown(tx, held, "not_found"));
  const by = { source: records[0]?.source ?? "openlibrary", confidence: records[0]?.confidence ?? 0 };
  const { coverUrls } = merged.record;
  const ofCover = records.find(({ record }) => record.coverUrls.includes(coverUrls[0] ?? "")) ?? by;
  const saidOf = (_: unknown, field: BookField) =>
    originOf(merged, field) ?? (field === "coverUrl" ? { source: ofCover.source, confidence: ofCover.confidence } : by);
  return settle(row, async (tx, held) => {
    const candidates = [{ ...by, record: merged.record }];
    await tx.update(pendingBooks).set({ candidates }).where(eq(pendingBooks.id, held.id));
    const said = { saidOf, at: merged.fetchedAt, isAwaited: held.isAwaited };
    const { bookId } = await settleAsBook(tx, held, merged.record, said);
    if (records.length > 1) await proposeDissent(tx, bookId, records);
  });
}

const originOf = ({ origins }: MergedRecord, field: BookField) =>
  field in origins ? origins[field as keyof typeof origins] : undefined;

/** What single providers say otherwise than the record that was made of all of them. */
async function proposeDissent(tx: Tx, bookId: number, records: ProviderRecord[]): Promise<void> {
  for (const { source, confidence, record, fetchedAt } of records) {
    const by = { source, confidence: confidence * DISSENT_CONFIDENCE };
    await enrichBookWithin(tx, { bookId, record, by, at: fetchedAt });
  }
}

async function lookUpByTitle(row: PendingRow, signal: AbortSignal) {
  const { records, failures } = await lookUpTitle({ title: row.title ?? "", author: row.author }, signal);
  if (records.length === 0 && failures.length > 0) return noAnswer(row, failures);
  if (env().providers.names.length === 0) return settle(row, (tx, held) => leaveUnknown(tx, held, "offline"));
  if (records.length === 0) return settle(row, (tx, held) => leaveUnknown(tx, held, "not_found"));
  const candidates = records
    .slice(0, CANDIDATES_MAX)
    .map(({ source, confidence, record }) => ({ source, confidence, record }));
  return settle(row, (tx, held) => leaveUnknown(tx, held, "choose", { candidates }));
}

/** More are not looked through on a phone. */
const CANDIDATES_MAX = 8;

/** Ends a look-up, unless somebody has decided about it meanwhile. */
async function settle(row: PendingRow, work: (tx: Tx, held: PendingRow) => Promise<unknown>) {
  return inTransaction(async (tx) => {
    const held = await holdPending(tx, eq(pendingBooks.id, row.id));
    if (held?.state !== "looking") return fail("decided_meanwhile");
    await work(tx, held);
    return ok();
  }, isImportRace);
}

async function noAnswer(row: PendingRow, failures: ProviderFailure[]) {
  const message = describeFailures(failures);
  if (await giveUp(row, "unanswered", message)) return fail("stucked");
  await goBack(row, { reason: "unanswered", message });
  throw new NoAnswer(message);
}

/** Back to waiting, for the next try of its job. */
async function goBack({ id }: PendingRow, more: Partial<PendingRow> = {}): Promise<void> {
  await db
    .update(pendingBooks)
    .set({ state: "waiting", ...more, updatedAt: new Date() })
    .where(and(eq(pendingBooks.id, id), eq(pendingBooks.state, "looking")));
}

/** After the last try it is stuck, and rests before it is asked for again; false while there are tries left. */
async function giveUp({ id, attempts }: PendingRow, reason: PendingReason, message: string): Promise<boolean> {
  if (!isLastTry(attempts)) return false;
  await db
    .update(pendingBooks)
    .set({
      ...{ state: "waiting", stucked: true, reason, message: message.slice(0, MESSAGE_MAX) },
      ...{ nextTryAt: new Date(Date.now() + restMs(attempts)), updatedAt: new Date() },
    })
    .where(and(eq(pendingBooks.id, id), eq(pendingBooks.state, "looking")));
  log.warn("scans.pending_stucked", { pendingId: id, reason, message });
  return true;
}

const MESSAGE_MAX = 2_000;

/**
 * Looks for the cover of a book that was found, and makes it the one that stands for the book. Without one the book is
 * ready too; where a provider may have one another time it throws, to be tried again. Twice is once.
 */
export async function coverPending(pendingId: number, signal: AbortSignal) {
  const [row] = await db.select().from(pendingBooks).where(eq(pendingBooks.id, pendingId));
  if (!row || row.bookId === null) return fail("not_found");
  const { bookId } = row;
  try {
    await inTurn(row, () => coverBook(bookId, row, signal));
  } catch (error) {
    // Nobody is kept waiting for a picture that may come later. What was only stopped begins again.
    if (!signal.aborted) await finishFound(db, pendingId);
    throw error;
  }
  await finishFound(db, pendingId);
  return ok();
}

async function coverBook(bookId: number, row: PendingRow, signal: AbortSignal): Promise<void> {
  const hasOwn = (await listCoversOfBook(bookId)).some(({ source }) => source === "import" || source === "upload");
  if (hasOwn) return;
  const [candidate] = candidatesOf(row);
  const asked = { isbn13: row.isbn ?? candidate?.record.isbn13 ?? null, coverUrls: candidate?.record.coverUrls ?? [] };
  const { images, refusals } = await findCoverImages(asked, { signal });
  const offers = images.map(({ source, bytes }) => ({ provider: source, bytes }));
  const offered = await offerCovers(bookId, offers, { isAwaited: row.isAwaited });
  if (!offered.ok && offered.reason === "changed_meanwhile") throw new Error("no cover: others change it all the time");
  if (offers.length === 0 && refusals.some(({ reason }) => PASSING.includes(reason)))
    throw new Error(`no cover: ${refusals.map(({ source, reason }) => `${source} ${reason}`).join(", ")}`);
}
