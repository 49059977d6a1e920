import "server-only";
import { createHash } from "node:crypto";
import { and, eq, inArray, ne, or } from "drizzle-orm";
import { db, isDuplicate, isOrphan, type Tx } from "@/db/client";
import { dedupResults, duplicateKeys, duplicatePairs } from "@/db/schema/duplicates";
import { hashDistance } from "@/lib/covers/hashes/rules";
import { openSeparateIndex } from "@/lib/covers/vectors/index/commands";
import { getAnsweringModel } from "@/lib/covers/vectors/models/queries";
import { findNeighbours, listEmbeddingChanges } from "@/lib/covers/vectors/queries";
import { toSimilarity } from "@/lib/covers/vectors/rules";
import { recordEvent } from "@/lib/events/commands";
import { fail, ok } from "@/lib/platform/result";
import { inTurn } from "@/lib/platform/turns";
import { dedupResolved } from "../events";
import { evidenceText, HASH_DISTANCE_MAX, judge, type KnownPicture, keysOf, resolvePicture, sameLook } from "../rules";
import type { Facts, Reason, Verdict } from "../schema";
import {
  getBookOfLabels,
  getPicture,
  listBookIdsAfter,
  listFacts,
  listKeys,
  listNamesakes,
  listNearLooks,
  listOpenPairsAfter,
  listOpenPairsOf,
  listPicturesOf,
  listPicturesOfLabels,
  listSameFiles,
  listWaitingPictures,
  readLooks,
} from "./queries";
import { nearPairs, pairsOfGroup } from "./rules";

/** Books that are compared at once, and rows of one statement. */
const PAGE = 500;
/** The second specification: at most five neighbours, of at least this cosine. A likeness alone never makes a pair. */
const NEIGHBOURS_MAX = 5;
const SIMILARITY_MIN = 0.95;
/** Pictures whose vectors are read at once. */
const RESOLVED_AT_ONCE = 100;

type VectorSearch = Parameters<typeof findNeighbours>[0];
type Pair = [Facts, Facts];
type FoundPair = { pair: Pair; verdict: Verdict };

/** What a decision about two books is good for; see `evidenceText`. */
export const evidenceOf = (...pair: Pair): string =>
  createHash("sha256")
    .update(evidenceText(...pair))
    .digest("hex");

const pairName = (one: number, other: number): string => `${Math.min(one, other)}-${Math.max(one, other)}`;

/** Brings the keys of books to what they are found by now. */
async function refreshKeys(facts: Map<number, Facts>): Promise<void> {
  const ids = [...facts.keys()];
  const wanted = new Map(
    [...facts].flatMap(([bookId, one]) => keysOf(one).map((name) => [`${bookId} ${name}`, { bookId, name }])),
  );
  const outdated: { bookId: number; name: string }[] = [];
  for (const key of await listKeys(ids)) if (!wanted.delete(`${key.bookId} ${key.name}`)) outdated.push(key);
  for (const { bookId, name } of outdated)
    await db.delete(duplicateKeys).where(and(eq(duplicateKeys.bookId, bookId), eq(duplicateKeys.name, name)));
  const missing = [...wanted.values()];
  for (let at = 0; at < missing.length; at += PAGE)
    // A book that has gone meanwhile, and a key that another job has just written, are passed over.
    await db
      .insert(duplicateKeys)
      .ignore()
      .values(missing.slice(at, at + PAGE));
}

/** Judges pairs by their ids; what is not to be decided about is left out. */
async function judgePairs(
  names: Iterable<string>,
  known: Map<number, Facts>,
  lookOf: (name: string) => Reason | undefined = () => undefined,
): Promise<FoundPair[]> {
  const pairs = [...new Set(names)].map((name) => ({ name, ids: name.split("-").map(Number) as [number, number] }));
  const found: FoundPair[] = [];
  for (let at = 0; at < pairs.length; at += PAGE) {
    const part = pairs.slice(at, at + PAGE);
    const lacking = [...new Set(part.flatMap(({ ids }) => ids))].filter((id) => !known.has(id));
    const others = await listFacts(lacking);
    const factsOf = (id: number) => known.get(id) ?? others.get(id);
    for (const { name, ids } of part) {
      const [one, other] = [factsOf(ids[0]), factsOf(ids[1])];
      const verdict = one && other && judge(one, other, sameLook(one, other) ?? lookOf(name) ?? null);
      if (one && other && verdict) found.push({ pair: [one, other], verdict });
    }
  }
  return found;
}

/**
 * Keeps pairs that were found, each once, whoever finds it at the same time. What was decided about one stays decided
 * unless the books have changed since; then it waits for a decision again.
 */
