import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { copies, places } from "@/db/schema/copies";
import { libraries, libraryInvitations } from "@/db/schema/households";
import { requestErasure } from "@/lib/accounts/erasure/commands";
import { inviteLink, liveTogether, makePlace, ownCopy } from "@/lib/copies/copies.fixtures";
import { forgetCopies } from "@/lib/copies/household/commands";
import { listPlaces } from "@/lib/copies/places/queries";
import { forgetMembership } from "@/lib/households/commands";
import { getLibraryOf } from "@/lib/households/queries";
import { eraseDueAccounts } from "./commands";

const libraryOf = async (actor: { id: number }): Promise<number> => (await getLibraryOf(actor.id))?.libraryId ?? 0;
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
const copiesOf = (actor: { id: number }) => db.select().from(copies).where(eq(copies.ownerId, actor.id));

it("leaves the house to the others, and of who was alone nothing", async () => {
  const [ana, ben, eve, book] = [await buildUser(), await buildUser(), await buildUser(), await buildBook()];
  await liveTogether(ana, ben);
  const shelf = await makePlace(ana, "Shelf");
  await ownCopy(ana, book.isbn, { placeId: shelf });
  await inviteLink(ana);
  const [house, alone] = [await libraryOf(ana), await makePlace(eve, "Hers").then(() => libraryOf(eve))];
  await ownCopy(eve, book.isbn);
  for (const actor of [ana, eve]) await requestErasure(actor, null);
  expect(await eraseDueAccounts(inDays(30))).toBeGreaterThanOrEqual(2);
  for (const { id } of [ana, eve]) {
    expect(await copiesOf({ id })).toEqual([]);
    expect(await db.$count(users, eq(users.id, id))).toBe(0);
    expect(await db.$count(libraryInvitations, eq(libraryInvitations.madeBy, id))).toBe(0);
  }
  expect(await getLibraryOf(ben.id)).toEqual({ libraryId: house, role: "owner" });
  expect(await listPlaces(house)).toHaveLength(1);
  expect(await db.$count(libraries, eq(libraries.id, alone))).toBe(0);
  expect(await db.$count(places, eq(places.libraryId, alone))).toBe(0);
  // Twice is once.
  await forgetCopies(ana.id);
  await forgetMembership(ana.id);
});
