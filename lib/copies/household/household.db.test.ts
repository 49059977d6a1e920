import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildUser } from "@/db/factories";
import { copies } from "@/db/schema/copies";
import { libraries } from "@/db/schema/households";
import { collections } from "@/db/schema/library";
import { requestErasure } from "@/lib/accounts/erasure/commands";
import { inviteMember, passOn, renameLibrary, revokeHouseholdInvitation } from "@/lib/households/commands";
import { getHousehold, getLibraryOf, getWelcome } from "@/lib/households/queries";
import { INVITATION_DAYS } from "@/lib/households/schema";
import { shareWithHousehold } from "@/lib/library/commands";
import { getCollection } from "@/lib/library/queries";
import { addCopy, moveCopies, updateCopy } from "../commands";
import { inviteLink, liveTogether, makePlace, ownCopy } from "../copies.fixtures";
import { deletePlace } from "../places/commands";
import { listPlaces } from "../places/queries";
import { listCopiesOfBook } from "../queries";
import { NO_DETAILS } from "../schema";
import { joinHousehold, leaveHousehold, removeMember } from "./commands";

const libraryOf = async (actor: { id: number }): Promise<number> => (await getLibraryOf(actor.id))?.libraryId ?? 0;
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
const copiesOf = (actor: { id: number }) => db.select().from(copies).where(eq(copies.ownerId, actor.id));

describe("joining a household", () => {
  it("brings copies and places along, and a name that is taken gets a number", async () => {
    const [ana, ben, book] = [await buildUser(), await buildUser(), await buildBook()];
    await makePlace(ana, "Living room", null, "room");
    const room = await makePlace(ben, "Living room", null, "room");
    const shelf = await makePlace(ben, "B3", room);
    await ownCopy(ben, book.isbn, { placeId: shelf });
    const former = await libraryOf(ben);
    await liveTogether(ana, ben);
    const libraryId = await libraryOf(ana);
    expect(await libraryOf(ben)).toBe(libraryId);
    expect((await listPlaces(libraryId)).map(({ name }) => name).toSorted()).toEqual([
      ...["B3", "Living room", "Living room 2"],
    ]);
    expect(await listCopiesOfBook(libraryId, ana.id, book.id)).toMatchObject([
      { owner: ben.username, isMine: false, place: "Living room 2, B3" },
    ]);
    expect(await db.$count(libraries, eq(libraries.id, former))).toBe(0);
    expect(await getHousehold(ana, new Date())).toMatchObject({
      ...{ role: "owner", invitations: [] },
      members: [
        { id: ana.id, role: "owner" },
        { id: ben.id, role: "member" },
      ],
    });
  });

  it("takes one of two who come by one link at the same time", async () => {
    const [ana, ben, eve] = [await buildUser(), await buildUser(), await buildUser()];
    const secret = await inviteLink(ana);
    const joined = await Promise.all([ben, eve].map((actor) => joinHousehold(actor, { secret })));
    expect(joined.map((result) => (result.ok ? "in" : result.reason)).toSorted()).toEqual(["in", "link_over"]);
  });

  it("is not possible by a link that ran out, was taken back, or belongs to somebody who left", async () => {
    const [ana, ben, eve] = [await buildUser(), await buildUser(), await buildUser()];
    const secret = await inviteLink(ana);
    expect(await getWelcome(eve, secret, new Date())).toMatchObject({ invitedBy: ana.username, memberCount: 1 });
    const late = inDays(INVITATION_DAYS + 1);
    expect(await getWelcome(eve, secret, late)).toBeUndefined();
    expect(await joinHousehold(eve, { secret }, late)).toMatchObject({ reason: "link_over" });
    const [open] = (await getHousehold(ana, new Date()))?.invitations ?? [];
    expect(await revokeHouseholdInvitation(ben, { invitationId: open?.id ?? 0 })).toMatchObject({
      reason: "not_owner",
    });
    expect(await revokeHouseholdInvitation(ana, { invitationId: open?.id ?? 0 })).toMatchObject({ ok: true });
    expect(await joinHousehold(eve, { secret })).toMatchObject({ reason: "link_over" });
    await liveTogether(ana, ben);
    const last = await inviteLink(ana);
    await leaveHousehold(ana);
    expect(await joinHousehold(eve, { secret: last })).toMatchObject({ reason: "link_over" });
  });

  it("needs that one shares with nobody else", async () => {
    const [ana, ben, eve, max] = [await buildUser(), await buildUser(), await buildUser(), await buildUser()];
    await liveTogether(ana, ben);
    await liveTogether(eve, max);
    expect(await joinHousehold(max, { secret: await inviteLink(ana) })).toMatchObject({ reason: "in_household" });
    expect(await joinHousehold(ben, { secret: await inviteLink(ana) })).toMatchObject({ reason: "already_member" });
  });

  it("lets two who invite each other end up in one of the two", async () => {
    const [ana, ben] = [await buildUser(), await buildUser()];
    const [toAna, toBen] = [await inviteLink(ana), await inviteLink(ben)];
    await Promise.all([joinHousehold(ana, { secret: toBen }), joinHousehold(ben, { secret: toAna })]);
    expect(await libraryOf(ana)).toBe(await libraryOf(ben));
  });
});

