import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { copies } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { endCheck, reopenCheck } from "@/lib/copies/checking/commands";
import { getCheck, listFindings } from "@/lib/copies/checking/queries";
import { moveCopies, putBack, updateCopy } from "@/lib/copies/commands";
import { liveTogether, makePlace, ownCopy } from "@/lib/copies/copies.fixtures";
import { updatePlace } from "@/lib/copies/places/commands";
import { listCopiesOfBook } from "@/lib/copies/queries";
import { NO_DETAILS } from "@/lib/copies/schema";
import { getLibraryOf } from "@/lib/households/queries";
import { createCollection } from "@/lib/library/commands";
import { deleteCollection, restoreCollection } from "@/lib/library/deleting/commands";
import { listCollectionChoices } from "@/lib/library/queries";
import { setStatus } from "@/lib/reading/commands";
import { getReaderWork } from "@/lib/reading/queries";
import { actOnScan, undoAct } from "./commands";
import { actOnce } from "./repeating/commands";
import { type Act, type ActInput, actInput, undoActInput } from "./schema";

const DAY = "2026-03-04";
const libraryOf = async (actor: Actor): Promise<number> => (await getLibraryOf(actor.id))?.libraryId ?? 0;

/** As the browser sends it, so that what the schema changes or refuses is part of the test. */
async function act(actor: Actor, input: Record<string, unknown>): Promise<Act> {
  const done = await actOnScan(actor, actInput.parse({ day: DAY, ...input }));
  if (!done.ok) throw new Error(done.reason);
  return done;
}
const undo = (actor: Actor, { undo: steps }: Act) =>
  undoAct(actor, undoActInput.parse(JSON.parse(JSON.stringify({ steps }))));

const ADD = { mode: "add", collectionId: null, placeId: null, owns: false, status: null };

async function buildShelf(name = "B3") {
  const reader = await buildUser();
  return { reader, placeId: await makePlace(reader, name) };
}
const copiesOf = async (reader: Actor, bookId: number) => listCopiesOfBook(await libraryOf(reader), reader.id, bookId);

