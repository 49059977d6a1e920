import "server-only";
import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { inParts } from "@/db/moving";
import { copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import {
  ensureLibrary,
  enterLibrary,
  linkOver,
  memberNotFound,
  partFromLibrary,
  takeHouseholdInvitation,
} from "@/lib/households/commands";
import { canManageHousehold } from "@/lib/households/policy";
import { findObstacle, getInvitedTo, getLibraryOf, holdLibrary, listAllMemberIds } from "@/lib/households/queries";
import { OBSTACLE_WORDS } from "@/lib/households/rules";
import type { JoinInput, MemberInput } from "@/lib/households/schema";
import { endSharing } from "@/lib/library/commands";
import { groupBy } from "@/lib/platform/group";
import { fail, ok } from "@/lib/platform/result";
import { findOrMakePlaces } from "../importing/commands";
import { followName } from "../places/commands";
import { listPlaces } from "../places/queries";
import { freeName, pathOf } from "../places/rules";
import type { Place } from "../places/schema";

/**
 * Brings the actor into the household that a link leads to, with all they own and the places where it stands. Two on one
 * link at once: one of them.
 */
export async function joinHousehold(actor: Actor, { secret }: JoinInput, now = new Date()) {
  const own = await ensureLibrary(actor);
  const invitation = await getInvitedTo(secret, now);
  if (!invitation) return linkOver();
  const move = { from: own.libraryId, to: invitation.libraryId };
  return inTransaction(async (tx) => {
    // In one order, so that two who invite each other wait and do not stop each other.
    for (const id of [move.from, move.to].toSorted((one, other) => one - other)) await holdLibrary(tx, id);
    if ((await getLibraryOf(actor.id, tx))?.libraryId !== move.from) return linkOver();
    const obstacle = await findObstacle(actor.id, move.to, tx);
    if (obstacle) return fail(obstacle, OBSTACLE_WORDS[obstacle]);
    if ((await takeHouseholdInvitation(tx, secret, now)) !== move.to) return linkOver();
    await bringPlaces(tx, actor, move);
    await enterLibrary(tx, actor.id, move, now);
    return ok();
  });
}

/** Of two places of one name at the top the one that comes gets a number: which they are only people know. */
async function bringPlaces(tx: Tx, actor: Actor, { from, to }: { from: number; to: number }): Promise<void> {
  const taken = (await listPlaces(to, tx)).filter(({ parentId }) => parentId === null).map(({ name }) => name);
  const own = await listPlaces(from, tx);
  for (const place of own.filter(({ parentId }) => parentId === null)) {
    const free = freeName(place.name, taken);
    taken.push(free);
    await tx.update(places).set({ libraryId: to, name: free }).where(eq(places.id, place.id));
    if (free !== place.name) await followName(tx, [actor.id], own, place, free);
  }
  await tx.update(places).set({ libraryId: to }).where(eq(places.libraryId, from));
}

/** Leaves the household: one's copies come along, and stand in places of one's own of the same names; the house keeps its own. */
export async function leaveHousehold(actor: Actor, now = new Date()) {
  const membership = await getLibraryOf(actor.id);
  const isDone = membership && (await partWith(actor.id, membership.libraryId, now));
  return isDone ? ok() : fail("alone", "You share your library with nobody.");
}

/** Removes another member, who goes with what they own, as if they had left. */
export async function removeMember(actor: Actor, { userId }: MemberInput, now = new Date()) {
  const membership = await getLibraryOf(actor.id);
  if (!membership || !canManageHousehold(membership) || userId === actor.id)
    return fail("not_owner", "Only who looks after the household may do that.");
  return (await partWith(userId, membership.libraryId, now, actor.id)) ? ok() : memberNotFound();
}

/** False where the member is not in the library any more, or alone in it, or `ownerId` no longer looks after it. */
async function partWith(userId: number, libraryId: number, now: Date, ownerId?: number): Promise<boolean> {
  return inTransaction(async (tx) => {
    await holdLibrary(tx, libraryId);
    const members = await listAllMemberIds(libraryId, tx);
    if (members.length < 2 || !members.includes(userId)) return false;
    if (ownerId !== undefined) {
      const owner = await getLibraryOf(ownerId, tx);
      if (owner?.libraryId !== libraryId || !canManageHousehold(owner)) return false;
    }
    const stood = await liftCopies(tx, userId, libraryId);
    await endSharing(tx, userId);
    await partFromLibrary(tx, userId, libraryId, now);
    const own = await getLibraryOf(userId, tx);
    if (own) await setDown(tx, own.libraryId, stood);
    return true;
  });
}

type Stood = { path: Place[]; copyIds: number[] };

/** Takes a member's copies from where they stand. Answers with where that was. */
async function liftCopies(tx: Tx, userId: number, libraryId: number): Promise<Stood[]> {
  const present = await listPlaces(libraryId, tx);
  const isTheirs = and(eq(copies.ownerId, userId), eq(copies.libraryId, libraryId));
  const placed = await tx
    .select({ id: copies.id, placeId: copies.placeId })
    .from(copies)
    .where(and(isTheirs, isNotNull(copies.placeId)));
  await tx.update(copies).set({ placeId: null, seenAt: null, seenPlaceId: null }).where(isTheirs);
  const byPlace = groupBy(placed, ({ placeId }) => placeId ?? 0);
  return [...byPlace].map(([placeId, some]) => ({ path: pathOf(present, placeId), copyIds: some.map(({ id }) => id) }));
}

/** Lets copies stand in places of the same names in a library of their owner's: a shelf of one's own is called as it was. */
async function setDown(tx: Tx, libraryId: number, stood: Stood[]): Promise<void> {
  const placeIds = await findOrMakePlaces(
    tx,
    libraryId,
    stood.map(({ path }) => path),
  );
  for (const [at, { copyIds }] of stood.entries())
    for (const part of inParts(copyIds))
      await tx
        .update(copies)
        .set({ placeId: placeIds[at] ?? null })
        .where(inArray(copies.id, part));
}

const DELETED_AT_ONCE = 1_000;

/** Deletes a reader's copies, some at a time: ten thousand in one statement would hold their rows for long. */
export async function forgetCopies(ownerId: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const some = await db
      .select({ id: copies.id })
      .from(copies)
      .where(eq(copies.ownerId, ownerId))
      .orderBy(asc(copies.id))
      .limit(DELETED_AT_ONCE);
    if (some.length === 0) return;
    const ids = some.map(({ id }) => id);
    await db.delete(copies).where(inArray(copies.id, ids));
  }
}
