import "server-only";
import { eq } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { covers } from "@/db/schema/covers";
import { lockBook } from "@/lib/catalog/commands";
import { fail, ok } from "@/lib/platform/result";
import { putFile } from "@/lib/platform/storage";
import { PictureError, type StoredPicture, toStoredPicture } from "../adapters/picture";
import { getStandingCover } from "../choice/queries";
import { isByPerson, looksAlike } from "../choice/rules";
import { insertCover, sha256Of } from "../commands";
import { coverKey } from "../rules";
import { isCoverThere, listRefusedLooks } from "./queries";

/**
 * Lets a picture that somebody brings for a book stand for it, unless a person has chosen another one, or has rejected or
 * taken away one that looks like it. That is judged with the book's row locked, so a choice that is made meanwhile stays.
 * The same picture again is the cover that is there. Fails with why nothing was done; a dry run says the same and keeps
 * nothing.
 */
export async function importCover(bookId: number, bytes: Uint8Array, { isDryRun = false } = {}) {
  const stored = await readStored(bytes);
  if (!stored.ok) return stored;
  const { picture } = stored;
  const result = await inTransaction(async (tx) => {
    if (!(await lockBook(tx, bookId))) return fail("book_not_found");
    const problem = await problemOf(tx, bookId, picture);
    if (problem) return fail(problem);
    if (isDryRun) return ok();
    await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, bookId));
    await insertCover(tx, { bookId, source: "import", isPrimary: true }, picture);
    return ok();
  });
  // Should its file have been lost, here it is again.
  if (!result.ok && result.reason === "already_there" && !isDryRun)
    await putFile(coverKey(sha256Of(picture.jpeg)), picture.jpeg);
  return result;
}

async function readStored(bytes: Uint8Array) {
  try {
    return ok({ picture: await toStoredPicture(bytes) });
  } catch (error) {
    if (error instanceof PictureError) return fail(error.reason);
    throw error;
  }
}

/** What keeps a picture from standing for a book whose row is held. */
async function problemOf(tx: Tx, bookId: number, { jpeg, phash }: StoredPicture) {
  if (await isCoverThere(tx, bookId, sha256Of(jpeg))) return "already_there" as const;
  const present = await getStandingCover(bookId, tx);
  if (present && isByPerson(present)) return "chosen_by_person" as const;
  const refused = await listRefusedLooks(tx, bookId);
  return refused.some((one) => looksAlike(one.phash, phash)) ? ("refused_by_person" as const) : undefined;
}
