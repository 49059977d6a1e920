import "server-only";
import { eq } from "drizzle-orm";
import { db, isDuplicate } from "@/db/client";
import { covers, embeddings } from "@/db/schema/covers";
import { parseBookReference } from "@/lib/catalog/rules";
import { fail, ok } from "@/lib/platform/result";
import { getFile } from "@/lib/platform/storage";
import { decodePicture } from "../adapters/picture";
import { announceChange, nextSeq } from "../changes/commands";
import { getCover, getPrimaryCover } from "../queries";
import { coverKey } from "../rules";
import { coverEncoder } from "./adapters/cover-encoder";
import { toBlob } from "./rules";

/** Gives a cover its vector of the current model. Twice is once. */
export async function embedCover(coverId: number) {
  const cover = await getCover(coverId);
  if (!cover) return fail("cover_not_found");
  const file = await getFile(coverKey(cover.sha256));
  if (!file) return fail("file_lost");
  const encoder = await coverEncoder();
  const vector = toBlob(await encoder.encodeCover(await decodePicture(file)));
  const { model, version } = encoder.modelId;
  try {
    const isStored = await db.transaction(async (tx) => {
      // The cover before the number, as its removal does it: in two orders the two would block each other.
      const [held] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.id, coverId)).for("update");
      if (!held) return false;
      await tx
        .insert(embeddings)
        .values({ coverId, model, modelVersion: version, vector, seq: await nextSeq(tx, "embeddings") });
      return true;
    });
    if (!isStored) return fail("cover_not_found");
  } catch (error) {
    if (isDuplicate(error, "embeddings_cover_model")) return fail("already_there");
    throw error;
  }
  await announceChange();
  return ok();
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