describe("adding what is scanned", () => {
  it("puts a book into the collection, onto the shelf and among what was read, and undoes all of it", async () => {
    const [{ reader, placeId }, book] = [await buildShelf(), await buildBook()];
    const made = await createCollection(reader, { name: "Sea", icon: "🌊" });
    if (!made.ok) throw new Error(made.reason);
    const collectionId = made.collection.id;
    const added = await act(reader, { ...ADD, isbn: book.isbn, collectionId, placeId, owns: true, status: "read" });
    expect(added).toMatchObject({
      tone: "done",
      said: "Added to 🌊 Sea · Yours now, in B3 · Noted as read",
      offer: null,
    });
    const inside = async () => (await listCollectionChoices(reader.id, book.id))[0]?.hasBook;
    expect(await inside()).toBe(true);
    expect(await copiesOf(reader, book.id)).toMatchObject([{ placeId, isMine: true }]);
    const said = await getReaderWork(reader.id, book.workId);
    expect(said).toMatchObject({ status: "read", readings: [{ outcome: "finished", endedOn: null }] });

    await undo(reader, added);
    expect(await inside()).toBe(false);
    expect(await copiesOf(reader, book.id)).toEqual([]);
    expect(await getReaderWork(reader.id, book.workId)).toBeUndefined();
  });

  it("notes one reading of a book that two devices of one reader scan at the same time", async () => {
    const [reader, books] = [await buildUser(), await Promise.all(Array.from({ length: 4 }, () => buildBook()))];
    for (const book of books) {
      const scans = ["read", "stopped"].map((status) => act(reader, { ...ADD, isbn: book.isbn, status }));
      const tones = (await Promise.all(scans)).map(({ tone }) => tone);
      expect(tones.toSorted()).toEqual(["done", "present"]);
      expect((await getReaderWork(reader.id, book.workId))?.readings).toHaveLength(1);
    }
  });

  it("says of a book that is scanned again that it is there, changes nothing, and offers one copy more", async () => {
    const [{ reader, placeId }, book] = [await buildShelf(), await buildBook()];
    const input = { ...ADD, isbn: book.isbn, placeId, owns: true };
    await act(reader, input);
    const again = await act(reader, input);
    expect(again).toMatchObject({ tone: "present", said: "Stands in B3 already", undo: [] });
    expect(await copiesOf(reader, book.id)).toHaveLength(1);

    const another = await act(reader, { ...again.offer?.act });
    expect(again.offer?.label).toBe("One copy more");
    expect(another).toMatchObject({ tone: "done", said: "One copy more" });
    expect(await copiesOf(reader, book.id)).toMatchObject([{ placeId }, { placeId }]);
    await undo(reader, another);
    expect(await copiesOf(reader, book.id)).toHaveLength(1);
  });

  it("leaves what the reader said of a book before", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    await setStatus(reader, { isbn: book.isbn, status: "stopped", day: DAY });
    const added = await act(reader, { ...ADD, isbn: book.isbn, status: "want" });
    expect(added).toMatchObject({ tone: "present", said: "You stopped reading it" });
    expect((await getReaderWork(reader.id, book.workId))?.status).toBe("stopped");
  });

  it("tells what was done and what was not, where a shelf is gone meanwhile", async () => {
    const [reader, stranger, book] = [await buildUser(), await buildUser(), await buildBook()];
    const made = await createCollection(reader, { name: "Sea", icon: "🌊" });
    if (!made.ok) throw new Error(made.reason);
    const placeId = await makePlace(stranger, "Theirs");
    const input = { ...ADD, isbn: book.isbn, collectionId: made.collection.id, placeId };
    const done = await act(reader, input);
    expect(done).toMatchObject({ tone: "alert", said: "Added to 🌊 Sea · This place no longer exists." });
    await undo(reader, done);
    expect((await listCollectionChoices(reader.id, book.id))[0]?.hasBook).toBe(false);
    expect(await copiesOf(stranger, book.id)).toEqual([]);
    expect(await actOnScan(reader, actInput.parse({ ...ADD, day: DAY, isbn: book.isbn, placeId }))).toMatchObject({
      ok: false,
      reason: "place_not_found",
    });
  });

  it("keeps out of collections that are somebody else's", async () => {
    const [reader, stranger, book] = [await buildUser(), await buildUser(), await buildBook()];
    const made = await createCollection(stranger, { name: "Theirs", icon: "🌊" });
    if (!made.ok) throw new Error(made.reason);
    const input = { ...ADD, isbn: book.isbn, collectionId: made.collection.id };
    const done = await actOnScan(reader, actInput.parse({ ...input, day: DAY }));
    expect(done).toMatchObject({ ok: false, reason: "collection_not_found" });
    expect((await listCollectionChoices(stranger.id, book.id))[0]?.hasBook).toBe(false);
  });
});

describe("an act that is sent twice", () => {
  it("is done once, and answers both times with its undo", async () => {
    const [{ reader, placeId }, book] = [await buildShelf(), await buildBook()];
    const sent = {
      actId: "a1b2c3d4e5f6a7b8",
      act: actInput.parse({ ...ADD, day: DAY, isbn: book.isbn, placeId, isAnother: true }),
    };
    const [one, two] = await Promise.all([actOnce(reader, sent), actOnce(reader, sent)]);
    expect(one).toMatchObject({ ok: true, undo: [{ kind: "copy" }] });
    expect(two).toEqual(one);
    expect(await copiesOf(reader, book.id)).toHaveLength(1);
    // The same name with another book is another act.
    const other = await buildBook();
    const elsewhere = await actOnce(reader, { ...sent, act: { ...sent.act, isbn: other.isbn } });
    expect([elsewhere, (await copiesOf(reader, other.id)).length]).toMatchObject([{ ok: true }, 1]);
    // Another reader's act of the same name is another act.
    const stranger = await buildUser();
    expect(await actOnce(stranger, sent)).toMatchObject({ ok: false, reason: "place_not_found" });
  });
});

describe("an act that was refused", () => {
  it("is done when it is sent again and its cause is gone", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const made = await createCollection(reader, { name: "Sea", icon: "🌊" });
    if (!made.ok) throw new Error(made.reason);
    const collectionId = made.collection.id;
    await deleteCollection(reader, { collectionId });
    const sent = {
      actId: "b1b2c3d4e5f6a7b8",
      act: actInput.parse({ ...ADD, day: DAY, isbn: book.isbn, collectionId }),
    };
    expect(await actOnce(reader, sent)).toMatchObject({ ok: false, reason: "collection_not_found" });
    await restoreCollection(reader, { collectionId });
    expect(await actOnce(reader, sent)).toMatchObject({ ok: true, tone: "done" });
  });
});

