import "server-only";
import { createHash } from "node:crypto";
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, notExists, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { covers, embeddings, localFeatures } from "@/db/schema/covers";
import { getFile, sizeOfFile } from "@/lib/platform/storage";
import { listCoverFiles } from "../adapters/cover-files";
import { catchUp } from "../changes/commands";
import { DetailIndex } from "../features/adapters/detail-index";
import { extractCover } from "../features/adapters/extractor";
import { loadSnapshot as loadDetailSnapshot } from "../features/commands";
import { isPresent, listFeatureChanges } from "../features/queries";
import { packFeatures, unpackFeatures } from "../features/rules";
import { decodePhoto, listKnownHashes, readCoverPicture } from "../queries";
import { coverKey, VARIANT_WIDTHS } from "../rules";
import { coverEncoder } from "../vectors/adapters/cover-encoder";
import { VectorIndex } from "../vectors/index/adapters/vector-index";
import { loadSnapshot } from "../vectors/index/commands";
import { listEmbeddingChanges, ofModel } from "../vectors/queries";
import { fromBlob } from "../vectors/rules";
import { DIMENSIONS, type ModelId } from "../vectors/schema";
import { compareLabels, isOdd } from "./rules";
import type { FileTrouble, IndexComparison, OrphanedFile } from "./schema";

const PAGE = 1_000;
const FEATURES_PAGE = 200;
const VARIANTS = Object.keys(VARIANT_WIDTHS) as (keyof typeof VARIANT_WIDTHS)[];