describe("leaving a household", () => {
  it("takes one's copies along to places of the same names, and the eldest looks after it", async () => {
    const [ana, ben, eve, book] = [await buildUser(), await buildUser(), await buildUser(), await buildBook()];
    await liveTogether(ana, ben, eve);
    const shelf = await makePlace(ana, "Shelf");
    await ownCopy(ana, book.isbn, { placeId: shelf, notes: "Mine" });
    await ownCopy(ben, book.isbn, { placeId: shelf });
    const house = await libraryOf(ben);
    expect(await leaveHousehold(ana)).toMatchObject({ ok: true });
    const [own] = await listPlaces(await libraryOf(ana));
    expect(own).toMatchObject({ name: "Shelf" });
    expect(own?.id).not.toBe(shelf);
    expect(await copiesOf(ana)).toMatchObject([{ libraryId: await libraryOf(ana), placeId: own?.id, notes: "Mine" }]);
    expect(await getLibraryOf(ana.id)).toMatchObject({ role: "owner" });
    expect(await copiesOf(ben)).toMatchObject([{ libraryId: house, placeId: shelf }]);
    expect((await getHousehold(eve, new Date()))?.members.map(({ id, role }) => [id, role])).toEqual([
      [ben.id, "owner"],
      [eve.id, "member"],
    ]);
    await leaveHousehold(ben);
    expect(await getLibraryOf(eve.id)).toEqual({ libraryId: house, role: "owner" });
    expect(await listPlaces(house)).toHaveLength(1);
    expect(await leaveHousehold(eve)).toMatchObject({ reason: "alone" });
  });

  it("ends what who leaves has shared with it", async () => {
    const [ana, ben] = [await buildUser(), await buildUser()];
    await liveTogether(ana, ben);
    const { id } = await buildCollection({ ownerId: ben.id });
    await shareWithHousehold(ben, { collectionId: id, isShared: true });
    expect((await getCollection(id))?.memberIds).toEqual([ana.id]);
    await removeMember(ana, { userId: ben.id });
    const [row] = await db.select().from(collections).where(eq(collections.id, id));
    expect(row?.libraryId).toBeNull();
  });

  it("leaves nothing standing in its places that is put there, or told to stand there, at the same moment", async () => {
    for (let round = 0; round < 6; round++) {
      const [ana, ben, book] = [await buildUser(), await buildUser(), await buildBook()];
      await liveTogether(ana, ben);
      const shelf = await makePlace(ana, "Shelf");
      const copyId = await ownCopy(ben, book.isbn);
      await Promise.all([
        updateCopy(ben, { ...NO_DETAILS, copyId, placeId: shelf }),
        leaveHousehold(ben),
        moveCopies(ben, { copyIds: [copyId], placeId: shelf }),
        addCopy(ben, { ...NO_DETAILS, isbn: book.isbn, placeId: shelf }),
      ]);
      expect((await copiesOf(ben)).map(({ placeId }) => placeId)).not.toContain(shelf);
    }
  });

  it("keeps what somehow stands in a place of another household out of what that one deletes", async () => {
    const [ana, eve, book] = [await buildUser(), await buildUser(), await buildBook()];
    const [room, copyId] = [await makePlace(ana, "Room", null, "room"), await ownCopy(eve, book.isbn)];
    const shelf = await makePlace(ana, "Shelf", room);
    await db.update(copies).set({ placeId: shelf }).where(eq(copies.id, copyId));
    expect(await deletePlace(ana, { placeId: shelf })).toMatchObject({ undo: { copies: [] } });
    expect(await copiesOf(eve)).toMatchObject([{ placeId: null }]);
  });

  it("is for oneself, or for who looks after it, and for nobody of another household", async () => {
    const [ana, ben, eve] = [await buildUser(), await buildUser(), await buildUser()];
    await liveTogether(ana, ben);
    await liveTogether(eve, await buildUser());
    expect(await removeMember(ben, { userId: ana.id })).toMatchObject({ reason: "not_owner" });
    expect(await removeMember(ana, { userId: ana.id })).toMatchObject({ reason: "not_owner" });
    expect(await removeMember(eve, { userId: ben.id })).toMatchObject({ reason: "member_not_found" });
    expect(await passOn(eve, { userId: ben.id })).toMatchObject({ reason: "member_not_found" });
    expect(await passOn(ben, { userId: ben.id })).toMatchObject({ reason: "not_owner" });
    expect(await inviteMember(ben)).toMatchObject({ reason: "not_owner" });
    expect(await renameLibrary(ben, { name: "Ours" })).toMatchObject({ reason: "not_owner" });
    expect(await passOn(ana, { userId: ben.id })).toMatchObject({ ok: true });
    expect(await removeMember(ben, { userId: ana.id })).toMatchObject({ ok: true });
    expect(await getLibraryOf(ana.id)).toMatchObject({ role: "owner" });
  });
});

describe("an account that goes", () => {
  it("is hidden from its household at once, with what it owns", async () => {
    const [ana, ben, book] = [await buildUser(), await buildUser(), await buildBook()];
    await liveTogether(ana, ben);
    await ownCopy(ben, book.isbn);
    await requestErasure(ben, null);
    expect(await listCopiesOfBook(await libraryOf(ana), ana.id, book.id)).toEqual([]);
    expect((await getHousehold(ana, new Date()))?.members).toHaveLength(1);
  });
});
