import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import { isReferred, primaryCover } from "@/lib/catalog/queries";
import type { BookReference } from "@/lib/catalog/rules";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { getFile, putFile } from "@/lib/platform/storage";
import { decodePicture, makeVariant, PictureError, toStoredPicture } from "./adapters/picture";
import { coverKey } from "./rules";
import { type CoverSize, PICTURE_PROBLEMS } from "./schema";

/** The cover that stands for a book. */
export async function getPrimaryCover(reference: BookReference) {
  const [row] = await db
    .select({ id: covers.id, sha256: covers.sha256, width: covers.width, height: covers.height })
    .from(covers)
    .innerJoin(books, primaryCover)
    .where(isReferred(reference))
    .limit(1);
  return row;
}

/** A cover's bytes in a size. Variants are made at the first call for one and kept. Undefined where the file is lost. */
export async function readCoverFile(
  sha256: string,
  size: CoverSize,
): Promise<{ bytes: Buffer; mime: string } | undefined> {
  const kept = await getFile(coverKey(sha256, size));
  const mime = size === "original" ? "image/jpeg" : "image/webp";
  if (kept) return { bytes: kept, mime };
  if (size === "original") return undefined;
  const original = await getFile(coverKey(sha256));
  if (!original) return undefined;
  const variant = await makeVariant(original, size);
  // A full disk must not take the pictures off every page: this one is made again at the next call.
  await putFile(coverKey(sha256, size), variant).catch((error) =>
    log.warn("covers.variant_not_kept", { sha256, error }),
  );
  return { bytes: variant, mime };
}

/** Books that no picture stands for yet. */
export async function listBooksWithoutCover(limit: number, among?: number[]): Promise<number[]> {
  const rows = await db
    .select({ id: books.id })
    .from(books)
    .leftJoin(covers, primaryCover)
    .where(and(isNull(covers.id), among && inArray(books.id, among)))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Those of the given hashes that a cover has, in use or not. */
export async function listKnownHashes(hashes: string[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (const table of [covers, spareCovers, pendingCovers]) {
    const rows = await db.selectDistinct({ sha256: table.sha256 }).from(table).where(inArray(table.sha256, hashes));
    for (const { sha256 } of rows) known.add(sha256);
  }
  return known;
}

export const countCovers = (): Promise<number> => db.$count(covers);

export async function getCover(id: number) {
  const [row] = await db
    .select({ id: covers.id, bookId: covers.bookId, sha256: covers.sha256, source: covers.source })
    .from(covers)
    .where(eq(covers.id, id))
    .limit(1);
  return row;
}

/** All pictures of a book, those that stand or stood for it and further views. */
export function listCoversOfBook(bookId: number) {
  return db
    .select({ id: covers.id, source: covers.source, sha256: covers.sha256 })
    .from(covers)
    .where(eq(covers.bookId, bookId));
}

/** A cover's picture, decoded, or why there is none. */
export async function readCoverPicture(coverId: number) {
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

/** A reader's photo → upright RGB, or what is wrong with it in words for that reader. */
export async function decodePhoto(bytes: Uint8Array) {
  try {
    return ok({ picture: await decodePicture(bytes) });
  } catch (error) {
    return unusable(error);
  }
}

/** A reader's photo as it may be kept: encoded anew, upright, without any metadata; or what is wrong with it. */
export async function cleanPhoto(bytes: Uint8Array) {
  try {
    const { jpeg } = await toStoredPicture(bytes);
    return ok({ jpeg });
  } catch (error) {
    return unusable(error);
  }
}

function unusable(error: unknown) {
  if (error instanceof PictureError) return fail(error.reason, PICTURE_PROBLEMS[error.reason]);
  throw error;
}
