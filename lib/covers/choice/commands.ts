import "server-only";
import { and, eq } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { covers, spareCovers } from "@/db/schema/covers";
import { noteConsent } from "@/lib/accounts/consents/commands";
import type { Actor } from "@/lib/accounts/schema";
import { lockBook } from "@/lib/catalog/commands";
import { recordEvent } from "@/lib/events/commands";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { getFile, putFile } from "@/lib/platform/storage";
import { type StoredPicture, sharpnessOf, toStoredPicture } from "../adapters/picture";
import { announceChange } from "../changes/commands";
import {
  inRemoval,
  insertCover,
  makePrimary,
  promoteNewest,
  ROW_LOCKS_ONLY,
  removeUnusedFiles,
  sha256Of,
  takeOut,
} from "../commands";
import { coverAdded } from "../events";
import { coverKey } from "../rules";
import { straightenOwnPhoto } from "../straightening/queries";
import type { Corners } from "../straightening/schema";
import { canChooseCovers } from "./policy";
import { getStandingCover, holdSpare, isCoverOf, listOldSpares, listSpareLooks } from "./queries";
import { bestOf, SPARE_DAYS, verdictOn } from "./rules";
import type { ChooseCoverInput, DecideSpareInput, SetCoverAsideInput, UndoUseInput } from "./schema";

const notFound = () => fail("cover_not_found", "This picture is no longer there.");
const alreadyThere = () => fail("already_there", "This very picture is there already.");

type Offer = { provider: string; bytes: Uint8Array };

/**
 * Gives a book the best of the pictures that sources have of it, which come in the order of trust. As with any field it
 * fills what is empty (a drawn cover is none), takes the place of the same picture where it is sharper, proposes what looks
 * different, and leaves alone what a person chose. Twice is once. Fails with why nothing was done. Throws PictureError.
 */
export async function offerCovers(bookId: number, offers: Offer[], { isAwaited = false } = {}) {
  const pictures = await Promise.all(
    offers.map(async ({ provider, bytes }) => {
      const picture = await toStoredPicture(bytes);
      return { ...picture, provider, sharpness: await sharpnessOf(picture) };
    }),
  );
  const best = bestOf(pictures);
  if (!best) return fail("nothing_offered");
  for (let looks = 1; ; looks++) {
    const offered = await offerBest(bookId, best, isAwaited);
    // A cover is drawn at the same moment, and that is none that keeps a better one away.
    if (offered.ok || offered.reason !== "changed_meanwhile" || looks === LOOKS_MAX) return offered;
  }
}

/** So often is a picture compared anew when another has come to stand for the book meanwhile. */
const LOOKS_MAX = 5;

type BestOffer = StoredPicture & { provider: string; sharpness: number };

async function offerBest(bookId: number, best: BestOffer, isAwaited: boolean) {
  const present = await getStandingCover(bookId);
  const seen = present && { ...present, sharpness: await sharpnessOfStored(present) };
  const verdict = verdictOn(best, seen, await listSpareLooks(bookId));
  if (verdict === "known" || verdict === "locked") return fail(verdict);
  try {
    return await db.transaction(async (tx) => {
      if (!(await lockBook(tx, bookId))) return fail("book_not_found");
      // What was looked at above may have gone; whoever was quicker has decided.
      if ((await getStandingCover(bookId, tx))?.id !== present?.id) return fail("changed_meanwhile");
      const facts = { bookId, source: "import" as const, provider: best.provider };
      if (verdict === "proposed") {
        await insertSpare(tx, { ...facts, state: "proposed" }, best);
        return ok({ verdict });
      }
      if (verdict === "replaces" && present) await setAside(tx, present, { wasPrimary: true });
      await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, bookId));
      await insertCover(tx, { ...facts, isPrimary: true }, best, isAwaited);
      return ok({ verdict });
    }, ROW_LOCKS_ONLY);
  } catch (error) {
    if (isKnown(error)) return fail("known");
    throw error;
  }
}

const isKnown = (error: unknown) => isDuplicate(error, "covers_book_sha256") || isDuplicate(error, "spare_covers_once");

/** Nothing is sharper than a file that cannot be read: the offered one takes its place. */
async function sharpnessOfStored(cover: { sha256: string; width: number; height: number }): Promise<number> {
  const jpeg = await getFile(coverKey(cover.sha256));
  return jpeg ? sharpnessOf({ ...cover, jpeg }) : 0;
}