/** Pages of the covers that were there before a moment, by their ids. */
export async function* listCoversInPages(before: Date, limit = PAGE) {
  for (let after = 0; ; ) {
    const page = await db
      .select({ id: covers.id, sha256: covers.sha256, bytes: covers.bytes, isPrimary: covers.isPrimary })
      .from(covers)
      .where(and(gt(covers.id, after), lt(covers.createdAt, before)))
      .orderBy(asc(covers.id))
      .limit(limit);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}

type CoverRow = { id: number; sha256: string; bytes: number; isPrimary: boolean };

/**
 * What is wrong with the files of a cover. `isDeep`: their content is read too, not only their length. Only covers that
 * stand for a book are shown, so only these have variants; one that is not there is made when a page asks for it.
 */
export async function inspectFiles({ id, ...cover }: CoverRow, isDeep: boolean): Promise<FileTrouble[]> {
  const size = await sizeOfFile(coverKey(cover.sha256));
  if (size === undefined) return [{ coverId: id, trouble: "missing", size: "original" }];
  const isWhole = size === cover.bytes && (!isDeep || (await hashOf(coverKey(cover.sha256))) === cover.sha256);
  if (!isWhole) return [{ coverId: id, trouble: "damaged", size: "original" }];
  const troubles: FileTrouble[] = [];
  for (const variant of cover.isPrimary ? VARIANTS : [])
    if (await isVariantDamaged(coverKey(cover.sha256, variant), isDeep))
      troubles.push({ coverId: id, trouble: "variant_damaged", size: variant });
  return troubles;
}

/** Whether a page would get a file that is no picture: as long as it is there, no other is made. */
async function isVariantDamaged(key: string, isDeep: boolean): Promise<boolean> {
  if (!isDeep) return (await sizeOfFile(key)) === 0;
  const file = await getFile(key);
  return file !== undefined && !(await decodePhoto(file)).ok;
}

async function hashOf(key: string): Promise<string | undefined> {
  const content = await getFile(key);
  return content && createHash("sha256").update(content).digest("hex");
}

/** Of the files in the folders of covers, written before a moment: those that no cover has, and parts that were never whole. */
export async function* listOrphanedFiles(before: Date) {
  for await (const files of listCoverFiles(before)) {
    const parts: OrphanedFile[] = files.filter(({ isPart }) => isPart);
    const known = await listKnownHashes(files.map(({ sha256 }) => sha256));
    const orphans: OrphanedFile[] = files.filter(({ sha256, isPart }) => !isPart && !known.has(sha256));
    yield { checked: files.length, orphans, parts };
  }
}

const VECTOR_BYTES = DIMENSIONS * 4;

/** Vectors that are none: of another length, which no follower could read. */
export function listDamagedEmbeddings() {
  return db
    .select({ id: embeddings.id, coverId: sql<number>`${embeddings.coverId}` })
    .from(embeddings)
    .where(and(isNotNull(embeddings.coverId), sql`length(${embeddings.vector}) <> ${VECTOR_BYTES}`));
}

/** Vectors of a model, of these covers, that are not what their pictures give. 20 ms a cover. */
export async function listOddEmbeddings(modelId: ModelId, coverIds: number[]) {
  const rows = await db
    .select({ id: embeddings.id, coverId: embeddings.coverId, vector: embeddings.vector })
    .from(embeddings)
    .where(and(ofModel(modelId), inArray(embeddings.coverId, coverIds)));
  const encoder = await coverEncoder(modelId);
  const odd: { id: number; coverId: number }[] = [];
  for (const { id, coverId, vector } of rows) {
    if (coverId === null || vector?.length !== VECTOR_BYTES) continue;
    const read = await readCoverPicture(coverId);
    if (read.ok && isOdd(fromBlob(vector), await encoder.encodeCover(read.picture))) odd.push({ id, coverId });
  }
  return odd;
}

/** Vectors and features that still wait to be forgotten though their cover is gone. */
export async function listLost() {
  const vectors = await db
    .select({ id: embeddings.id })
    .from(embeddings)
    .where(and(isNull(embeddings.coverId), isNotNull(embeddings.vector)));
  const features = await db
    .select({ id: localFeatures.id })
    .from(localFeatures)
    .where(and(isNull(localFeatures.coverId), isNotNull(localFeatures.features)));
  return { vectors: vectors.map(({ id }) => id), features: features.map(({ id }) => id) };
}

/**
 * Features that cannot be read, a page of rows at a time. `isDeep`: or that are not what the cover's picture gives, which
 * takes 85 ms a cover.
 */
export async function* listDamagedFeatures(isDeep: boolean) {
  for (let after = 0; ; ) {
    const page = await db
      .select({ id: localFeatures.id, coverId: localFeatures.coverId, features: localFeatures.features })
      .from(localFeatures)
      .where(and(isPresent, gt(localFeatures.id, after), isNotNull(localFeatures.features)))
      .orderBy(asc(localFeatures.id))
      .limit(FEATURES_PAGE);
    const last = page.at(-1);
    if (!last) return;
    const damaged: { id: number; coverId: number }[] = [];
    for (const { id, coverId, features } of page)
      if (features && coverId !== null && (!isReadable(features) || (isDeep && !(await isMadeOf(coverId, features)))))
        damaged.push({ id, coverId });
    yield { checked: page.length, damaged };
    after = last.id;
  }
}

function isReadable(features: Buffer): boolean {
  try {
    unpackFeatures(features);
    return true;
  } catch {
    return false;
  }
}

/** Yes for a cover whose picture cannot be read: that is another trouble. */
async function isMadeOf(coverId: number, features: Buffer): Promise<boolean> {
  const read = await readCoverPicture(coverId);
  return !read.ok || packFeatures(await extractCover(read.picture)).equals(features);
}

/**
 * Compares the table of a model's vectors with the index that a process would open now: newest snapshot, and what came
 * after it. Rows that come or go meanwhile are no difference.
 */
export async function compareVectorIndex(modelId: ModelId): Promise<IndexComparison> {
  const isLive = and(ofModel(modelId), isNotNull(embeddings.vector));
  const rows = await db.select({ id: embeddings.id }).from(embeddings).where(isLive);
  const index = (await loadSnapshot(modelId)) ?? new VectorIndex();
  await catchUp(index, (seq, limit) => listEmbeddingChanges(modelId, seq, limit), PAGE);
  const labels = rows.map(({ id }) => id);
  const { missing, extra } = compareLabels(labels, index.labels());
  const now = async (ids: number[]) =>
    (
      await db
        .select({ id: embeddings.id })
        .from(embeddings)
        .where(and(isLive, inArray(embeddings.id, ids)))
    ).map(({ id }) => id);
  return { compared: labels.length, ...(await stillDifferent(missing, extra, now)) };
}

/** The same for the index of details. */
export async function compareDetailIndex(): Promise<IndexComparison> {
  const isLive = and(isPresent, isNotNull(localFeatures.features));
  const rows = await db.select({ id: localFeatures.id }).from(localFeatures).where(isLive);
  const index = (await loadDetailSnapshot()) ?? new DetailIndex();
  await catchUp(index, listFeatureChanges, FEATURES_PAGE);
  const labels = rows.map(({ id }) => id);
  const { missing, extra } = compareLabels(labels, index.labels());
  const now = async (ids: number[]) =>
    (
      await db
        .select({ id: localFeatures.id })
        .from(localFeatures)
        .where(and(isLive, inArray(localFeatures.id, ids)))
    ).map(({ id }) => id);
  return { compared: labels.length, ...(await stillDifferent(missing, extra, now)) };
}

async function stillDifferent(missing: number[], extra: number[], now: (ids: number[]) => Promise<number[]>) {
  const [there, come] = [new Set(await now(missing)), new Set(await now(extra))];
  return { missing: missing.filter((label) => there.has(label)), extra: extra.filter((label) => !come.has(label)) };
}

/** Covers, there before a moment, that have no vector of a model, or no features; at most `limit` after an id. */
export async function listUnseenCovers(of: ModelId | "features", before: Date, limit: number, after: number) {
  const seen =
    of === "features"
      ? db
          .select({ id: localFeatures.id })
          .from(localFeatures)
          .where(and(eq(localFeatures.coverId, covers.id), isPresent))
      : db
          .select({ id: embeddings.id })
          .from(embeddings)
          .where(and(eq(embeddings.coverId, covers.id), ofModel(of)));
  const rows = await db
    .select({ id: covers.id })
    .from(covers)
    .where(and(gt(covers.id, after), lt(covers.createdAt, before), notExists(seen)))
    .orderBy(asc(covers.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}
