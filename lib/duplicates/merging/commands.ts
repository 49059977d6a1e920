import "server-only";
import { eq } from "drizzle-orm";
import { inTransaction, isDuplicate, type Tx } from "@/db/client";
import { type Move, restoreRows } from "@/db/moving";
import { duplicatePairs, merges } from "@/db/schema/duplicates";
import { recordAudit } from "@/lib/accounts/audit/commands";
import type { Actor } from "@/lib/accounts/schema";
import { bookAdded, bookChanged } from "@/lib/catalog/events";
import { joinWorks, mergeBookRows, partWorks, returnBookRows } from "@/lib/catalog/merging/commands";
import { holdBooks } from "@/lib/catalog/merging/queries";
import type { BookRow, Obstacle } from "@/lib/catalog/merging/schema";
import { IsbnTaken } from "@/lib/catalog/provenance/commands";
import { canCurate } from "@/lib/catalog/provenance/policy";
import { isEmptyValue, valueIn } from "@/lib/catalog/provenance/rules";
import type { BookField } from "@/lib/catalog/provenance/schema";
import { moveCopies, returnCopies } from "@/lib/copies/merging/commands";
import { moveCovers, returnCovers } from "@/lib/covers/merging/commands";
import { listDoubles } from "@/lib/covers/merging/queries";
import { moveLookups, returnLookups } from "@/lib/etl/merging/commands";
import { recordEvent } from "@/lib/events/commands";
import { moveShelved, returnShelved } from "@/lib/library/merging/commands";
import { fail, ok } from "@/lib/platform/result";
import { moveReadBooks, moveReadWorks, returnReadBooks, returnReadWorks } from "@/lib/reading/merging/commands";
import type { MovedReading } from "@/lib/reading/merging/schema";
import { moveScans, returnScans } from "@/lib/scans/merging/commands";
import { moveTagged, moveTaggedBooks, returnTagged, returnTaggedBooks } from "@/lib/tags/merging/commands";
import { booksMerged, mergeUndone } from "../events";
import { evidenceOf } from "../finding/commands";
import { listFacts } from "../finding/queries";
import { getMergeOf, holdMerge, holdPair, holdPairsOf } from "../queries";
import type { DecidePairInput, MergePairInput, UndoMergeInput } from "../schema";
import type { MergedBooks, MergedWorks } from "./schema";

const pairNotFound = () => fail("pair_not_found", "Somebody has decided about this already.");
const changedSince = () => fail("changed_since", "One of the two has changed meanwhile. Please look again.");

/** The pair and its books, held; a failure where there is nothing to decide any more, or something else than was seen. */
async function holdSeen(tx: Tx, { pairId, evidence }: DecidePairInput) {
  // The books first, in one order with everything else that changes them; the pair tells which they are.
  const [named] = await tx.select().from(duplicatePairs).where(eq(duplicatePairs.id, pairId));
  const held = named ? await holdBooks(tx, [named.firstId, named.secondId]) : [];
  const pair = await holdPair(tx, pairId);
  const [one, other] = held;
  if (!pair || !one || !other) return pairNotFound();
  const facts = await listFacts([one.id, other.id], tx);
  const [ours, theirs] = [facts.get(one.id), facts.get(other.id)];
  if (!ours || !theirs || pair.evidence !== evidence || evidenceOf(ours, theirs) !== evidence) return changedSince();
  return ok({ pair, books: [one, other] as [BookRow, BookRow] });
}

/**
 * Makes two books one, in one transaction: whatever hung on the one that goes is the other's then, without doubles, its
 * names and addresses lead there, and the fields in `take` have its values. Fails where somebody else has decided about the
 * pair, or changed one of the books, since it was looked at. `undoMerge` takes it back.
 */
