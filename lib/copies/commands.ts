import "server-only";
import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { isOrphan, type Tx } from "@/db/client";
import { copies } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookIdByName } from "@/lib/catalog/queries";
import { inOwnLibrary } from "@/lib/households/commands";
import { groupBy } from "@/lib/platform/group";
import { fail, ok } from "@/lib/platform/result";
import { placeNotFound } from "./places/commands";
import { listPlaces } from "./places/queries";
import { listBelow } from "./places/rules";
import { canEditCopy } from "./policy";
import { getCopy, holdCopies, listCopiesOfBook, standsIn } from "./queries";
import {
  type AddCopyInput,
  type CopyDetails,
  type CopyInput,
  type FreshCopyInput,
  MOVED_MAX,
  type MoveAllInput,
  type MoveCopiesInput,
  NO_DETAILS,
  type OwnBookInput,
  type PutAwayInput,
  type PutBackInput,
  type RestoreCopyInput,
  type UpdateCopyInput,
} from "./schema";

const copyNotFound = () => fail("copy_not_found", "This copy is no longer there.");
const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");

/** Whether a place is one of the library; nowhere always is. */
async function isOwnPlace(tx: Tx, libraryId: number, placeId: number | null): Promise<boolean> {
  return placeId === null || (await listPlaces(libraryId, tx)).some(({ id }) => id === placeId);
}

/** A copy more, with all that its owner says of it. Several of one book are several copies. */
export async function addCopy(actor: Actor, { isbn, ...details }: AddCopyInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return bookNotFound();
  return withPresentBook(named, (bookId) =>
    inOwnLibrary(actor, (tx, libraryId) => insertCopy(tx, actor, libraryId, bookId, details)),
  );
}

/** The same by the book's number, with the moment when it came: brings a deleted copy back. */
export async function restoreCopy(actor: Actor, { bookId, ...details }: RestoreCopyInput) {
  try {
    return await withPresentBook(bookId, (present) =>
      inOwnLibrary(actor, async (tx, libraryId) => {
        // The shelf may be gone by now; the book is not.
        const isThere = await isOwnPlace(tx, libraryId, details.placeId);
        return insertCopy(tx, actor, libraryId, present, isThere ? details : { ...details, placeId: null });
      }),
    );
  } catch (error) {
    if (isOrphan(error, "books")) return bookNotFound();
    throw error;
  }
}

async function insertCopy(
  tx: Tx,
  actor: Actor,
  libraryId: number,
  bookId: number,
  details: CopyDetails & { createdAt?: Date },
) {
  if (!(await isOwnPlace(tx, libraryId, details.placeId))) return placeNotFound();
  const [row] = await tx
    .insert(copies)
    .values({ ...details, bookId, libraryId, ownerId: actor.id })
    .$returningId();
  if (!row) throw new Error("the insert returned no id");
  return ok({ copyId: row.id });
}

/**
 * Says that the actor has this book, in one tap and without a form. Fails where they have said so before: of the two copies
 * of somebody who really has two the second one is added on purpose.
 */
export async function ownBook(actor: Actor, { isbn }: OwnBookInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return bookNotFound();
  return withPresentBook(named, (bookId) =>
    inOwnLibrary(actor, async (tx, libraryId) => {
      const present = (await listCopiesOfBook(libraryId, actor.id, bookId, tx)).filter(({ isMine }) => isMine);
      const place = present.find((copy) => copy.place)?.place;
      if (present.length > 0) return fail("already_owned", `You own this already${place ? `: ${place}` : ""}.`);
      return insertCopy(tx, actor, libraryId, bookId, NO_DETAILS);
    }),
  );
}

/** Changes what its owner says of a copy. `before` is what it takes to undo that. */
export const updateCopy = (actor: Actor, { copyId, ...details }: UpdateCopyInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const copy = await getCopy(libraryId, copyId, tx);
    if (!copy || !canEditCopy(actor, copy)) return copyNotFound();
    if (!(await isOwnPlace(tx, libraryId, details.placeId))) return placeNotFound();
    await tx.update(copies).set(details).where(eq(copies.id, copyId));
    const { id: _, bookId: __, ownerId: ___, createdAt: ____, ...before } = copy;
    return ok({ before: { copyId, ...before } satisfies UpdateCopyInput });
  });

/** Takes a copy off the shelf for good. `undo` is what `restoreCopy` needs. */
export const deleteCopy = (actor: Actor, { copyId }: CopyInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const copy = await getCopy(libraryId, copyId, tx);
    if (!copy || !canEditCopy(actor, copy)) return copyNotFound();
    await tx.delete(copies).where(eq(copies.id, copyId));
    const { id: _, ownerId: __, ...undo } = copy;
    return ok({ undo: undo satisfies RestoreCopyInput });
  });

/**
 * Takes a copy away that was just made; fails where something was said of it since, or it has moved. One that is gone already is
 * where the undo wanted it.
 */
export const takeBackCopy = (actor: Actor, { copyId, placeId }: FreshCopyInput) =>
  inOwnLibrary(actor, async (tx, libraryId) => {
    const copy = await getCopy(libraryId, copyId, tx);
    const isGone = !copy && (await tx.select({ id: copies.id }).from(copies).where(eq(copies.id, copyId))).length === 0;
    if (isGone) return ok();
    if (!copy || !canEditCopy(actor, copy)) return copyNotFound();
    const { id: _, bookId: __, ownerId: ___, createdAt: ____, ...details } = copy;
    const isFresh = Object.entries({ ...NO_DETAILS, placeId }).every(
      ([key, value]) => details[key as keyof typeof details] === value,
    );
    if (!isFresh) return fail("changed_since", "It was changed since, and stays as it is now.");
    await tx.delete(copies).where(eq(copies.id, copyId));
    return ok();
  });