/** Row and file of a picture that is not in use, in this order: see `insertCover`. */
async function insertSpare(
  tx: Tx,
  spare: Pick<typeof spareCovers.$inferInsert, "bookId" | "state" | "source" | "provider" | "userId">,
  { jpeg, width, height, phash }: StoredPicture,
): Promise<void> {
  const sha256 = sha256Of(jpeg);
  await tx.insert(spareCovers).values({
    ...{ ...spare, sha256, mime: "image/jpeg", width, height, bytes: jpeg.length, phash },
  });
  await putFile(coverKey(sha256), jpeg);
}

/**
 * Keeps a person's own photo of a book, cut out along `corners` and seen straight on. It stands for the book at once where
 * that person looks after the catalogue; any other reader's is proposed. Nothing else of the photo is kept.
 */
export async function keepOwnPhoto(actor: Actor, bookId: number, photo: Uint8Array, corners: Corners) {
  const straight = await straightenOwnPhoto(photo, corners);
  if (!straight.ok) return straight;
  const isDirect = canChooseCovers(actor);
  try {
    return await db.transaction(async (tx) => {
      if (!(await lockBook(tx, bookId))) return fail("book_not_found", "This book is not in the catalogue.");
      if (!isDirect) {
        await insertSpare(tx, { bookId, state: "proposed", source: "upload", userId: actor.id }, straight);
        await noteConsent(tx, actor.id, "own_pictures");
        return ok({ as: "proposed" as const });
      }
      await tx.update(covers).set({ isPrimary: false }).where(eq(covers.bookId, bookId));
      const own = { source: "upload", userId: actor.id } as const;
      await insertCover(tx, { bookId, ...own, isPrimary: true, isChosen: true }, straight, true);
      await noteConsent(tx, actor.id, "own_pictures");
      return ok({ as: "shown" as const });
    }, ROW_LOCKS_ONLY);
  } catch (error) {
    if (isKnown(error)) return alreadyThere();
    throw error;
  }
}

/** Lets a cover stand for its book. Answers with the one before, for an undo. */
export async function chooseCover(actor: Actor, { bookId, coverId, isChosen }: ChooseCoverInput) {
  return choose(actor, bookId, async (tx, before) => {
    const cover = await holdCover(tx, bookId, coverId);
    if (!cover) return notFound();
    await makePrimary(tx, cover, isChosen);
    return ok({ before });
  });
}

/** Takes a cover out of use; for a month it can be put back, as `spareId`. */
export async function setCoverAside(actor: Actor, { bookId, coverId }: SetCoverAsideInput) {
  const result = await choose(actor, bookId, async (tx) => {
    const cover = await holdCover(tx, bookId, coverId);
    if (!cover) return notFound();
    return ok({ spareId: await setAside(tx, cover, { wasPrimary: cover.isPrimary, decidedById: actor.id }) });
  });
  if (result.ok) await announceChange();
  return result;
}

type HeldCover = Pick<
  typeof covers.$inferSelect,
  "id" | "bookId" | "source" | "provider" | "userId" | "sha256" | "width" | "height" | "phash" | "isChosen"
>;

async function setAside(tx: Tx, cover: HeldCover, decided: { wasPrimary: boolean; decidedById?: number }) {
  const [whole] = await tx.select({ bytes: covers.bytes }).from(covers).where(eq(covers.id, cover.id));
  const { bookId, source, provider, userId, sha256, width, height, phash, isChosen } = cover;
  if (source === "photo") throw new Error("a further view is never set aside");
  const { wasPrimary, decidedById = null } = decided;
  const removal = { state: "removed" as const, wasPrimary, wasChosen: isChosen, decidedById, decidedAt: new Date() };
  const picture = { sha256, mime: "image/jpeg", width, height, bytes: whole?.bytes ?? 0, phash };
  await tx
    .insert(spareCovers)
    .values({ bookId, source, provider, userId, ...picture, ...removal })
    // It was not in use before, and its row says so still.
    .onDuplicateKeyUpdate({ set: removal });
  await takeOut(tx, cover);
  const spare = await holdSpare(tx, bookId, { sha256 });
  if (!spare) throw new Error("what was set aside is not there");
  return spare.id;
}

/**
 * Decides about a picture that is not in use: lets it stand for the book, puts it back as it was, rejects it, or lets it
 * wait again. Answers with the cover that it became, and with the one that stood for the book before.
 */