export async function mergePair(actor: Actor, { keptId, take, takesCover, ...seen }: MergePairInput) {
  if (!canCurate(actor)) return pairNotFound();
  return inTransaction(async (tx) => {
    const held = await holdSeen(tx, seen);
    if (!held.ok) return held;
    const kept = held.books.find(({ id }) => id === keptId);
    const gone = held.books.find(({ id }) => id !== keptId);
    if (!kept || !gone) return pairNotFound();
    const move: Move = { from: gone.id, to: kept.id };
    const pairs = await movePairs(tx, move);
    // Before the doubles go that they hang on.
    const scans = await moveScans(tx, move, await listDoubles(tx, move));
    const before: MergedBooks = {
      ...{ pairs, scans, covers: await moveCovers(tx, move, takesCover ? "from" : "to") },
      shelved: await moveShelved(tx, move),
      lookups: await moveLookups(tx, move),
      copies: await moveCopies(tx, move),
      reading: await moveReading(tx, gone, kept),
      taggedBooks: await moveTaggedBooks(tx, move),
      tagged: gone.workId === kept.workId ? null : await moveTagged(tx, { from: gone.workId, to: kept.workId }),
      rows: await mergeBookRows(tx, gone, kept, { fields: fieldsTaken(take, gone, kept), userId: actor.id }),
    };
    await refreshEvidence(tx, pairs.addedIds);
    const [merge] = await tx
      .insert(merges)
      .values({ kind: "books", keptId, goneId: gone.id, title: gone.title, before, userId: actor.id })
      .$returningId();
    if (!merge) throw new Error("the insert returned no id");
    await recordEvent(tx, bookChanged, { bookId: keptId });
    await recordEvent(tx, booksMerged, { mergeId: merge.id, keptId, goneId: gone.id });
    await recordAudit(tx, {
      ...{ act: "duplicates.books_merged", actorId: actor.id, subject: `merge:${merge.id}` },
      details: { keptId, goneId: gone.id },
    });
    return ok({ mergeId: merge.id });
  });
}

/** Before their works become one, while each row still says which it is of. */
async function moveReading(tx: Tx, gone: BookRow, kept: BookRow): Promise<MovedReading> {
  const books = await moveReadBooks(tx, { from: gone.id, to: kept.id });
  const works = { from: gone.workId, to: kept.workId };
  return { books, works: works.from === works.to ? null : await moveReadWorks(tx, works) };
}

/** What the other book has not cannot be taken; links it has more are, and so is the address of its cover where there is none. */
function fieldsTaken(take: BookField[], gone: BookRow, kept: BookRow): BookField[] {
  const hasMoreLinks = Object.keys(gone.externalLinks).some((source) => !(source in kept.externalLinks));
  const fields = new Set<BookField>(take);
  fields.delete("externalLinks");
  if (hasMoreLinks) fields.add("externalLinks");
  if (kept.coverUrl === null) fields.add("coverUrl");
  return [...fields].filter((field) => !isEmptyValue(valueIn(field, gone)));
}

type PairRow = typeof duplicatePairs.$inferSelect;

/**
 * What was decided about the book that goes and a third one holds for the one that stays; what waits is found again. The
 * database takes the pairs of a book away with it.
 */
async function movePairs(tx: Tx, { from, to }: Move): Promise<MergedBooks["pairs"]> {
  const before = await holdPairsOf(tx, from);
  const thirdOf = (pair: Pick<PairRow, "firstId" | "secondId">) =>
    pair.firstId === from ? pair.secondId : pair.firstId;
  const known = new Set((await holdPairsOf(tx, to)).flatMap(({ firstId, secondId }) => [firstId, secondId]));
  const rows = before
    .filter((pair) => pair.state !== "open" && !known.has(thirdOf(pair)))
    .map(({ id: _, ...pair }) => {
      return { ...pair, firstId: Math.min(to, thirdOf(pair)), secondId: Math.max(to, thirdOf(pair)) };
    });
  const added = rows.length > 0 ? await tx.insert(duplicatePairs).values(rows).$returningId() : [];
  return { before, addedIds: added.map(({ id }) => id) };
}

/** A decision that was moved is about what the books are now. */
async function refreshEvidence(tx: Tx, pairIds: number[]): Promise<void> {
  for (const pairId of pairIds) {
    const pair = await holdPair(tx, pairId);
    const facts = pair ? await listFacts([pair.firstId, pair.secondId], tx) : new Map();
    const [one, other] = [...facts.values()];
    if (one && other)
      await tx
        .update(duplicatePairs)
        .set({ evidence: evidenceOf(one, other) })
        .where(eq(duplicatePairs.id, pairId));
  }
}

