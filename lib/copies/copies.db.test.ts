import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { bookAliases } from "@/db/schema/catalog";
import { copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { ensureLibrary } from "@/lib/households/commands";
import { getLibraryOf } from "@/lib/households/queries";
import { saveQuery } from "@/lib/library/smart/commands";
import { getQuery } from "@/lib/library/smart/queries";
import { parseShelfQuery } from "@/lib/shelf/rules";
import {
  addCopy,
  deleteCopy,
  moveAll,
  moveCopies,
  ownBook,
  putAway,
  putBack,
  restoreCopy,
  updateCopy,
} from "./commands";
import { liveTogether, makePlace, ownCopy } from "./copies.fixtures";
import { importCopies } from "./importing/commands";
import type { ImportedCopy } from "./importing/schema";
import { listOwned } from "./owned/queries";
import { deletePlace, newPlaceCode, restorePlace, updatePlace } from "./places/commands";
import { countByPlace, getPlaceByCode, listPlaces } from "./places/queries";
import { placeWords } from "./places/rules";
import type { RestorePlaceInput, UpdatePlaceInput } from "./places/schema";
import { getTotals, listCopiesOfBook, listPlacedCopies } from "./queries";
import { addCopyInput, type CopyDetails, NO_DETAILS, restoreCopyInput } from "./schema";

const libraryOf = async (actor: { id: number }): Promise<number> => (await getLibraryOf(actor.id))?.libraryId ?? 0;
const placeOf = async (copyId: number) =>
  (await db.select({ placeId: copies.placeId }).from(copies).where(eq(copies.id, copyId)))[0]?.placeId;

/** Changes some of a place, and lets the rest be as it is. */
async function changePlace(actor: Actor, { placeId, ...change }: Partial<UpdatePlaceInput> & { placeId: number }) {
  const [place] = await db.select().from(places).where(eq(places.id, placeId));
  if (!place) throw new Error("no such place");
  const { name, kind, parentId } = place;
  return updatePlace(actor, { placeId, name, kind, parentId, ...change });
}

const DETAILS: CopyDetails = {
  ...{ placeId: null, condition: "very good" as const, acquiredOn: "2019-05-04", acquiredFrom: "A market in Ghent" },
  ...{ price: 12.5, currency: "EUR", isSigned: true, notes: "Signed by author" },
};

describe("a copy", () => {
  it("keeps all that its owner says of it, is changed, goes, and comes back as it was", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const copyId = await ownCopy(reader, book.isbn, DETAILS);
    const libraryId = await libraryOf(reader);
    const list = () => listCopiesOfBook(libraryId, reader.id, book.id);
    expect(await list()).toMatchObject([{ ...DETAILS, id: copyId, isMine: true, owner: reader.username, place: null }]);

    const changed = await updateCopy(reader, { ...DETAILS, copyId, condition: "fair", price: null, currency: null });
    expect(await list()).toMatchObject([{ condition: "fair", price: null }]);
    if (!changed.ok) throw new Error(changed.reason);
    await updateCopy(reader, changed.before);
    expect(await list()).toMatchObject([DETAILS]);

    const [before] = await list();
    const gone = await deleteCopy(reader, { copyId });
    expect(await list()).toEqual([]);
    expect(await deleteCopy(reader, { copyId })).toMatchObject({ reason: "copy_not_found" });
    if (!gone.ok) throw new Error(gone.reason);
    await restoreCopy(reader, restoreCopyInput.parse(JSON.parse(JSON.stringify(gone.undo))));
    const [after] = await list();
    expect({ ...after, id: 0 }).toEqual({ ...before, id: 0 });
  });

  it("is one of several of the same book, and one tap makes no second one", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    expect(await ownBook(reader, { isbn: book.isbn })).toMatchObject({ ok: true });
    expect(await ownBook(reader, { isbn: book.isbn })).toMatchObject({ reason: "already_owned" });
    await ownCopy(reader, book.isbn);
    expect(await db.$count(copies, eq(copies.bookId, book.id))).toBe(2);
    expect(await ownBook(reader, { isbn: "9999999999" })).toMatchObject({ reason: "book_not_found" });
  });

  it.each([
    [{ price: 3 }, "currency"],
    [{ currency: "EUR" }, "currency"],
    [{ price: -1, currency: "EUR" }, "price"],
    [{ acquiredOn: "2019-02-30" }, "acquiredOn"],
    [{ acquiredOn: "2999-01-01" }, "acquiredOn"],
    [{ condition: "mint" }, "condition"],
  ])("is refused with %o", (given, field) => {
    const parsed = addCopyInput.safeParse({ ...NO_DETAILS, isbn: "1", ...given });
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
  });

  it("is worth what was paid, by currency", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    for (const price of [1.1, 2.2]) await ownCopy(reader, book.isbn, { price, currency: "EUR" });
    await ownCopy(reader, book.isbn, { price: 0.125, currency: "KWD" });
    await ownCopy(reader, book.isbn);
    expect(await getTotals(await libraryOf(reader))).toEqual({
      ...{ copies: 4, books: 1 },
      worth: [
        { currency: "EUR", sum: 3.3, copies: 2 },
        { currency: "KWD", sum: 0.125, copies: 1 },
      ],
    });
  });
});