export async function recordPairs(tx: Tx, found: FoundPair[]): Promise<void> {
  if (found.length === 0) return;
  const rows = found.map(({ pair: [one, other], verdict }) => ({
    ...verdict,
    firstId: Math.min(one.id, other.id),
    secondId: Math.max(one.id, other.id),
    evidence: evidenceOf(one, other),
  }));
  // One order of locks; a book that has gone meanwhile is passed over.
  rows.sort((a, b) => a.firstId - b.firstId || a.secondId - b.secondId);
  await tx.insert(duplicatePairs).ignore().values(rows);
  const present = await tx
    .select()
    .from(duplicatePairs)
    .where(
      inArray(
        duplicatePairs.firstId,
        rows.map(({ firstId }) => firstId),
      ),
    );
  const byName = new Map(present.map((row) => [pairName(row.firstId, row.secondId), row]));
  for (const { firstId, secondId, evidence, ...verdict } of rows) {
    const row = byName.get(pairName(firstId, secondId));
    if (!row || (row.evidence === evidence && (row.state !== "open" || isSameVerdict(row, verdict)))) continue;
    await tx
      .update(duplicatePairs)
      .set({ ...verdict, evidence, state: "open", decidedById: null, decidedAt: null })
      // Decided since it was read, about these very books.
      .where(
        and(eq(duplicatePairs.id, row.id), or(eq(duplicatePairs.state, "open"), ne(duplicatePairs.evidence, evidence))),
      );
  }
}

const isSameVerdict = (row: { kind: string; score: number; reasons: unknown }, { kind, score, reasons }: Verdict) =>
  row.kind === kind && Math.abs(row.score - score) < 1e-3 && JSON.stringify(row.reasons) === JSON.stringify(reasons);

async function dropPairs(ids: number[]): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE)
    await db
      .delete(duplicatePairs)
      .where(and(inArray(duplicatePairs.id, ids.slice(at, at + PAGE)), eq(duplicatePairs.state, "open")));
}

/** Compares books with all that may be the same. Twice is once. Answers with the pairs that are to be decided about. */
export async function compareBooks(ids: number[]): Promise<FoundPair[]> {
  const facts = await listFacts(ids);
  await refreshKeys(facts);
  const groups = [...(await listNamesakes(ids)), ...(await listSameFiles(ids))];
  for (const one of facts.values()) groups.push(...(await listNearLooks(one)));
  const found = await judgePairs(namesIn(groups, facts), facts);
  await db.transaction((tx) => recordPairs(tx, found));

  // Of those that were found before, what has changed since and is none any more goes.
  const present = new Set(found.map(({ pair: [one, other] }) => pairName(one.id, other.id)));
  const before = (await listOpenPairsOf(ids)).filter((row) => !present.has(pairName(row.firstId, row.secondId)));
  const others = await listFacts([...new Set(before.flatMap(({ firstId, secondId }) => [firstId, secondId]))]);
  const outdated = before.filter(({ firstId, secondId, evidence, reasons }) => {
    const [one, other] = [others.get(firstId), others.get(secondId)];
    const isOfPerson = reasons.some(({ reason }) => reason === "person");
    return !isOfPerson && one && other && evidenceOf(one, other) !== evidence;
  });
  await dropPairs(outdated.map(({ id }) => id));
  return found;
}

/** The pairs in groups of which one is among the known books. */
function* namesIn(groups: { bookIds: number[] }[], known: Map<number, Facts>): Generator<string> {
  for (const { bookIds } of groups)
    for (const [one, other] of pairsOfGroup(bookIds))
      if (known.has(one) || known.has(other)) yield pairName(one, other);
}

type Picture = NonNullable<Awaited<ReturnType<typeof getPicture>>>;

/**
 * Looks whether a new picture is known by its file, then by its look. Says what that means as an event, once, and compares
 * its book with others. A picture that neither tells waits for its vector, see `resolveWaiting`.
 */
export async function resolveCover(coverId: number) {
  const picture = await getPicture(coverId);
  if (!picture) return fail("no_picture");
  const known = await findByHash(picture);
  return known ? settle(picture, known) : fail("vector_awaited");
}

/**
 * Decides about the pictures that wait for it and have their vectors by now: by file and look as before, then by what is
 * nearest in the vector index. What is done stays when the signal fires.
 */