/** Statements stay small. */
const IDS_AT_ONCE = 1_000;

async function setPlace(tx: Tx, copyIds: number[], placeId: number | null): Promise<void> {
  for (let at = 0; at < copyIds.length; at += IDS_AT_ONCE)
    await tx
      .update(copies)
      .set({ placeId })
      .where(inArray(copies.id, copyIds.slice(at, at + IDS_AT_ONCE)));
}

type Standing = { id: number; placeId: number | null };

/** Puts copies that are held into a place. What stood there already has not moved. */
async function moveHeld(tx: Tx, held: Standing[], placeId: number | null) {
  const moved = held.filter((copy) => copy.placeId !== placeId);
  await setPlace(
    tx,
    moved.map(({ id }) => id),
    placeId,
  );
  const undo: PutBackInput = { movedTo: placeId, moves: moved.map((copy) => [copy.id, copy.placeId]) };
  return ok({ moved: moved.length, undo });
}

/** Puts copies into a place, or nowhere in particular; those of other members too. `undo` is what `putBack` needs. */
export async function moveCopies(actor: Actor, { copyIds, placeId }: MoveCopiesInput) {
  return inOwnLibrary(actor, async (tx, libraryId) => {
    if (!(await isOwnPlace(tx, libraryId, placeId))) return placeNotFound();
    return moveHeld(tx, await holdCopies(tx, libraryId, inArray(copies.id, copyIds), MOVED_MAX), placeId);
  });
}

/** The same with all that stands in a place or below it, or nowhere. */
export async function moveAll(actor: Actor, { fromId, placeId }: MoveAllInput) {
  return inOwnLibrary(actor, async (tx, libraryId) => {
    const places = await listPlaces(libraryId, tx);
    const from = fromId === null ? null : listBelow(places, fromId).map(({ id }) => id);
    if (from?.length === 0 || (placeId !== null && !places.some(({ id }) => id === placeId))) return placeNotFound();
    return moveHeld(tx, await holdCopies(tx, libraryId, standsIn(from), MOVED_MAX), placeId);
  });
}

/**
 * Undoes a move; what somebody has moved on since, or taken away with its place, stays where it is. Fails where that is all of
 * it; twice is once.
 */
export async function putBack(actor: Actor, { movedTo, moves }: PutBackInput) {
  return inOwnLibrary(actor, async (tx, libraryId) => {
    const present = new Set((await listPlaces(libraryId, tx)).map(({ id }) => id));
    const byPlace = groupBy(moves, ([, placeId]) => placeId);
    for (const [placeId, some] of byPlace) {
      if (placeId !== null && !present.has(placeId)) continue;
      const ids = some.map(([copyId]) => copyId);
      const isThere = movedTo === null ? isNull(copies.placeId) : eq(copies.placeId, movedTo);
      const held = await holdCopies(tx, libraryId, and(inArray(copies.id, ids), isThere), MOVED_MAX);
      await setPlace(
        tx,
        held.map(({ id }) => id),
        placeId,
      );
    }
    const backIn = [...byPlace].map(([placeId, some]) =>
      and(
        inArray(
          copies.id,
          some.map(([copyId]) => copyId),
        ),
        placeId === null ? isNull(copies.placeId) : eq(copies.placeId, placeId),
      ),
    );
    const isAnyBack = moves.length === 0 || (await holdCopies(tx, libraryId, or(...backIn), 1)).length > 0;
    return isAnyBack ? ok() : fail("changed_since", "It was changed since, and stays as it is now.");
  });
}

/**
 * Puts books into a place, as who stands before a shelf and scans one after the other. Of each book one copy stands there
 * then: one that does already stays; else one moves there, best one that stood nowhere, and the actor's own before another
 * member's; and where the household has none it is the actor's from now on: `added` are those copies.
 */
export async function putAway(actor: Actor, { placeId, bookIds }: PutAwayInput) {
  return inOwnLibrary(actor, async (tx, libraryId) => {
    if (!(await isOwnPlace(tx, libraryId, placeId))) return placeNotFound();
    const wanted = [...new Set(bookIds)];
    const held = groupBy(
      await holdCopies(tx, libraryId, inArray(copies.bookId, wanted), MOVED_MAX),
      ({ bookId }) => bookId,
    );
    const chosen = wanted.flatMap((bookId) => bestToMove(held.get(bookId) ?? [], placeId, actor.id) ?? []);
    const done = await moveHeld(tx, chosen, placeId);
    const missing = wanted.filter((bookId) => !held.has(bookId));
    const added: number[] = [];
    for (let at = 0; at < missing.length; at += IDS_AT_ONCE) {
      const some = missing.slice(at, at + IDS_AT_ONCE);
      const rows = some.map((bookId) => ({ ...NO_DETAILS, bookId, libraryId, ownerId: actor.id, placeId }));
      const made = await tx.insert(copies).values(rows).$returningId();
      added.push(...made.map(({ id }) => id));
    }
    return ok({ moved: done.moved, added, undo: done.undo });
  });
}

type Held = Standing & { ownerId: number };

function bestToMove(held: Held[], placeId: number, actorId: number): Held | undefined {
  const rank = ({ placeId: at, ownerId }: Held): number =>
    at === placeId ? 0 : (at === null ? 1 : 3) + (ownerId === actorId ? 0 : 1);
  return held.toSorted((one, other) => rank(one) - rank(other))[0];
}