describe("places", () => {
  it("hang in a tree, and are named by their path", async () => {
    const reader = await buildUser();
    const home = await makePlace(reader, "Our flat", null, "home");
    const room = await makePlace(reader, "Living room", home, "room");
    const shelf = await makePlace(reader, "B3", room);
    const places = () => libraryOf(reader).then((id) => listPlaces(id));
    expect(placeWords(await places()).get(shelf)).toBe("Living room, B3");
    await makePlace(reader, "Hut", null, "home");
    expect(placeWords(await places()).get(shelf)).toBe("Our flat, Living room, B3");
    expect(await changePlace(reader, { placeId: home, parentId: shelf })).toMatchObject({ reason: "in_itself" });
    expect(await changePlace(reader, { placeId: shelf, parentId: null })).toMatchObject({
      before: { placeId: shelf, name: "B3", kind: "shelf", parentId: room },
    });
    expect(placeWords(await places()).get(shelf)).toBe("B3");
  });

  it("have one name each in one place, also when two are made at the same time", async () => {
    const reader = await buildUser();
    const room = await makePlace(reader, "Study", null, "room");
    const made = await Promise.allSettled(Array.from({ length: 6 }, () => makePlace(reader, "Shelf 1", room)));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(makePlace(reader, "study")).rejects.toThrow("name_taken");
    const other = await makePlace(reader, "Shelf 2", room);
    expect(await changePlace(reader, { placeId: other, name: "SHELF 1", kind: "shelf" })).toMatchObject({
      reason: "name_taken",
    });
    const outside = await makePlace(reader, "Shelf 1");
    // Another name and another whereabouts are one change: what would be taken half way is not in the way.
    expect(await changePlace(reader, { placeId: other, parentId: null, name: "Shelf 1" })).toMatchObject({
      reason: "name_taken",
    });
    const swapped = [
      await changePlace(reader, { placeId: outside, parentId: room, name: "Shelf 3" }),
      await changePlace(reader, { placeId: other, parentId: null, name: "Shelf 1" }),
    ];
    expect(swapped.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it("are meant by the queries of all who live there also when they are called otherwise", async () => {
    const [ana, ben] = [await buildUser(), await buildUser()];
    const hers = await makePlace(ben, "Study", null, "room");
    const filtered = async (actor: Actor) => {
      const { query: filter } = parseShelfQuery("place:study");
      const made = await saveQuery(actor, { name: "There", icon: "🪑", query: { filter, sort: "title" } });
      if (!made.ok) throw new Error(made.reason);
      return async () => (await getQuery(made.collection.id))?.filter.place;
    };
    const [ofAna, ofBen] = [await filtered(ana), await filtered(ben)];
    const study = await makePlace(ana, "Study", null, "room");
    // Where two have one name the one that comes gets a number.
    await liveTogether(ana, ben);
    expect([await ofAna(), await ofBen()]).toEqual(["study", "Study 2"]);
    await changePlace(ben, { placeId: study, name: "Library", kind: "room" });
    expect([await ofAna(), await ofBen()]).toEqual(["Library", "Study 2"]);
    // As long as another place has the name, it means that one.
    await makePlace(ana, "Study 2", study);
    await changePlace(ana, { placeId: hers, name: "Den", kind: "room" });
    expect(await ofBen()).toBe("Study 2");
  });

  it("make no circle when two are put into each other at the same time", async () => {
    const reader = await buildUser();
    const [one, other] = [await makePlace(reader, "One"), await makePlace(reader, "Other")];
    const moves = await Promise.all([
      changePlace(reader, { placeId: one, parentId: other }),
      changePlace(reader, { placeId: other, parentId: one }),
    ]);
    expect(moves.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("go no deeper than six levels, by making, moving or bringing back", async () => {
    const reader = await buildUser();
    let at: number | null = null;
    for (let level = 1; level <= 6; level++) at = await makePlace(reader, `Level ${level}`, at);
    await expect(makePlace(reader, "Level 7", at)).rejects.toThrow("too_deep");
    const box = await makePlace(reader, "Box");
    expect(await changePlace(reader, { placeId: box, parentId: at })).toMatchObject({ reason: "too_deep" });
    const gone = await deletePlace(reader, { placeId: box });
    if (!gone.ok || !gone.undo) throw new Error("not deleted");
    expect(await restorePlace(reader, { ...gone.undo, parentId: at })).toMatchObject({ reason: "too_deep" });
  });

  it("let what stood there move up when they go, and take it back with their labels", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const room = await makePlace(reader, "Attic", null, "room");
    const shelf = await makePlace(reader, "Left", room);
    const row = await makePlace(reader, "Back row", shelf);
    const [onShelf, inRow, moved] = [
      await ownCopy(reader, book.isbn, { placeId: shelf }),
      await ownCopy(reader, book.isbn, { placeId: row }),
      await ownCopy(reader, book.isbn, { placeId: row }),
    ];
    const libraryId = await libraryOf(reader);
    const code = (await listPlaces(libraryId)).find(({ id }) => id === shelf)?.code ?? "";
    const gone = await deletePlace(reader, { placeId: shelf });
    expect([await placeOf(onShelf), await placeOf(inRow)]).toEqual([room, room]);
    expect(await listPlaces(libraryId)).toHaveLength(1);
    // Somebody carries one away before it is undone.
    await moveCopies(reader, { copyIds: [moved], placeId: null });
    if (!gone.ok || !gone.undo) throw new Error("not deleted");
    const back = await restorePlace(reader, gone.undo);
    if (!back.ok) throw new Error(back.reason);
    expect(await getPlaceByCode(libraryId, code)).toMatchObject({ id: back.placeId, name: "Left", parentId: room });
    const places = await listPlaces(libraryId);
    expect(placeWords(places).get((await placeOf(inRow)) ?? 0)).toBe("Attic, Left, Back row");
    expect([await placeOf(onShelf), await placeOf(moved)]).toEqual([back.placeId, null]);
    // Undone twice it is there twice, with a number, and a code of its own.
    const twice = await restorePlace(reader, gone.undo);
    const names = (await listPlaces(libraryId)).map(({ name }) => name);
    expect([twice.ok, names.includes("Left 2")]).toEqual([true, true]);

    const top = await deletePlace(reader, { placeId: room });
    expect([top.ok, await placeOf(onShelf)]).toEqual([true, null]);
  });
});

describe("bringing places back", () => {
  const gone = (count: number, name: (at: number) => string): RestorePlaceInput => ({
    parentId: null,
    places: [
      { key: 1, parentKey: null, name: "Room", kind: "room", code: placeCodes(1)[0] ?? "" },
      ...placeCodes(count).map((code, at) => ({
        ...{ key: at + 2, parentKey: 1, name: name(at), kind: "shelf" as const, code },
      })),
    ],
    copies: [],
  });
  const placeCodes = (count: number) => Array.from({ length: count }, () => newPlaceCode());

  it("refuses two of one name in one place, which nobody can have deleted, and makes none of them", async () => {
    const reader = await buildUser();
    expect(
      await restorePlace(
        reader,
        gone(3, () => "Shelf"),
      ),
    ).toMatchObject({ reason: "name_taken" });
    expect(await listPlaces(await libraryOf(reader))).toEqual([]);
  });

  it("takes few questions for as many as a library has", async () => {
    const reader = await buildUser();
    const start = performance.now();
    const back = await restorePlace(
      reader,
      gone(999, (at) => `Shelf ${at}`),
    );
    expect([back.ok, (await listPlaces(await libraryOf(reader))).length]).toEqual([true, 1_000]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("what comes in from elsewhere", () => {
  const copy = { condition: null, acquiredOn: null, acquiredFrom: null, price: null, currency: null };
  const placed = (...names: string[]) => ({
    ...{ ...copy, isSigned: false, notes: null },
    place: names.map((name) => ({ kind: "shelf" as const, name })),
  });
  const bring = (reader: Actor, libraryId: number, bookId: number, ...copiesToMake: ImportedCopy[]) =>
    inTransaction((tx) => importCopies(tx, { userId: reader.id, libraryId }, [{ bookId, copies: copiesToMake }]));

  it("makes places by the rules for every other place: no deeper, none without a name", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const { libraryId } = await ensureLibrary(reader);
    const names = Array.from({ length: 9 }, (_, at) => `Level ${at + 1}`);
    const [made] = await bring(reader, libraryId, book.id, placed("", ...names));
    const words = placeWords(await listPlaces(libraryId));
    expect(words.get((await placeOf(made?.id ?? 0)) ?? 0)).toBe(names.slice(0, 6).join(", "));
    expect(words.size).toBe(6);
  });

  it("makes no more places than a library has: what would stand there stands in what it is in", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const { libraryId } = await ensureLibrary(reader);
    const room = await makePlace(reader, "Room", null, "room");
    const rest = Array.from({ length: 998 }, (_, at) => ({ libraryId, parentId: room, name: `Shelf ${at}` }));
    await db.insert(places).values(rest.map((row) => ({ ...row, kind: "shelf" as const, code: newPlaceCode() })));
    const many = [placed("room", "New"), placed("Room", "Newer"), placed("room", "SHELF 3"), placed("Other")];
    const made = await bring(reader, libraryId, book.id, ...many);
    const words = placeWords(await listPlaces(libraryId));
    const at = await Promise.all(made.map(({ id }) => placeOf(id)));
    expect(at.map((id) => (id ? words.get(id) : id))).toEqual(["Room, New", "Room", "Room, Shelf 3", null]);
    expect(words.size).toBe(1_000);
  });
});

describe("moving copies", () => {
  it("moves many at once, and back only what nobody has moved on since", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const [from, to] = [await makePlace(reader, "From"), await makePlace(reader, "To")];
    const ids = [
      await ownCopy(reader, book.isbn, { placeId: from }),
      await ownCopy(reader, book.isbn),
      await ownCopy(reader, book.isbn, { placeId: to }),
    ];
    const done = await moveCopies(reader, { copyIds: ids, placeId: to });
    expect(done).toMatchObject({ ok: true, moved: 2 });
    expect(await countByPlace(await libraryOf(reader))).toEqual(new Map([[to, 3]]));
    await moveCopies(reader, { copyIds: [ids[1] ?? 0], placeId: from });
    if (!done.ok) throw new Error(done.reason);
    await putBack(reader, done.undo);
    expect(await Promise.all(ids.map(placeOf))).toEqual([from, from, to]);
  });

  it("moves all that stands in a place and below it, or nowhere", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const room = await makePlace(reader, "Room", null, "room");
    const shelf = await makePlace(reader, "Shelf", room);
    const box = await makePlace(reader, "Box", null, "box");
    for (const placeId of [room, shelf, null]) await ownCopy(reader, book.isbn, { placeId });
    expect(await moveAll(reader, { fromId: room, placeId: box })).toMatchObject({ moved: 2 });
    expect(await moveAll(reader, { fromId: null, placeId: shelf })).toMatchObject({ moved: 1 });
    expect(await countByPlace(await libraryOf(reader))).toEqual(
      new Map([
        [shelf, 1],
        [box, 2],
      ]),
    );
  });

  it("puts books away: what is there stays, the one that stood nowhere goes first, and a new one is added", async () => {
    const [ana, ben] = [await buildUser(), await buildUser()];
    await liveTogether(ana, ben);
    const [here, fresh, theirs, there] = [await buildBook(), await buildBook(), await buildBook(), await buildBook()];
    const shelf = await makePlace(ana, "Shelf");
    const other = await makePlace(ana, "Other");
    const stays = await ownCopy(ana, here.isbn, { placeId: shelf });
    const twin = await ownCopy(ana, here.isbn);
    const lost = await ownCopy(ben, theirs.isbn);
    const [elsewhere, nowhere] = [await ownCopy(ana, there.isbn, { placeId: other }), await ownCopy(ben, there.isbn)];
    const bookIds = [here, fresh, theirs, there, fresh].map(({ id }) => id);
    const done = await putAway(ana, { placeId: shelf, bookIds });
    expect(done).toMatchObject({ ok: true, moved: 2 });
    expect(await Promise.all([stays, twin, lost, elsewhere, nowhere].map(placeOf))).toEqual([
      ...[shelf, null, shelf, other, shelf],
    ]);
    const added = await listCopiesOfBook(await libraryOf(ana), ana.id, fresh.id);
    expect(added).toMatchObject([{ isMine: true, placeId: shelf, id: done.ok ? done.added[0] : 0 }]);
    expect(await putAway(ana, { placeId: shelf, bookIds })).toMatchObject({ moved: 0, added: [] });
  });

  it("shows what stands in a place by title, page after page", async () => {
    const reader = await buildUser();
    const shelf = await makePlace(reader, "Shelf");
    for (const title of ["Ccc", "Aaa", "Bbb", "Aaa"])
      await ownCopy(reader, (await buildBook({ title })).isbn, { placeId: shelf });
    const of = { libraryId: await libraryOf(reader), userId: reader.id, placeIds: [shelf] };
    const first = await listPlacedCopies(of, { limit: 3 });
    const rest = await listPlacedCopies(of, { limit: 3, cursor: first.cursor ?? "" });
    expect([first, rest].map((page) => page.copies.map(({ book }) => book.title))).toEqual([
      ["Aaa", "Aaa", "Bbb"],
      ["Ccc"],
    ]);
    expect([first.copies[0]?.place, rest.cursor]).toEqual(["Shelf", null]);
  });
});

describe("what one owns", () => {
  it("is told of many books at once: this one, another edition, or a member's", async () => {
    const [ana, ben] = [await buildUser({ username: "Ana" }), await buildUser({ username: "Ben" })];
    await liveTogether(ana, ben);
    const [mine, twice, theirs, none] = [await buildBook(), await buildBook(), await buildBook(), await buildBook()];
    const later = await buildBook({ workId: mine.workId });
    const local = await buildBook({ isbn10: null, isbn13: null });
    const room = await makePlace(ana, "Living room", null, "room");
    const shelf = await makePlace(ana, "B3", room);
    await ownCopy(ana, mine.isbn, { placeId: shelf });
    await ownCopy(ana, twice.isbn, { placeId: shelf });
    await ownCopy(ana, twice.isbn, { placeId: room });
    await ownCopy(ben, theirs.isbn, { placeId: shelf });
    await ownCopy(ana, local.isbn);
    const asked = [mine, twice, theirs, none, later, local].map(({ isbn }) => isbn);
    const owned = await listOwned(await libraryOf(ana), ana.id, asked);
    expect(asked.map((isbn) => owned[isbn]?.words)).toEqual([
      ...[
        "You own this: Living room, B3",
        "You own 2 copies: Living room, B3 · Living room",
        "Ben’s copy: Living room, B3",
      ],
      ...[undefined, "You own another edition: Living room, B3", "You own this"],
    ]);
    expect((await listOwned(await libraryOf(ben), ben.id, [mine.isbn]))[mine.isbn]?.words).toBe(
      "Ana’s copy: Living room, B3",
    );
    // Also by the name of a book that has become part of it.
    await db.insert(bookAliases).values({ name: "9783161484100", bookId: mine.id });
    const former = await listOwned(await libraryOf(ana), ana.id, ["9783161484100"]);
    expect(Object.values(former).map(({ words }) => words)).toEqual(["You own this: Living room, B3"]);
  });
});

describe("a stranger", () => {
  it("finds none of another household's copies and places by any id", async () => {
    const [ana, eve, book] = [await buildUser(), await buildUser(), await buildBook()];
    const shelf = await makePlace(ana, "Shelf");
    const copyId = await ownCopy(ana, book.isbn, { ...DETAILS, placeId: shelf });
    const own = await makePlace(eve, "Mine");
    const theirs = await ownCopy(eve, book.isbn);
    const gone = { places: [{ key: 1, parentKey: null, name: "X", kind: "shelf" as const, code: "22222222" }] };
    const refused = [
      await updateCopy(eve, { ...DETAILS, copyId }),
      await deleteCopy(eve, { copyId }),
      await updateCopy(eve, { ...DETAILS, copyId: theirs, placeId: shelf }),
      await addCopy(eve, { ...NO_DETAILS, isbn: book.isbn, placeId: shelf }),
      await moveCopies(eve, { copyIds: [theirs], placeId: shelf }),
      await moveAll(eve, { fromId: shelf, placeId: own }),
      await moveAll(eve, { fromId: own, placeId: shelf }),
      await putAway(eve, { placeId: shelf, bookIds: [book.id] }),
      await changePlace(eve, { placeId: shelf, name: "Hers", kind: "box" }),
      await changePlace(eve, { placeId: shelf, parentId: own }),
      await changePlace(eve, { placeId: own, parentId: shelf }),
      await deletePlace(eve, { placeId: shelf }),
      await restorePlace(eve, { ...gone, parentId: shelf, copies: [] }),
    ];
    for (const result of refused)
      expect(["copy_not_found", "place_not_found"]).toContain(result.ok ? "was allowed" : result.reason);
    expect(await moveCopies(eve, { copyIds: [copyId], placeId: own })).toMatchObject({ moved: 0 });
    await putBack(eve, { movedTo: shelf, moves: [[copyId, own]] });
    await restorePlace(eve, { ...gone, parentId: null, copies: [[copyId, 1]] });
    // A copy of hers that stood in a place that is not hers stands nowhere.
    await restoreCopy(eve, { ...DETAILS, bookId: book.id, placeId: shelf, createdAt: new Date() });
    expect(await getPlaceByCode(await libraryOf(eve), (await listPlaces(await libraryOf(ana)))[0]?.code ?? "")).toBe(
      undefined,
    );
    expect(await listCopiesOfBook(await libraryOf(ana), ana.id, book.id)).toMatchObject([
      { ...DETAILS, id: copyId, placeId: shelf, place: "Shelf" },
    ]);
    expect((await listCopiesOfBook(await libraryOf(eve), eve.id, book.id)).map(({ placeId }) => placeId)).toEqual([
      ...[null, null],
    ]);
  });

  it("is no member who may move another's copy, but not change or delete it", async () => {
    const [ana, ben, book] = [await buildUser(), await buildUser(), await buildBook()];
    await liveTogether(ana, ben);
    const copyId = await ownCopy(ana, book.isbn);
    const shelf = await makePlace(ben, "Shelf");
    expect(await moveCopies(ben, { copyIds: [copyId], placeId: shelf })).toMatchObject({ moved: 1 });
    for (const result of [await updateCopy(ben, { ...DETAILS, copyId }), await deleteCopy(ben, { copyId })])
      expect(result).toMatchObject({ reason: "copy_not_found" });
  });
});