export async function resolveWaiting(signal?: AbortSignal) {
  const answering = await getAnsweringModel();
  if ((await listWaitingPictures(answering, 0, 1)).length === 0) return fail("none_waiting");
  const { modelId, index } = await openSeparateIndex(signal);
  let resolved = 0;
  for (let after = 0; !signal?.aborted; ) {
    const pictures = await listWaitingPictures(modelId, after, RESOLVED_AT_ONCE);
    const last = pictures.at(-1);
    if (!last) break;
    after = last.id;
    for (const { vector, ...picture } of pictures) {
      if (signal?.aborted) break;
      const known = (await findByHash(picture)) ?? (await findByVector(picture, await listNear(index, vector)));
      if ((await settle(picture, known)).ok) resolved += 1;
    }
  }
  return ok({ resolved });
}

/** The picture of its own book, or of one that its book is compared with, that has its file, or else its look. */
async function findByHash({ id, bookId, sha256, phash }: Picture): Promise<KnownPicture | null> {
  const found = await compareBooks([bookId]);
  const verdictOf = new Map(
    found.map(({ pair: [one, other], verdict }) => [one.id === bookId ? other.id : one.id, verdict]),
  );
  const others = (await listPicturesOf([bookId, ...verdictOf.keys()])).filter((one) => one.id !== id);
  const exact = others.find((one) => one.sha256 === sha256);
  const near = others.find((one) => phash && one.phash && hashDistance(one.phash, phash) <= HASH_DISTANCE_MAX);
  const match = exact ?? near;
  if (!match) return null;
  const isOwn = match.bookId === bookId;
  const book = isOwn ? "own" : bookOf(verdictOf.get(match.bookId));
  return { reason: exact ? "exact_hash" : "phash_match", imageId: match.id, book };
}

const bookOf = (verdict: Verdict | undefined) => (verdict?.kind === "book" ? "same" : "other");

/** The nearest vectors of an index, and how near. */
async function listNear(index: VectorSearch, vector: Float32Array) {
  const neighbours = await findNeighbours(index, [vector]);
  return neighbours
    .map(({ label, score }) => ({ label, value: toSimilarity(score) }))
    .filter(({ value }) => value >= SIMILARITY_MIN);
}

/**
 * The nearest picture of its own book, else of one that more than the likeness speaks for: volumes of a series look alike.
 * Pairs that it speaks for are kept.
 */
async function findByVector(
  { id, bookId }: Picture,
  near: { label: number; value: number }[],
): Promise<KnownPicture | null> {
  const pictureOf = new Map(
    (await listPicturesOfLabels(near.map(({ label }) => label))).map((one) => [one.label, one]),
  );
  const others = near
    .flatMap(({ label, value }) => ({ value, picture: pictureOf.get(label) }))
    .flatMap(({ value, picture }) => (picture && picture.id !== id ? { ...picture, value } : []))
    .slice(0, NEIGHBOURS_MAX);
  const facts = await listFacts([...new Set([bookId, ...others.map((one) => one.bookId)])]);
  const own = facts.get(bookId);
  const reason = "embedding_similarity" as const;
  const judged = others.flatMap((other) => {
    const theirs = facts.get(other.bookId);
    const verdict = own && theirs && other.bookId !== bookId && judge(own, theirs, { reason, value: other.value });
    return own && theirs && verdict ? { imageId: other.id, pair: [own, theirs] as Pair, verdict } : [];
  });
  await db.transaction((tx) => recordPairs(tx, judged));
  const mine = others.find((other) => other.bookId === bookId);
  if (mine) return { reason, imageId: mine.id, book: "own" };
  const [nearest] = judged;
  return nearest ? { reason, imageId: nearest.imageId, book: bookOf(nearest.verdict) } : null;
}

/** Says once what came of a picture. */
async function settle({ id: coverId, isKept }: Picture, known: KnownPicture | null) {
  const decision = resolvePicture(known, isKept);
  const [reason, matchedId] = [known?.reason ?? ("none" as const), known?.imageId ?? null];
  try {
    await db.transaction(async (tx) => {
      await tx.insert(dedupResults).values({ coverId, decision, reason, matchedCoverId: matchedId });
      await recordEvent(tx, dedupResolved, {
        ...{ event: "DedupResolved", image_id: coverId, decision, reason, matched_copy_id: null },
        ...{ matched_image_id: matchedId, timestamp: new Date().toISOString() },
      });
    });
  } catch (error) {
    if (isDuplicate(error, "dedup_results_cover")) return fail("already_there");
    // Either picture was taken away meanwhile.
    if (isOrphan(error, "covers")) return fail("no_picture");
    throw error;
  }
  return ok({ decision });
}

export type FindingReport = { books: number; candidates: number; pairs: number; dropped: number };

/**
 * Compares all books: by key, by the looks of their pictures in memory, and by what the vector index finds. Every pair
 * that waits for a decision and is none any more goes. What is done stays when the signal fires.
 */