export async function decideSpare(actor: Actor, { bookId, spareId, as }: DecideSpareInput) {
  return choose(actor, bookId, async (tx, before) => {
    const spare = await holdSpare(tx, bookId, { id: spareId });
    if (!spare) return notFound();
    if (await isCoverOf(tx, bookId, spare.sha256)) return alreadyThere();
    if (as === "rejected" || as === "proposed") {
      const decision = as === "rejected" ? { decidedById: actor.id, decidedAt: new Date() } : {};
      const undecided = as === "proposed" ? { decidedById: null, decidedAt: null } : {};
      await tx
        .update(spareCovers)
        .set({ state: as, ...decision, ...undecided })
        .where(eq(spareCovers.id, spareId));
      return ok({ before, coverId: null });
    }
    const { source, provider, userId, sha256, mime, width, height, bytes, phash } = spare;
    const [row] = await tx
      .insert(covers)
      .values({ bookId, source, provider, userId, sha256, mime, width, height, bytes, phash, isPrimary: false })
      .$returningId();
    if (!row) throw new Error("the insert returned no id");
    if (as === "shown" || spare.wasPrimary)
      await makePrimary(tx, { id: row.id, bookId }, as === "shown" || spare.wasChosen);
    await promoteNewest(tx, bookId);
    await recordEvent(tx, coverAdded, { coverId: row.id, isAwaited: true });
    return ok({ before, coverId: row.id });
  });
}

/**
 * Takes a picture out of use again that `decideSpare` brought into it: it is what it was before, proposed by whom, or
 * rejected or taken away by whom and when. The cover of before stands for the book again, unless somebody chose another one
 * meanwhile.
 */
export async function undoUse(actor: Actor, { bookId, coverId, before }: UndoUseInput) {
  const result = await choose(actor, bookId, async (tx) => {
    const cover = await holdCover(tx, bookId, coverId);
    if (!cover || !(await holdSpare(tx, bookId, { sha256: cover.sha256 }))) return notFound();
    await takeOut(tx, cover);
    const former = before && cover.isPrimary ? await holdCover(tx, bookId, before.coverId) : undefined;
    if (former) await makePrimary(tx, former, before?.isChosen ?? false);
    return ok();
  });
  if (result.ok) await announceChange();
  return result;
}

const SPARE_MAX_MS = SPARE_DAYS * 24 * 60 * 60_000;

/**
 * Forgets pictures that were rejected or taken away more than a month before `now`, each with its files where nothing else
 * has them. Answers with how many. One whose files cannot be removed stays, keeps none of the others, and all is thrown at
 * the end.
 */
export async function expireSpares(now: Date, signal?: AbortSignal): Promise<number> {
  const expired = await listOldSpares(new Date(now.getTime() - SPARE_MAX_MS));
  const troubles: unknown[] = [];
  for (const { id, sha256 } of expired) {
    signal?.throwIfAborted();
    try {
      await inRemoval(async (tx) => {
        await tx.delete(spareCovers).where(eq(spareCovers.id, id));
        await removeUnusedFiles(tx, sha256);
      });
    } catch (error) {
      log.warn("covers.spare_not_removed", { spareId: id, error });
      troubles.push(error);
    }
  }
  if (troubles.length > 0)
    throw new AggregateError(troubles, `${troubles.length} pictures that are not in use could not be removed`);
  return expired.length;
}

async function holdCover(tx: Tx, bookId: number, coverId: number) {
  const [cover] = await tx
    .select()
    .from(covers)
    .where(and(eq(covers.id, coverId), eq(covers.bookId, bookId)))
    .for("update");
  return cover?.source === "photo" ? undefined : cover;
}

/** One decision about the pictures of one book: by somebody who may, in a transaction with the book's row locked. */
async function choose<Value>(
  actor: Actor,
  bookId: number,
  decide: (tx: Tx, before: { coverId: number; isChosen: boolean } | null) => Promise<Value>,
) {
  if (!canChooseCovers(actor)) return notFound();
  try {
    return await db.transaction(async (tx) => {
      if (!(await lockBook(tx, bookId))) return notFound();
      const present = await getStandingCover(bookId, tx);
      return decide(tx, present ? { coverId: present.id, isChosen: present.isChosen } : null);
    });
  } catch (error) {
    if (isKnown(error)) return alreadyThere();
    throw error;
  }
}
