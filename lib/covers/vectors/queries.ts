import "server-only";
import { and, asc, eq, gt, inArray, isNotNull, isNull, max, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { covers, embeddings } from "@/db/schema/covers";
import { inTurn } from "@/lib/platform/turns";
import { oneABook } from "../rules";
import type { CoverRange } from "../schema";
import { coverEncoder } from "./adapters/cover-encoder";
import { followed, type Look } from "./index/adapters/followed-index";
import { VectorIndex } from "./index/adapters/vector-index";
import { wantedModelId } from "./models/adapters/model-files";
import { isSameModel } from "./models/rules";
import { bestOfEach, fromBlob, scoreOf } from "./rules";
import type { EmbeddingChange, IndexState, LookAlike, ModelId, Neighbour } from "./schema";

/** Neighbours asked for per view; the union over a dozen views is what the decision sees. */
const NEIGHBOURS_PER_VIEW = 12;

/** A model's rows, as a filter. */
export const ofModel = ({ model, version }: ModelId) =>
  and(eq(embeddings.model, model), eq(embeddings.modelVersion, version));

/** Changes after `seq` in order, at most `limit`. */
export async function listEmbeddingChanges(modelId: ModelId, seq: number, limit: number): Promise<EmbeddingChange[]> {
  const rows = await db
    .select({ label: embeddings.id, seq: embeddings.seq, vector: embeddings.vector })
    .from(embeddings)
    .where(and(ofModel(modelId), gt(embeddings.seq, seq)))
    .orderBy(asc(embeddings.seq))
    .limit(limit);
  return rows.map((row) => ({ ...row, vector: row.vector && fromBlob(row.vector) }));
}

/** The newest change there is, for health: an index below it is behind. */
export async function getNewestSeq(modelId: ModelId): Promise<number> {
  const [row] = await db
    .select({ seq: max(embeddings.seq) })
    .from(embeddings)
    .where(ofModel(modelId));
  return row?.seq ?? 0;
}

/** Changes after `seq`, and how many of them are removals. */
export async function countEmbeddingChanges(modelId: ModelId, seq: number) {
  const [row] = await db
    .select({
      changes: sql<number>`count(*)`.mapWith(Number),
      removals: sql<number>`count(*) - count(${embeddings.vector})`.mapWith(Number),
    })
    .from(embeddings)
    .where(and(ofModel(modelId), gt(embeddings.seq, seq)));
  return row ?? { changes: 0, removals: 0 };
}

/** Covers that have a vector of the model; a tombstone has no cover. */
export async function countEmbeddings(modelId: ModelId): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(embeddings)
    .where(and(ofModel(modelId), isNotNull(embeddings.coverId)));
  return row?.count ?? 0;
}

/** Covers after the id `after` that a model has not seen, e.g. after the model was changed, by their ids. */
export async function listCoversWithoutEmbedding(
  modelId: ModelId,
  limit: number,
  { after = 0, ofBooks }: CoverRange = {},
): Promise<number[]> {
  const rows = await db
    .select({ id: covers.id })
    .from(covers)
    .leftJoin(embeddings, and(eq(embeddings.coverId, covers.id), ofModel(modelId)))
    .where(and(gt(covers.id, after), isNull(embeddings.id), ofBooks && inArray(covers.bookId, ofBooks)))
    .orderBy(asc(covers.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Whether this process's index holds what the database held when it started. */
export const isLookOpen = (): boolean => followed().look !== undefined;

/** What this process answers with; before its index is open, one of the wanted model that holds nothing. */
export async function getLook(): Promise<Look> {
  return followed().look ?? { encoder: await coverEncoder(), index: new VectorIndex() };
}

/** Covers in an index that are nearest to any of the views, best first. */
export function findNeighbours(index: Look["index"], views: Float32Array[]): Promise<Neighbour[]> {
  return inTurn(() => bestOfEach(views.map((view) => index.search(view, NEIGHBOURS_PER_VIEW))));
}

/** The covers behind neighbours, in their order, at most one a book. Those gone from the database are left out. */
export async function listCoversOf(neighbours: Neighbour[], limit: number): Promise<LookAlike[]> {
  if (neighbours.length === 0) return [];
  const rows = await db
    .select({ label: embeddings.id, coverId: covers.id, bookId: covers.bookId })
    .from(embeddings)
    .innerJoin(covers, eq(embeddings.coverId, covers.id))
    .where(
      inArray(
        embeddings.id,
        neighbours.map(({ label }) => label),
      ),
    );
  return oneABook(neighbours, rows, limit);
}

/** How alike covers and the views of a photo are, however each was found: the best score over all views. */
export async function scoreCovers(
  modelId: ModelId,
  views: Float32Array[],
  coverIds: number[],
): Promise<Map<number, number>> {
  if (coverIds.length === 0) return new Map();
  const rows = await db
    .select({ coverId: embeddings.coverId, vector: embeddings.vector })
    .from(embeddings)
    .where(and(ofModel(modelId), inArray(embeddings.coverId, coverIds)));
  const scores = new Map<number, number>();
  for (const { coverId, vector } of rows) {
    if (coverId === null || vector === null) continue;
    const cover = fromBlob(vector);
    scores.set(coverId, Math.min(...views.map((view) => scoreOf(view, cover))));
  }
  return scores;
}

/** What this process's index holds, and which one is made to take its place; undefined while it has not been opened. */
export async function getIndexState(): Promise<IndexState | undefined> {
  const { look } = followed();
  if (!look) return undefined;
  const { modelId } = look.encoder;
  const { size, seq, tailSize } = look.index;
  const wanted = await wantedModelId();
  const next = isSameModel(wanted, modelId) ? undefined : { modelId: wanted, size: await countEmbeddings(wanted) };
  return { modelId, size, seq, tail: tailSize, next };
}
