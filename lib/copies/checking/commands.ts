import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { checkedCopies, copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookIdByName } from "@/lib/catalog/queries";
import { inOwnLibrary } from "@/lib/households/commands";
import { fail, ok } from "@/lib/platform/result";
import { placeNotFound } from "../places/commands";
import { listPlaces } from "../places/queries";
import { listBelow, placeWords } from "../places/rules";
import { standsIn } from "../queries";
import { countSeen, getMoments, hasSeen, holdSeen } from "./queries";
import { isUnderWay, recogniseCopy } from "./rules";
import type { CheckInput, ReopenInput, SeeBookInput, UnseeInput } from "./schema";

const changedSince = () => fail("changed_since", "It was changed since, and stays as it is now.");

/** The check of a place: the one under way, by another member or another device too, or one that begins now. */
type Begun = { beganAt: Date; isNew: boolean; formerBeganAt: Date | null };

/** Joins the check under way, or begins one where it may; a refusal where it may not, or there is no such place. */
async function join(tx: Tx, libraryId: number, { placeId, begins }: Pick<SeeBookInput, "placeId" | "begins">) {
  const moments = await getMoments(libraryId, placeId, tx);
  if (!moments) return placeNotFound();
  if (isUnderWay(moments) && moments.beganAt)
    return ok({ beganAt: moments.beganAt, isNew: false, formerBeganAt: null } satisfies Begun);
  if (!begins) return fail("check_ended", "This check has ended. Try again to begin another one.");
  const beganAt = new Date();
  await tx.update(places).set({ checkBeganAt: beganAt }).where(eq(places.id, placeId));
  return ok({ beganAt, isNew: true, formerBeganAt: moments.beganAt } satisfies Begun);
}

/** Ends the check of a place: what was not seen until now is missing. `undo` is what `reopenCheck` needs. */
export const endCheck = (actor: Actor, { placeId }: CheckInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const moments = await getMoments(libraryId, placeId, tx);
    if (!moments) return placeNotFound();
    if (!isUnderWay(moments)) return fail("not_under_way", "This check has ended already.");
    const endedAt = new Date();
    await tx.update(places).set({ checkedAt: endedAt }).where(eq(places.id, placeId));
    await keepChecked(tx, libraryId, placeId);
    return ok({ undo: { placeId, endedAt, checkedAt: moments.checkedAt } satisfies ReopenInput });
  });

/** Notes what stands in a place and below it: the check that ends is of that, whatever comes there later. */
async function keepChecked(tx: Tx, libraryId: number, placeId: number): Promise<void> {
  const below = listBelow(await listPlaces(libraryId, tx), placeId).map(({ id }) => id);
  await tx.delete(checkedCopies).where(eq(checkedCopies.placeId, placeId));
  await tx.insert(checkedCopies).select(
    tx
      .select({ placeId: sql<number>`${placeId}`.as("place_id"), copyId: copies.id })
      .from(copies)
      .where(and(eq(copies.libraryId, libraryId), standsIn(below))),
  );
}

/** Undoes `endCheck`; twice is once. Fails where another check has begun, or ended, since. */
export const reopenCheck = (actor: Actor, { placeId, endedAt, checkedAt }: ReopenInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const moments = await getMoments(libraryId, placeId, tx);
    if (!moments) return placeNotFound();
    const isAt = (moment: Date | null) => moments.checkedAt?.getTime() === moment?.getTime();
    if (moments.beganAt !== null && moments.beganAt > endedAt) return changedSince();
    if (isAt(checkedAt)) return ok();
    if (!isAt(endedAt)) return changedSince();
    await tx.update(places).set({ checkedAt }).where(eq(places.id, placeId));
    return ok();
  });

/**
 * Notes that somebody holds a book before a place that is being checked; the first book begins the check. `place`: where the
 * copy belongs that was found astray, in words. `undo` is what `unsee` needs; null where nothing was noted.
 */
export async function seeBook(actor: Actor, { placeId, isbn, begins }: SeeBookInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return fail("book_not_found", "This book is not in the catalogue.");
  return withPresentBook(named, (bookId) =>
    inOwnLibrary(actor, async (tx, libraryId) => {
      const present = await listPlaces(libraryId, tx);
      const joined = await join(tx, libraryId, { placeId, begins });
      if (!joined.ok) return joined;
      const { beganAt, isNew, formerBeganAt } = joined;
      const below = new Set(listBelow(present, placeId).map(({ id }) => id));
      const { seeing, copy } = recogniseCopy(await holdSeen(tx, libraryId, bookId), {
        ...{ beganAt, placeId, below, actorId: actor.id },
      });
      const leftAt = new Date();
      const isNews = copy !== null && seeing !== "again";
      if (isNews) await tx.update(copies).set({ seenAt: leftAt, seenPlaceId: placeId }).where(eq(copies.id, copy.id));
      const { id, seenAt, seenPlaceId } = copy ?? { id: 0, seenAt: null, seenPlaceId: null };
      const undo: UnseeInput = {
        copy: isNews ? { id, seenAt, seenPlaceId, leftAt } : null,
        began: isNew ? { placeId, at: beganAt, beganAt: formerBeganAt } : null,
      };
      return ok({
        ...{ seeing, bookId },
        place: placeWords(present).get(copy?.placeId ?? 0) ?? null,
        counts: await countSeen({ libraryId, placeId }, { beganAt, checkedAt: null }, tx),
        undo: isNews || isNew ? undo : null,
      });
    }),
  );
}

/**
 * Undoes `seeBook`. A copy that was seen again since stays as it is, and so does a check in which anything else was seen: else
 * the place goes back to the check before. Fails where nothing is left to undo.
 */
export const unsee = (actor: Actor, { copy, began }: UnseeInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    let isUndone = false;
    if (copy) {
      // The place may be gone meanwhile, or another library's by now.
      const isThere = (await listPlaces(libraryId, tx)).some(({ id }) => id === copy.seenPlaceId);
      const [{ affectedRows }] = await tx
        .update(copies)
        .set({ seenAt: copy.seenAt, seenPlaceId: isThere ? copy.seenPlaceId : null })
        .where(and(eq(copies.id, copy.id), eq(copies.libraryId, libraryId), eq(copies.seenAt, copy.leftAt)));
      isUndone = affectedRows > 0;
    }
    if (began && !(await hasSeen(tx, { libraryId, placeId: began.placeId }, began.at))) {
      const [{ affectedRows }] = await tx
        .update(places)
        .set({ checkBeganAt: began.beganAt })
        .where(and(eq(places.id, began.placeId), eq(places.libraryId, libraryId), eq(places.checkBeganAt, began.at)));
      isUndone ||= affectedRows > 0;
    }
    return isUndone ? ok() : changedSince();
  });
