import "server-only";
import { and, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { covers, embeddings } from "@/db/schema/covers";
import { parseBookReference } from "@/lib/catalog/rules";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { announceChange, nextSeq } from "../changes/commands";
import { extractCoverFeatures } from "../features/commands";
import { getPrimaryCover, readCoverPicture } from "../queries";
import { coverEncoder } from "./adapters/cover-encoder";
import { listModelsInUse } from "./models/queries";
import { listCoversWithoutEmbedding, ofModel } from "./queries";
import { toBlob } from "./rules";
import type { ModelId } from "./schema";

/** Covers that are read at once and written in one transaction. */
const BATCH = 16;

/** Gives a cover its vector of every model in use. Twice is once. */
export async function embedCover(coverId: number) {
  const read = await readCoverPicture(coverId);
  if (!read.ok) return read;
  let storedIn = 0;
  for (const modelId of await listModelsInUse()) {
    const vector = await (await coverEncoder(modelId)).encodeCover(read.picture);
    const { stored, gone } = await storeEmbeddings(modelId, [{ coverId, vector }]);
    if (gone.length > 0) return fail("cover_not_found");
    storedIn += stored.length;
  }
  if (storedIn === 0) return fail("already_there");
  await announceChange();
  return ok();
}

/**
 * Gives the covers that a model has not seen their vectors, until none is left or the signal fires: what is done stays,
 * so the next call goes on. A cover that cannot be read or encoded is counted and passed over.
 */
export async function embedMissing(modelId: ModelId, signal?: AbortSignal) {
  let [after, embedded, unusable] = [0, 0, 0];
  while (!signal?.aborted) {
    const ids = await listCoversWithoutEmbedding(modelId, BATCH, { after });
    const last = ids.at(-1);
    if (last === undefined) return { embedded, unusable, isDone: true };
    const encoder = await coverEncoder(modelId);
    const reads = ids.map((coverId) => ({ coverId, reading: readCoverPicture(coverId) }));
    await Promise.allSettled(reads.map(({ reading }) => reading));
    const vectors = [];
    for (const { coverId, reading } of reads) {
      try {
        const read = await reading;
        if (read.ok) vectors.push({ coverId, vector: await encoder.encodeCover(read.picture) });
        else if (read.reason !== "cover_not_found") unusable += 1;
      } catch (error) {
        // Whatever it is: those after it would wait for ever.
        log.warn("covers.not_embedded", { coverId, error });
        unusable += 1;
      }
    }
    embedded += (await storeEmbeddings(modelId, vectors)).stored.length;
    after = last;
  }
  return { embedded, unusable, isDone: false };
}

/**
 * Keeps vectors of a model, at most one a cover: which covers were given theirs, which had one, and which are gone. The
 * covers are locked before the number is taken, as their removal does it: in two orders the two would block each other.
 */
export async function storeEmbeddings(modelId: ModelId, vectors: { coverId: number; vector: Float32Array }[]) {
  const { model, version: modelVersion } = modelId;
  const ids = vectors.map(({ coverId }) => coverId);
  if (ids.length === 0) return { stored: [], present: [], gone: [] };
  return db.transaction(async (tx) => {
    const held = await tx
      .select({ id: covers.id })
      .from(covers)
      .where(inArray(covers.id, ids))
      .orderBy(covers.id)
      .for("update");
    const embedded = await tx
      .select({ coverId: embeddings.coverId })
      .from(embeddings)
      .where(and(inArray(embeddings.coverId, ids), ofModel(modelId)));
    const present = new Set(embedded.map(({ coverId }) => coverId));
    const wanting = new Set(held.map(({ id }) => id).filter((id) => !present.has(id)));
    const added = vectors.filter(({ coverId }) => wanting.delete(coverId));
    if (added.length > 0) {
      const last = await nextSeq(tx, "embeddings", added.length);
      const rows = added.map(({ coverId, vector }, at) => {
        return { coverId, model, modelVersion, vector: toBlob(vector), seq: last - added.length + 1 + at };
      });
      await tx.insert(embeddings).values(rows);
    }
    return {
      stored: added.map(({ coverId }) => coverId),
      present: [...present],
      gone: ids.filter((id) => !held.some((cover) => cover.id === id)),
    };
  });
}

/** Makes a book's cover findable now, in every running process: the source document's `add_to_index(isbn)`. */
export async function addToIndex(isbn: string) {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") return fail("not_an_isbn");
  const cover = await getPrimaryCover(reference);
  if (!cover) return fail("cover_not_found");
  for (const result of [await embedCover(cover.id), await extractCoverFeatures(cover.id)])
    if (!result.ok && result.reason !== "already_there") return result;
  return ok({ coverId: cover.id });
}
