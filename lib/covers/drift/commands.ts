import "server-only";
import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { embeddings, localFeatures, spareCovers } from "@/db/schema/covers";
import { lockBook } from "@/lib/catalog/commands";
import { getBookForCover } from "@/lib/catalog/queries";
import { fail, ok } from "@/lib/platform/result";
import { getFile, putFile, removeFile } from "@/lib/platform/storage";
import { renderCover } from "../adapters/cover-artist";
import { makeVariant } from "../adapters/picture";
import { announceChange, bury, nextSeq } from "../changes/commands";
import type { SequenceName } from "../changes/schema";
import { drawMissingCover, inRemoval, promoteNewest, removeCover, removeUnusedFiles, sha256Of } from "../commands";
import { extractCoverFeatures } from "../features/commands";
import { EXTRACTOR } from "../features/schema";
import { getCover } from "../queries";
import { coverKey } from "../rules";
import type { CoverSize } from "../schema";
import { embedCover } from "../vectors/commands";
import type { ModelId } from "../vectors/schema";
import type { OrphanedFile } from "./schema";

/** Lets the newest of a book's covers stand for it where none does; one is drawn where it has none. */
export async function restorePrimary(bookId: number) {
  await db.transaction(async (tx) => {
    if (await lockBook(tx, bookId)) await promoteNewest(tx, bookId);
  });
  const drawn = await drawMissingCover(bookId);
  return drawn.ok || drawn.reason === "already_there" ? ok() : drawn;
}

/**
 * For a cover whose file is lost or damaged: one that we drew is drawn again. Any other picture is gone, and with it the
 * cover; another one stands for the book then, or a drawn one. A file that somebody has brought back meanwhile stays.
 */
export async function replaceLostCover(coverId: number) {
  const cover = await getCover(coverId);
  if (!cover) return fail("cover_not_found");
  const present = await getFile(coverKey(cover.sha256));
  if (present && sha256Of(present) === cover.sha256) return ok();
  const book = cover.source === "drawn" ? await getBookForCover(cover.bookId) : undefined;
  const picture = book && (await renderCover(book));
  if (picture && sha256Of(picture) === cover.sha256) {
    await putFile(coverKey(cover.sha256), picture);
    return ok();
  }
  await removeCover(coverId);
  await announceChange();
  await inRemoval(async (tx) => {
    // What it was before it came into use went with the file.
    await tx.delete(spareCovers).where(eq(spareCovers.sha256, cover.sha256));
    await removeUnusedFiles(tx, cover.sha256);
  });
  return restorePrimary(cover.bookId);
}

/** Removes a file that no cover has. The lock makes it wait for a row that is just being written. */
export async function removeOrphanedFile({ key, sha256, isPart }: OrphanedFile): Promise<void> {
  if (isPart) await removeFile(key);
  else await inRemoval((tx) => removeUnusedFiles(tx, sha256));
}

/** Makes a cover's smaller picture. */
export async function restoreVariant(coverId: number, size: Exclude<CoverSize, "original">) {
  const cover = await getCover(coverId);
  if (!cover) return fail("cover_not_found");
  const original = await getFile(coverKey(cover.sha256));
  if (!original) return fail("file_lost");
  await putFile(coverKey(cover.sha256, size), await makeVariant(original, size));
  return ok();
}

/** Makes tombstones of vectors or features, so that every process forgets them. */
export async function forgetRows(of: SequenceName, ids: number[]): Promise<void> {
  await db.transaction((tx) => bury(tx, of, { ids }));
  await announceChange();
}

/** Puts a vector that is wrong out of use and makes another one. */
export async function renewEmbedding(id: number, coverId: number) {
  await forgetRows("embeddings", [id]);
  return embedCover(coverId);
}

/** The same for features. */
export async function renewFeatures(id: number, coverId: number) {
  await forgetRows("features", [id]);
  return extractCoverFeatures(coverId);
}

/**
 * Makes every process take vectors into its index that it does not have, though it should have read their numbers: they
 * are given new ones.
 */
export async function announceEmbeddings(ids: number[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const id of ids)
      await tx
        .update(embeddings)
        .set({ seq: await nextSeq(tx, "embeddings") })
        .where(eq(embeddings.id, id));
  });
  await announceChange();
}

/** The same for features. */
export async function announceFeatures(ids: number[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const id of ids)
      await tx
        .update(localFeatures)
        .set({ seq: await nextSeq(tx, "features") })
        .where(eq(localFeatures.id, id));
  });
  await announceChange();
}

/** Makes every process take labels out of its index of which there are no rows: tombstones are put in their places. */
export async function forgetLabels(labels: number[], of: ModelId | "features"): Promise<void> {
  await db.transaction(async (tx) => {
    for (const id of labels) {
      if (of === "features") {
        const seq = await nextSeq(tx, "features");
        await tx
          .insert(localFeatures)
          .values({ id, extractor: EXTRACTOR, seq })
          .onDuplicateKeyUpdate({ set: { seq: sql`if(${localFeatures.features} is null, ${seq}, seq)` } });
      } else {
        const seq = await nextSeq(tx, "embeddings");
        await tx
          .insert(embeddings)
          .values({ id, model: of.model, modelVersion: of.version, seq })
          .onDuplicateKeyUpdate({ set: { seq: sql`if(${embeddings.vector} is null, ${seq}, seq)` } });
      }
    }
  });
  await announceChange();
}