describe("an undo whose answer got lost", () => {
  it("says the second time what it would have said the first", async () => {
    const { reader, placeId } = await buildShelf();
    const attic = await makePlace(reader, "Attic");
    const [book, moved] = [await buildBook(), await buildBook()];
    const made = await createCollection(reader, { name: "Sea", icon: "🌊" });
    if (!made.ok) throw new Error(made.reason);
    const added = await act(reader, { ...ADD, isbn: book.isbn, collectionId: made.collection.id, owns: true });
    await ownCopy(reader, moved.isbn, { placeId: attic });
    const move = await act(reader, { mode: "move", isbn: moved.isbn, placeId });
    for (const one of [added, move])
      for (let times = 0; times < 2; times++) expect(await undo(reader, one)).toEqual({ ok: true, stayed: 0 });
    expect(await copiesOf(reader, book.id)).toEqual([]);
    expect(await copiesOf(reader, moved.id)).toMatchObject([{ placeId: attic }]);
  });

  it("of a move says that it did nothing where the copy was moved on", async () => {
    const { reader, placeId } = await buildShelf();
    const [attic, cellar] = [await makePlace(reader, "Attic"), await makePlace(reader, "Cellar")];
    const book = await buildBook();
    await ownCopy(reader, book.isbn, { placeId: attic });
    const move = await act(reader, { mode: "move", isbn: book.isbn, placeId });
    const [copy] = await copiesOf(reader, book.id);
    await moveCopies(reader, { copyIds: [copy?.id ?? 0], placeId: cellar });
    expect(await undo(reader, move)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await copiesOf(reader, book.id)).toMatchObject([{ placeId: cellar }]);
  });
});

describe("an undo that comes late", () => {
  it("leaves a copy of which its owner has said more since, and says so", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    const added = await act(reader, { ...ADD, isbn: book.isbn, owns: true });
    const [copy] = await copiesOf(reader, book.id);
    await updateCopy(reader, { ...NO_DETAILS, copyId: copy?.id ?? 0, notes: "From my aunt" });
    expect(await undo(reader, added)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await copiesOf(reader, book.id)).toMatchObject([{ notes: "From my aunt" }]);
  });
});

describe("asking whether one owns it", () => {
  it("says where it stands and what one thought of it, and changes nothing", async () => {
    const [{ reader, placeId }, book] = [await buildShelf(), await buildBook()];
    await ownCopy(reader, book.isbn, { placeId });
    await setStatus(reader, { isbn: book.isbn, status: "read", day: DAY, rating: 4.5 });
    expect(await act(reader, { mode: "own", isbn: book.isbn })).toMatchObject({
      ...{ tone: "present", undo: [], offer: null },
      said: "You own this: B3 · You have read it · 4.5 of 5 stars",
    });
  });

  it("tells another edition from the very book, and offers to want what is not there", async () => {
    const reader = await buildUser();
    const mine = await buildBook();
    const other = await buildBook({ workId: mine.workId });
    await ownCopy(reader, mine.isbn);
    expect(await act(reader, { mode: "own", isbn: other.isbn })).toMatchObject({
      ...{ tone: "alert", said: "You own another edition", offer: null },
    });
    const foreign = await buildBook();
    const answer = await act(reader, { mode: "own", isbn: foreign.isbn });
    expect(answer).toMatchObject({ tone: "done", said: "You do not own this", offer: { label: "Want to read" } });
    await act(reader, { ...answer.offer?.act });
    expect((await getReaderWork(reader.id, foreign.workId))?.status).toBe("want");
  });
});

describe("the list of what to read", () => {
  it("takes a book, says so of one that stands at home, and lets it go again", async () => {
    const [reader, book] = [await buildUser(), await buildBook()];
    await ownCopy(reader, book.isbn);
    const wanted = await act(reader, { mode: "want", isbn: book.isbn });
    expect(wanted).toMatchObject({ tone: "alert", said: "On your list to read now · You own this" });
    await undo(reader, wanted);
    expect(await getReaderWork(reader.id, book.workId)).toBeUndefined();
  });
});