/** Keeps that the two are not one, and lets them rest until one of them changes. */
export async function keepApart(actor: Actor, seen: DecidePairInput) {
  if (!canCurate(actor)) return pairNotFound();
  return inTransaction(async (tx) => {
    const held = await holdSeen(tx, seen);
    if (!held.ok) return held;
    await settlePair(tx, seen.pairId, { state: "different", decidedById: actor.id, decidedAt: new Date() });
    return ok();
  });
}

const settlePair = (tx: Tx, pairId: number, decision: Pick<PairRow, "state" | "decidedById" | "decidedAt">) =>
  tx.update(duplicatePairs).set(decision).where(eq(duplicatePairs.id, pairId));

/** Lets a pair wait for a decision again that was kept apart. */
export async function reopenPair(actor: Actor, { pairId }: { pairId: number }) {
  if (!canCurate(actor)) return pairNotFound();
  return inTransaction(async (tx) => {
    const pair = await holdPair(tx, pairId);
    if (!pair) return pairNotFound();
    if (pair.state === "joined")
      return fail("is_joined", "They are one work now. Undo that under “Merged”, and they wait here again.");
    await settlePair(tx, pairId, { state: "open", decidedById: null, decidedAt: null });
    return ok();
  });
}

const sameWork = () => fail("same_work", "They are editions of one work already.");

/** Keeps two books as two editions, and makes their works one. `undoMerge` takes it back. */
export async function joinPair(actor: Actor, seen: DecidePairInput) {
  if (!canCurate(actor)) return pairNotFound();
  return inTransaction(async (tx) => {
    const held = await holdSeen(tx, seen);
    if (!held.ok) return held;
    const { pair, books } = held;
    // Into the older work, which more may lead to.
    const [to, from] = books.map(({ workId }) => workId).toSorted((a, b) => a - b);
    if (from === undefined || to === undefined || from === to) return sameWork();
    const reading = await moveReadWorks(tx, { from, to });
    const tagged = await moveTagged(tx, { from, to });
    const joined = await joinWorks(tx, { from, to });
    if (!joined) return sameWork();
    const before: MergedWorks = { joined, pairId: pair.id, reading, tagged };
    const [merge] = await tx
      .insert(merges)
      .values({
        kind: "works",
        keptId: joined.works.to,
        goneId: joined.works.from,
        title: joined.row.title,
        before,
        userId: actor.id,
      })
      .$returningId();
    if (!merge) throw new Error("the insert returned no id");
    await settlePair(tx, pair.id, { state: "joined", decidedById: actor.id, decidedAt: new Date() });
    for (const { id } of books) await recordEvent(tx, bookChanged, { bookId: id });
    await recordAudit(tx, {
      ...{ act: "duplicates.works_joined", actorId: actor.id, subject: `merge:${merge.id}` },
      details: { keptId: joined.works.to, goneId: joined.works.from },
    });
    return ok({ mergeId: merge.id });
  });
}

const mergeNotFound = () => fail("merge_not_found", "There is no such merge.");

/** Aborts the transaction: something was written when it turned out that the undo cannot be done. */
class Refused extends Error {
  override name = "Refused" as const;
  constructor(readonly words: string) {
    super(words);
  }
}

/**
 * Takes a merge back: two books, or two works, are as they were, with everything that was moved or taken away as a double.
 * What readers have done since stays done. Where something later stands in the way, nothing is changed and the failure
 * says what it is.
 */