export async function findDuplicates(signal?: AbortSignal): Promise<FindingReport> {
  const report: FindingReport = { books: 0, candidates: 0, pairs: 0, dropped: 0 };
  const startedAt = new Date();
  const seen = new Set<string>();
  const take = async (
    names: Iterable<string>,
    known: Map<number, Facts>,
    lookOf?: (name: string) => Reason | undefined,
  ) => {
    const fresh = [...new Set(names)].filter((name) => !seen.has(name));
    report.candidates += fresh.length;
    const found = await judgePairs(fresh, known, lookOf);
    for (let at = 0; at < found.length; at += PAGE)
      await db.transaction((tx) => recordPairs(tx, found.slice(at, at + PAGE)));
    for (const {
      pair: [one, other],
    } of found)
      seen.add(pairName(one.id, other.id));
    report.pairs = seen.size;
  };

  for (let after = 0; !signal?.aborted; ) {
    const ids = await listBookIdsAfter(after, PAGE);
    const last = ids.at(-1);
    if (last === undefined) break;
    const facts = await listFacts(ids);
    await refreshKeys(facts);
    report.books += facts.size;
    after = last;
  }
  // When all keys are there.
  for (let after = 0; !signal?.aborted; ) {
    const ids = await listBookIdsAfter(after, PAGE);
    const last = ids.at(-1);
    if (last === undefined) break;
    const facts = await listFacts(ids);
    await take(namesIn([...(await listNamesakes(ids)), ...(await listSameFiles(ids))], facts), facts);
    after = last;
  }
  await take(await listNearNames(), new Map());
  const looks = signal?.aborted ? undefined : await listLookAlikes(signal);
  if (looks) await take(looks.keys(), new Map(), (name) => looks.get(name));
  if (signal?.aborted) return report;
  report.dropped = await dropUnseen(seen, startedAt, looks !== undefined);
  return report;
}

/** The pairs of books whose pictures' hashes are near. */
async function listNearNames(): Promise<Set<string>> {
  const booksOf = new Map<string, number[]>();
  for await (const looks of readLooks())
    for (const { bookId, phash } of looks) booksOf.set(phash, [...(booksOf.get(phash) ?? []), bookId]);
  const hashes = [...booksOf.keys()];
  const names = new Set<string>();
  for (const ids of booksOf.values()) for (const [one, other] of pairsOfGroup(ids)) names.add(pairName(one, other));
  const pairs = await inTurn(() => [...nearPairs(hashes)]);
  for (const [one, other] of pairs) {
    const [ours, theirs] = [one, other].map((at) => booksOf.get(hashes[at] ?? "") ?? []);
    for (const [a, b] of pairsOfGroup([...(ours ?? []), ...(theirs ?? [])])) names.add(pairName(a, b));
  }
  return names;
}

/** The pairs of books whose pictures are near by the answering model, with how near. Undefined where no vector is there. */
async function listLookAlikes(signal?: AbortSignal): Promise<Map<string, Reason> | undefined> {
  const opened = await openSeparateIndex(signal);
  if (opened.index.size === 0) return undefined;
  const { index, modelId } = opened;
  const bookOfLabel = await getBookOfLabels(modelId);
  const found = new Map<string, Reason>();
  for (let seq = 0; !signal?.aborted; ) {
    const rows = await listEmbeddingChanges(modelId, seq, PAGE);
    const last = rows.at(-1);
    if (!last) break;
    seq = last.seq;
    for (const { label, vector } of rows) {
      const bookId = bookOfLabel.get(label);
      if (!vector || bookId === undefined) continue;
      const near = (await listNear(index, vector))
        .map((neighbour) => ({ other: bookOfLabel.get(neighbour.label), value: neighbour.value }))
        .filter(({ other }) => other !== undefined && other !== bookId)
        .slice(0, NEIGHBOURS_MAX);
      for (const { other = 0, value } of near) {
        const name = pairName(bookId, other);
        if ((found.get(name)?.value ?? 0) < value) found.set(name, { reason: "embedding_similarity", value });
      }
    }
  }
  return found;
}

/** Takes away pairs that wait and that nothing speaks for any more; those that came meanwhile stay. */
async function dropUnseen(seen: Set<string>, before: Date, hasLooks: boolean): Promise<number> {
  const outdated: number[] = [];
  for (let after = 0; ; ) {
    const rows = await listOpenPairsAfter(after, PAGE);
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    for (const { id, firstId, secondId, foundAt, reasons } of rows) {
      const isKept = reasons.some(
        ({ reason }) => reason === "person" || (!hasLooks && reason === "embedding_similarity"),
      );
      if (!isKept && foundAt < before && !seen.has(pairName(firstId, secondId))) outdated.push(id);
    }
  }
  await dropPairs(outdated);
  return outdated.length;
}
