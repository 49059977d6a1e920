import "server-only";
import { eq } from "drizzle-orm";
import { db, isDuplicate } from "@/db/client";
import { covers, embeddings } from "@/db/schema/covers";
import { parseBookReference } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { getFile } from "@/lib/platform/storage";
import { decodePicture, PictureError } from "../adapters/picture";
import { announceChange, nextSeq } from "../changes/commands";
import { getCover, getPrimaryCover } from "../queries";
import { coverKey } from "../rules";
import type { Picture } from "../schema";
import { coverEncoder } from "./adapters/cover-encoder";
import { listModelsInUse } from "./models/queries";
import { listCoversWithoutEmbedding } from "./queries";
import { toBlob } from "./rules";
import type { ModelId } from "./schema";

const BATCH = 100;

/** Gives a cover its vector of every model in use. Twice is once. */
export async function embedCover(coverId: number) {
  const read = await readCover(coverId);
  if (!read.ok) return read;
  const results = [];
  for (const modelId of await listModelsInUse()) results.push(await storeEmbedding(coverId, read.picture, modelId));
  if (results.includes("cover_not_found")) return fail("cover_not_found");
  if (!results.includes("stored")) return fail("already_there");
  await announceChange();
  return ok();
}

/**
 * Gives the covers that a model has not seen their vectors, until none is left or the signal fires: what is done stays,
 * so the next call goes on. A cover whose file is lost or damaged is counted and passed over.
 */
export async function embedMissing(modelId: ModelId, signal?: AbortSignal) {
  let [after, embedded, unusable] = [0, 0, 0];
  for (;;) {
    const ids = await listCoversWithoutEmbedding(modelId, BATCH, after);
    if (ids.length === 0) return { embedded, unusable, isDone: true };
    for (const id of ids) {
      if (signal?.aborted) return { embedded, unusable, isDone: false };
      const read = await readCover(id);
      if (read.ok) {
        if ((await storeEmbedding(id, read.picture, modelId)) === "stored") embedded += 1;
      } else if (read.reason !== "cover_not_found") unusable += 1;
      after = id;
    }
  }
}

async function readCover(coverId: number) {
  const cover = await getCover(coverId);
  if (!cover) return fail("cover_not_found");
  const file = await getFile(coverKey(cover.sha256));
  if (!file) return fail("file_lost");
  try {
    return ok({ picture: await decodePicture(file) });
  } catch (error) {
    if (error instanceof PictureError) return fail("file_damaged");
    throw error;
  }
}

async function storeEmbedding(coverId: number, picture: Picture, modelId: ModelId) {
  const encoder = await coverEncoder(modelId);
  const vector = toBlob(await encoder.encodeCover(picture));
  const { model, version } = modelId;
  try {
    return await db.transaction(async (tx) => {
      // The cover before the number, as its removal does it: in two orders the two would block each other.
      const [held] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.id, coverId)).for("update");
      if (!held) return "cover_not_found";
      const seq = await nextSeq(tx, "embeddings");
      await tx.insert(embeddings).values({ coverId, model, modelVersion: version, vector, seq });
      return "stored";
    });
  } catch (error) {
    if (isDuplicate(error, "embeddings_cover_model")) return "already_there";
    throw error;
  }
}

/** Makes a book's cover findable now, in every running process: the source document's `add_to_index(isbn)`. */
export async function addToIndex(isbn: string) {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") return fail("not_an_isbn");
  const cover = await getPrimaryCover(reference);
  if (!cover) return fail("cover_not_found");
  const result = await embedCover(cover.id);
  return result.ok || result.reason === "already_there" ? ok({ coverId: cover.id }) : result;
}