export async function undoMerge(actor: Actor, { mergeId }: UndoMergeInput) {
  if (!canCurate(actor)) return mergeNotFound();
  try {
    return await inTransaction(async (tx) => {
      const merge = await holdMerge(tx, mergeId);
      if (!merge) return mergeNotFound();
      if (merge.undoneAt) return fail("already_undone", "Somebody has undone this already.");
      if (merge.kind === "books") await undoBooks(tx, merge, actor.id);
      else await undoWorks(tx, merge);
      await tx.update(merges).set({ undoneAt: new Date(), undoneById: actor.id }).where(eq(merges.id, mergeId));
      await recordAudit(tx, { act: "duplicates.merge_undone", actorId: actor.id, subject: `merge:${mergeId}` });
      return ok();
    });
  } catch (error) {
    if (error instanceof Refused) return fail("in_the_way", error.words);
    const isTaken = ["books_isbn10", "books_isbn13", "books_source_key"].some((index) => isDuplicate(error, index));
    if (isTaken || error instanceof IsbnTaken)
      return fail("in_the_way", "Another book has its ISBN now. Change that one first.");
    throw error;
  }
}

type Merge = typeof merges.$inferSelect;

async function undoBooks(tx: Tx, { id: mergeId, keptId, goneId, before }: Merge, userId: number): Promise<void> {
  const { rows, covers, shelved, scans, lookups, copies, pairs, reading, ...tags } = before as MergedBooks;
  const [kept] = await holdBooks(tx, [keptId]);
  if (!kept) throw new Refused(await whereIsGone(tx, "books", keptId));
  const move: Move = { from: goneId, to: keptId };
  const returned = await returnBookRows(tx, kept, rows, userId);
  if (returned.obstacle !== null) throw new Refused(wordsFor(returned));
  await returnCovers(tx, move, covers);
  await returnShelved(tx, move, shelved);
  await returnScans(tx, move, scans);
  await returnLookups(tx, move, lookups);
  if (copies) await returnCopies(tx, move, copies);
  // Backwards: what became one row was moved to the other book before.
  if (reading?.works && rows.joined) await returnReadWorks(tx, rows.joined.works, reading.works);
  if (reading) await returnReadBooks(tx, move, reading.books);
  if (tags.tagged && rows.joined) await returnTagged(tx, rows.joined.works, tags.tagged);
  if (tags.taggedBooks) await returnTaggedBooks(tx, move, tags.taggedBooks);
  for (const id of pairs.addedIds) await tx.delete(duplicatePairs).where(eq(duplicatePairs.id, id));
  await restoreRows(tx, duplicatePairs, pairs.before);
  await recordEvent(tx, bookAdded, { bookId: goneId });
  await recordEvent(tx, bookChanged, { bookId: keptId });
  await recordEvent(tx, mergeUndone, { mergeId, keptId, goneId });
}

async function undoWorks(tx: Tx, { keptId, before }: Merge): Promise<void> {
  const { joined, pairId, reading, tagged } = before as MergedWorks;
  if (!(await partWorks(tx, joined))) throw new Refused(await whereIsGone(tx, "works", keptId));
  if (reading) await returnReadWorks(tx, joined.works, reading);
  if (tagged) await returnTagged(tx, joined.works, tagged);
  if (pairId !== null) await settlePair(tx, pairId, { state: "open", decidedById: null, decidedAt: null });
  for (const bookId of joined.bookIds) await recordEvent(tx, bookChanged, { bookId });
}

async function whereIsGone(tx: Tx, kind: Merge["kind"], id: number): Promise<string> {
  const later = await getMergeOf(tx, kind, id);
  if (!later) return "What it was merged into is not in the catalogue any more.";
  return `“${later.title}”, into which it was merged, was merged into another since. Undo that first.`;
}

const FIELD_WORDS: Partial<Record<BookField, string>> = {
  publicationDate: "date",
  languageCode: "language",
  isbn: "ISBN",
  coverUrl: "cover address",
  averageRating: "rating",
  externalLinks: "links",
};

function wordsFor(obstacle: Obstacle): string {
  switch (obstacle.obstacle) {
    case "fields_changed": {
      const names = obstacle.fields.map((field) => FIELD_WORDS[field] ?? field).join(", ");
      return `Of the book that stayed this was changed since: ${names}. Undo those changes first.`;
    }
    case "name_taken":
      return `“${obstacle.title}” has the ISBN of this book now. Change that one first.`;
    case "work_joined":
      return "The work of both was joined with another since. Undo that first.";
  }
}