describe("moving what is scanned", () => {
  it("puts the copy onto the shelf and back", async () => {
    const [{ reader, placeId }, book] = [await buildShelf(), await buildBook()];
    const attic = await makePlace(reader, "Attic");
    await ownCopy(reader, book.isbn, { placeId: attic });
    const moved = await act(reader, { mode: "move", isbn: book.isbn, placeId });
    expect(moved).toMatchObject({ tone: "done", said: "Moved to B3" });
    expect(await copiesOf(reader, book.id)).toMatchObject([{ placeId }]);
    expect(await act(reader, { mode: "move", isbn: book.isbn, placeId })).toMatchObject({ tone: "present", undo: [] });
    await undo(reader, moved);
    expect(await copiesOf(reader, book.id)).toMatchObject([{ placeId: attic }]);
  });
});

describe("checking a shelf", () => {
  const see = (actor: Actor, placeId: number, isbn: string, more: Partial<Extract<ActInput, { mode: "check" }>> = {}) =>
    act(actor, { mode: "check", placeId, isbn, begins: true, ...more });
  const seenAtOf = async (copyId = 0) =>
    (await db.select({ seenAt: copies.seenAt }).from(copies).where(eq(copies.id, copyId)))[0]?.seenAt;
  const checkOf = async (reader: Actor, placeId: number) => {
    const libraryId = await libraryOf(reader);
    const check = await getCheck({ libraryId, placeId });
    if (!check) throw new Error("there is no check");
    const { missing, astray } = await listFindings({ libraryId, placeId }, reader.id, check);
    const titles = (found: { book: { isbn: string } }[]) => found.map(({ book }) => book.isbn).toSorted();
    return { ...check, missing: titles(missing), astray: titles(astray) };
  };

  it("finds what is missing, what belongs elsewhere and what is new, counting equal copies one by one", async () => {
    const { reader, placeId } = await buildShelf();
    const row = await makePlace(reader, "Upper row", placeId);
    const attic = await makePlace(reader, "Attic");
    const [twice, below, missing, stray, foreign] = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
    if (!twice || !below || !missing || !stray || !foreign) throw new Error("no books");
    await ownCopy(reader, twice.isbn, { placeId });
    await ownCopy(reader, twice.isbn, { placeId });
    await ownCopy(reader, below.isbn, { placeId: row });
    await ownCopy(reader, missing.isbn, { placeId });
    await ownCopy(reader, stray.isbn, { placeId: attic });

    expect(await see(reader, placeId, twice.isbn)).toMatchObject({
      ...{ tone: "done", counts: { expected: 4, seen: 1, astray: 0 } },
    });
    expect(await see(reader, placeId, twice.isbn)).toMatchObject({ tone: "done", counts: { seen: 2 } });
    expect(await see(reader, placeId, twice.isbn)).toMatchObject({ tone: "present", said: "Seen already", undo: [] });
    expect(await see(reader, placeId, below.isbn)).toMatchObject({ tone: "done", counts: { seen: 3 } });
    expect(await see(reader, placeId, stray.isbn)).toMatchObject({
      ...{ tone: "alert", said: "Belongs in Attic", counts: { seen: 3, astray: 1 } },
      offer: { label: "It belongs here" },
    });
    expect(await see(reader, placeId, foreign.isbn)).toMatchObject({ tone: "alert", said: "Not among your books" });
    expect(await checkOf(reader, placeId)).toMatchObject({
      ...{ isUnderWay: true, expected: 4, seen: 3, missing: [missing.isbn], astray: [stray.isbn] },
    });

    const ended = await endCheck(reader, { placeId });
    if (!ended.ok) throw new Error(ended.reason);
    // What comes later was not looked for.
    await ownCopy(reader, foreign.isbn, { placeId });
    expect(await checkOf(reader, placeId)).toMatchObject({
      ...{ isUnderWay: false, expected: 4, seen: 3, missing: [missing.isbn] },
    });
    for (let times = 0; times < 2; times++) expect(await reopenCheck(reader, ended.undo)).toEqual({ ok: true });
    expect(await checkOf(reader, placeId)).toMatchObject({ isUnderWay: true, expected: 5 });
    // Another check that began and ended since is not the one that this undo is about.
    const again = await endCheck(reader, { placeId });
    await see(reader, placeId, missing.isbn);
    expect(await reopenCheck(reader, ended.undo)).toMatchObject({ ok: false, reason: "changed_since" });
    if (!again.ok) throw new Error(again.reason);
    expect(await reopenCheck(reader, again.undo)).toMatchObject({ ok: false, reason: "changed_since" });
    await endCheck(reader, { placeId });
    expect(await reopenCheck(reader, again.undo)).toMatchObject({ ok: false, reason: "changed_since" });
    expect(await checkOf(reader, placeId)).toMatchObject({ isUnderWay: false });
  });

  it("takes in what belongs here from now on, and undoes that with the seeing", async () => {
    const { reader, placeId } = await buildShelf();
    const attic = await makePlace(reader, "Attic");
    const [stray, foreign] = [await buildBook(), await buildBook()];
    await ownCopy(reader, stray.isbn, { placeId: attic });
    const found = await see(reader, placeId, stray.isbn);
    const taken = await act(reader, { ...found.offer?.act });
    expect(taken).toMatchObject({ tone: "done", said: "Moved to B3", counts: { expected: 1, seen: 1, astray: 0 } });
    await undo(reader, taken);
    expect(await copiesOf(reader, stray.id)).toMatchObject([{ placeId: attic }]);
    // That book alone had begun the check.
    await undo(reader, found);
    expect(await getCheck({ libraryId: await libraryOf(reader), placeId })).toBeUndefined();

    const added = await act(reader, { ...(await see(reader, placeId, foreign.isbn)).offer?.act });
    expect(added).toMatchObject({ tone: "done", said: "Yours now, in B3", counts: { expected: 1, seen: 1 } });
    await undo(reader, added);
    expect(await copiesOf(reader, foreign.id)).toEqual([]);
  });

  it("begins anew after it has ended: what was seen the last time is to be seen again", async () => {
    const { reader, placeId } = await buildShelf();
    const book = await buildBook();
    await ownCopy(reader, book.isbn, { placeId });
    const seen = await see(reader, placeId, book.isbn);
    await undo(reader, seen);
    expect(await getCheck({ libraryId: await libraryOf(reader), placeId })).toBeUndefined();
    await see(reader, placeId, book.isbn);
    await endCheck(reader, { placeId });
    expect(await endCheck(reader, { placeId })).toMatchObject({ ok: false, reason: "not_under_way" });
    expect(await see(reader, placeId, book.isbn)).toMatchObject({ tone: "done", counts: { expected: 1, seen: 1 } });
  });

  it("leaves an ended check as it ended: a book that comes late begins none, and stands here all the same", async () => {
    const { reader, placeId } = await buildShelf();
    const [here, late] = [await buildBook(), await buildBook()];
    await ownCopy(reader, here.isbn, { placeId });
    const found = await see(reader, placeId, late.isbn);
    await see(reader, placeId, here.isbn);
    await endCheck(reader, { placeId });
    const ended = await checkOf(reader, placeId);
    const tooLate = { mode: "check", placeId, isbn: late.isbn, begins: false, day: DAY };
    expect(await actOnScan(reader, actInput.parse(tooLate))).toMatchObject({ ok: false, reason: "check_ended" });
    expect(await act(reader, { ...found.offer?.act })).toMatchObject({ tone: "done", said: "Yours now, in B3" });
    const { beganAt, checkedAt, isUnderWay } = await checkOf(reader, placeId);
    expect({ beganAt, checkedAt, isUnderWay }).toEqual({
      ...{ beganAt: ended.beganAt, checkedAt: ended.checkedAt, isUnderWay: false },
    });

    // A single book by mistake, undone: the result of the check before is there again.
    const slip = await see(reader, placeId, here.isbn);
    expect(await checkOf(reader, placeId)).toMatchObject({ isUnderWay: true });
    await undo(reader, slip);
    expect(await checkOf(reader, placeId)).toMatchObject({ isUnderWay: false, beganAt: ended.beganAt, seen: 1 });
  });

  it("keeps what an ended check was of: what is moved there later was not looked for, what is moved away and back was", async () => {
    const { reader, placeId } = await buildShelf();
    const row = await makePlace(reader, "Upper row", placeId);
    const attic = await makePlace(reader, "Attic");
    const [here, missing, moved, carried] = await Promise.all(Array.from({ length: 4 }, () => buildBook()));
    if (!here || !missing || !moved || !carried) throw new Error("no books");
    await ownCopy(reader, here.isbn, { placeId });
    const missingId = await ownCopy(reader, missing.isbn, { placeId });
    const movedId = await ownCopy(reader, moved.isbn, { placeId: attic });
    const box = await makePlace(reader, "Box", attic);
    await ownCopy(reader, carried.isbn, { placeId: box });
    await see(reader, placeId, here.isbn);
    await endCheck(reader, { placeId });
    const asItEnded = { isUnderWay: false, expected: 2, seen: 1, missing: [missing.isbn] };
    expect(await checkOf(reader, placeId)).toMatchObject(asItEnded);

    // A copy of long ago that comes later, one that is even seen there later, and a box with what is in it.
    await moveCopies(reader, { copyIds: [movedId], placeId: row });
    expect(await checkOf(reader, placeId)).toMatchObject(asItEnded);
    await see(reader, row, moved.isbn);
    expect(await checkOf(reader, placeId)).toMatchObject(asItEnded);
    await updatePlace(reader, { placeId: box, name: "Box", kind: "box", parentId: placeId });
    expect(await checkOf(reader, placeId)).toMatchObject(asItEnded);

    const away = await moveCopies(reader, { copyIds: [missingId], placeId: attic });
    if (!away.ok) throw new Error(away.reason);
    expect(await checkOf(reader, placeId)).toMatchObject({ expected: 1, seen: 1, missing: [] });
    await putBack(reader, away.undo);
    expect(await checkOf(reader, placeId)).toMatchObject(asItEnded);

    // The next check looks for all of them.
    expect(await see(reader, placeId, here.isbn)).toMatchObject({ counts: { expected: 4, seen: 1 } });
    await endCheck(reader, { placeId });
    expect(await checkOf(reader, placeId)).toMatchObject({ expected: 4, seen: 1 });
  });

  it("still looks for a copy that was in hand before another shelf meanwhile", async () => {
    const { reader, placeId } = await buildShelf();
    const other = await makePlace(reader, "C1");
    const [here, strayed] = [await buildBook(), await buildBook()];
    await ownCopy(reader, here.isbn, { placeId });
    await ownCopy(reader, strayed.isbn, { placeId });
    await see(reader, placeId, here.isbn);
    await see(reader, other, strayed.isbn);
    expect(await checkOf(reader, placeId)).toMatchObject({ seen: 1, missing: [strayed.isbn] });
    expect(await see(reader, placeId, strayed.isbn)).toMatchObject({ tone: "done", counts: { seen: 2 } });
  });

  it("is joined by another member, and closed to strangers", async () => {
    const { reader, placeId } = await buildShelf();
    const [ben, stranger] = [await buildUser(), await buildUser()];
    await liveTogether(reader, ben);
    const [one, two] = [await buildBook(), await buildBook()];
    await ownCopy(reader, one.isbn, { placeId });
    await ownCopy(ben, two.isbn, { placeId });
    await see(reader, placeId, two.isbn);
    expect(await see(ben, placeId, one.isbn)).toMatchObject({ counts: { expected: 2, seen: 2 } });
    const refused = await actOnScan(
      stranger,
      actInput.parse({ mode: "check", placeId, isbn: one.isbn, day: DAY, takes: true }),
    );
    expect(refused).toMatchObject({ ok: false, reason: "place_not_found" });
    const copy = (await copiesOf(reader, one.id))[0];
    await undoAct(stranger, {
      steps: [
        {
          kind: "seen",
          copy: {
            id: copy?.id ?? 0,
            seenAt: null,
            seenPlaceId: null,
            leftAt: (await seenAtOf(copy?.id)) ?? new Date(),
          },
          began: { placeId, at: (await checkOf(reader, placeId)).beganAt, beganAt: null },
        },
        { kind: "copy", copyId: copy?.id ?? 0, placeId },
      ],
    });
    expect(await checkOf(reader, placeId)).toMatchObject({ seen: 2 });
    expect(await moveCopies(ben, { copyIds: [copy?.id ?? 0], placeId: null })).toMatchObject({ ok: true });
    expect(await checkOf(reader, placeId)).toMatchObject({ expected: 1, seen: 1 });
  });
});
