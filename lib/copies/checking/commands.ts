import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookIdByName } from "@/lib/catalog/queries";
import { inOwnLibrary } from "@/lib/households/commands";
import { fail, ok } from "@/lib/platform/result";
import { placeNotFound } from "../places/commands";
import { listPlaces } from "../places/queries";
import { listBelow, placeWords } from "../places/rules";
import { countSeen, getMoments, holdSeen, isUnderWay } from "./queries";
import { recogniseCopy } from "./rules";
import type { CheckInput, ReopenInput, SeeBookInput, UnseeInput } from "./schema";

/**
 * Begins to check what stands in a place and below it. Where a check is under way, by another member or another device, it is
 * joined. Nothing is written about a copy before it is seen.
 */
export const beginCheck = (actor: Actor, { placeId }: CheckInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const begun = await begin(tx, libraryId, placeId);
    if (begun === undefined) return placeNotFound();
    return ok({ counts: await countSeen({ libraryId, placeId }, { beganAt: begun, checkedAt: null }, tx) });
  });

/** When the check under way began, which this may be the beginning of; undefined where there is no such place. */
async function begin(tx: Tx, libraryId: number, placeId: number): Promise<Date | undefined> {
  const moments = await getMoments(libraryId, placeId, tx);
  if (!moments) return undefined;
  if (isUnderWay(moments) && moments.beganAt) return moments.beganAt;
  const beganAt = new Date();
  await tx.update(places).set({ checkBeganAt: beganAt }).where(eq(places.id, placeId));
  return beganAt;
}

/** Ends the check of a place: what was not seen until now is missing. `undo` is what `reopenCheck` needs. */
export const endCheck = (actor: Actor, { placeId }: CheckInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const moments = await getMoments(libraryId, placeId, tx);
    if (!moments) return placeNotFound();
    if (!isUnderWay(moments)) return fail("not_under_way", "This check has ended already.");
    await tx.update(places).set({ checkedAt: new Date() }).where(eq(places.id, placeId));
    return ok({ undo: { placeId, checkedAt: moments.checkedAt } satisfies ReopenInput });
  });

/** Undoes `endCheck`. */
export const reopenCheck = (actor: Actor, { placeId, checkedAt }: ReopenInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const moments = await getMoments(libraryId, placeId, tx);
    if (!moments) return placeNotFound();
    if (!isUnderWay(moments)) await tx.update(places).set({ checkedAt }).where(eq(places.id, placeId));
    return ok();
  });

/**
 * Notes that somebody holds a book before a place that is being checked; the first book begins the check. `place`: where the
 * copy belongs that was found astray, in words. `undo` is what `unsee` needs; null where nothing was noted.
 */
export async function seeBook(actor: Actor, { placeId, isbn }: SeeBookInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return fail("book_not_found", "This book is not in the catalogue.");
  return withPresentBook(named, (bookId) =>
    inOwnLibrary(actor, async (tx, libraryId) => {
      const present = await listPlaces(libraryId, tx);
      const beganAt = await begin(tx, libraryId, placeId);
      if (beganAt === undefined) return placeNotFound();
      const below = new Set(listBelow(present, placeId).map(({ id }) => id));
      const { seeing, copy } = recogniseCopy(await holdSeen(tx, libraryId, bookId), {
        ...{ beganAt, placeId, below, actorId: actor.id },
      });
      const isNews = copy !== null && seeing !== "again";
      if (isNews)
        await tx.update(copies).set({ seenAt: new Date(), seenPlaceId: placeId }).where(eq(copies.id, copy.id));
      return ok({
        ...{ seeing, bookId, copyId: copy?.id ?? null },
        place: placeWords(present).get(copy?.placeId ?? 0) ?? null,
        counts: await countSeen({ libraryId, placeId }, { beganAt, checkedAt: null }, tx),
        undo: isNews
          ? ({ copyId: copy.id, seenAt: copy.seenAt, seenPlaceId: copy.seenPlaceId } satisfies UnseeInput)
          : null,
      });
    }),
  );
}

/** Undoes `seeBook`. */
export const unsee = (actor: Actor, { copyId, seenAt, seenPlaceId }: UnseeInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    // The place may be gone meanwhile, or another library's by now.
    const isThere = (await listPlaces(libraryId, tx)).some(({ id }) => id === seenPlaceId);
    await tx
      .update(copies)
      .set({ seenAt, seenPlaceId: isThere ? seenPlaceId : null })
      .where(and(eq(copies.id, copyId), eq(copies.libraryId, libraryId)));
    return ok();
  });
