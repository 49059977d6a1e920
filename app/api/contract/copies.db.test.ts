import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { COPY_NOTES_MAX } from "@/lib/copies/schema";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

async function newReader() {
  const reader = await readerOfApi();
  return { ...reader, call: callsOf(reader) };
}
type Reader = Awaited<ReturnType<typeof newReader>>;

const newPlace = async ({ call }: Reader, name: string, parentId: number | null = null): Promise<number> =>
  (await call("POST", "/places", { name, kind: "shelf", parent_id: parentId })).body.id;

const DONE = { status: 204, body: null };
const NO_COPY = refused(404, "copy_not_found");
const NO_PLACE = refused(404, "place_not_found");
const NO_BOOK = refused(404, "book_not_found");
const BAD = refused(400, "invalid_input");
const UNKNOWN = "9780000000002";
const NOWHERE = 2_000_000_000;

const details = {
  ...{ place_id: null, condition: "fine", acquired_on: "2020-02-29", acquired_from: "A stall" },
  ...{ price: 4.5, currency: "EUR", is_signed: true, notes: "Water\nstains" },
};

describe("copies over the API", () => {
  it("are added, read, changed, deleted and brought back by their owner", async () => {
    const { username, call } = await newReader();
    const { isbn } = await buildBook({ title: "Sea" });
    const added = await call("POST", "/copies", { isbn, ...details });
    const copy = {
      ...{ id: expect.any(Number), book_id: expect.any(Number), ...details, place: null },
      ...{ owner: username, is_mine: true, created_at: expect.stringMatching(/Z$/) },
    };
    expect(added).toEqual({ status: 201, body: { ...copy, book: expect.objectContaining({ isbn, title: "Sea" }) } });
    const at = `/copies/${added.body.id}`;
    expect(await call("GET", at)).toEqual({ ...added, status: 200 });
    expect(await call("GET", `/copies?isbn=${isbn}`)).toEqual({ status: 200, body: { copies: [copy] } });

    const said = { ...details, price: null, currency: null, notes: "" };
    const changed = await call("PUT", at, said);
    expect(changed).toEqual({ status: 200, body: { before: details } });
    expect((await call("GET", at)).body).toMatchObject({ ...said, notes: null });
    expect((await call("PUT", at, changed.body.before)).status).toBe(200);
    expect((await call("GET", at)).body).toEqual(added.body);

    const deleted = await call("DELETE", at);
    expect(await call("GET", at)).toEqual(NO_COPY);
    expect(await call("DELETE", at)).toEqual(NO_COPY);
    const back = await call("POST", "/copies/restore", deleted.body.undo);
    expect(back).toEqual({ status: 201, body: { ...added.body, id: expect.any(Number) } });
  });

  it("take all that there is to say and to take back, as any program writes it", async () => {
    const reader = await newReader();
    const { isbn } = await buildBook();
    const notes = "海".repeat(COPY_NOTES_MAX);
    // Many programs write JSON in ASCII alone.
    const text = JSON.stringify({ isbn, notes }).replaceAll("海", "\\u6d77");
    const added = await callApi("POST", "/api/v1/copies", { body: text, headers: reader.headers });
    const { id } = await added.json();
    expect([added.status, (await reader.call("GET", `/copies/${id}`)).body.notes]).toEqual([201, notes]);
    const deleted = await reader.call("DELETE", `/copies/${id}`);
    expect((await reader.call("POST", "/copies/restore", deleted.body.undo)).body.notes).toBe(notes);
    const moves = Array.from({ length: 5_000 }, (_, at) => [1_000_000_000 + at, null]);
    // Read whole, though none of them is there to be put back.
    expect(await reader.call("POST", "/copies/moves/undo", { moved_to: null, moves })).toEqual(
      refused(409, "changed_since"),
    );
  });

  it("are owned in one word, and each book so once", async () => {
    const { call } = await newReader();
    const { isbn } = await buildBook();
    const owned = await call("POST", "/copies/own", { isbn });
    expect(owned).toMatchObject({ status: 201, body: { price: null, is_signed: false, notes: null } });
    expect(await call("POST", "/copies/own", { isbn })).toEqual(refused(409, "already_owned"));
    // On purpose, and without a word more than there is to say.
    expect((await call("POST", "/copies", { isbn })).status).toBe(201);
    expect((await call("GET", `/copies?isbn=${isbn}`)).body.copies).toHaveLength(2);
  });

  it("are refused where book, place or words are wrong, and are nobody else's", async () => {
    const [reader, other] = [await newReader(), await newReader()];
    const { isbn } = await buildBook();
    const { call } = reader;
    expect(await call("POST", "/copies", { isbn: UNKNOWN })).toEqual(NO_BOOK);
    expect(await call("POST", "/copies/own", { isbn: UNKNOWN })).toEqual(NO_BOOK);
    expect(await call("GET", `/copies?isbn=${UNKNOWN}`)).toEqual(NO_BOOK);
    expect(await call("GET", "/copies")).toEqual(BAD);
    expect(await call("POST", "/copies", { isbn, price: 4 })).toEqual(BAD);
    const theirs = await newPlace(other, "Theirs");
    expect(await call("POST", "/copies", { isbn, place_id: theirs })).toEqual(NO_PLACE);

    const { id } = (await call("POST", "/copies", { isbn })).body;
    expect(await call("PUT", `/copies/${id}`, { ...details, place_id: theirs })).toEqual(NO_PLACE);
    expect(await call("PUT", `/copies/${id}`, { is_signed: true })).toEqual(BAD);
    expect(await other.call("GET", `/copies/${id}`)).toEqual(NO_COPY);
    expect(await other.call("PUT", `/copies/${id}`, details)).toEqual(NO_COPY);
    expect(await other.call("DELETE", `/copies/${id}`)).toEqual(NO_COPY);
    expect((await other.call("GET", `/copies?isbn=${isbn}`)).body).toEqual({ copies: [] });
    expect(await call("POST", "/copies/restore", { ...details, created_at: new Date(), book_id: NOWHERE })).toEqual(
      NO_BOOK,
    );
  });

  it("are put into a place, each or all, and back by the undo that was answered", async () => {
    const reader = await newReader();
    const { call } = reader;
    const books = [await buildBook({ title: "A" }), await buildBook({ title: "B" })];
    const ids: number[] = [];
    for (const { isbn } of books) ids.push((await call("POST", "/copies", { isbn })).body.id);
    const [room, shelf] = [await newPlace(reader, "Room"), await newPlace(reader, "Shelf")];
    const at = async (place: number | string) =>
      (await call("GET", `/places/${place}/copies`)).body.copies.map(({ id }: { id: number }) => id);

    const moved = await call("POST", "/copies/moves", { copy_ids: ids, place_id: room });
    expect(moved).toEqual({
      status: 200,
      body: { moved: 2, undo: { moved_to: room, moves: ids.map((id) => [id, null]) } },
    });
    expect([await at(room), await at("nowhere")]).toEqual([ids, []]);
    const all = await call("POST", "/copies/moves/all", { from_id: room, place_id: shelf });
    expect(all.body.moved).toBe(2);
    expect(await at(shelf)).toEqual(ids);
    expect(await call("POST", "/copies/moves/undo", all.body.undo)).toEqual(DONE);
    expect(await at(room)).toEqual(ids);
    expect(await call("POST", "/copies/moves/undo", moved.body.undo)).toEqual(DONE);
    expect(await at("nowhere")).toEqual(ids);

    expect(await call("POST", "/copies/moves", { copy_ids: [], place_id: room })).toEqual(BAD);
    const other = await newReader();
    expect(await other.call("POST", "/copies/moves", { copy_ids: ids, place_id: room })).toEqual(NO_PLACE);
    expect(await other.call("POST", "/copies/moves/all", { from_id: room, place_id: null })).toEqual(NO_PLACE);
    const theirs = await newPlace(other, "Theirs");
    const stolen = await other.call("POST", "/copies/moves", { copy_ids: ids, place_id: theirs });
    expect(stolen.body.moved).toBe(0);
    expect(await at("nowhere")).toEqual(ids);
  });
});

describe("places over the API", () => {
  it("are a tree that says what stands where, page after page", async () => {
    const reader = await newReader();
    const { call } = reader;
    expect((await call("GET", "/places")).body).toEqual({
      places: [],
      nowhere: 0,
      totals: { copies: 0, books: 0, worth: [] },
    });
    expect(await call("GET", "/places/nowhere/copies")).toEqual({
      status: 200,
      body: { copies: [], next_cursor: null },
    });
    const made = await call("POST", "/places", { name: "Room", kind: "room" });
    expect(made).toEqual({
      status: 201,
      body: {
        ...{ id: expect.any(Number), parent_id: null, kind: "room", name: "Room", words: "Room", own: 0, total: 0 },
        code: expect.stringMatching(/^[2-9a-z]{8}$/),
        label_url: expect.stringMatching(/\/p\/[2-9a-z]{8}$/),
      },
    });
    const room = made.body.id;
    const shelf = await newPlace(reader, "Shelf 2", room);
    const titles = ["A", "B", "C"];
    for (const title of titles) {
      const { isbn } = await buildBook({ title });
      await call("POST", "/copies", { isbn, place_id: title === "A" ? room : shelf, price: 2, currency: "EUR" });
    }
    const all = (await call("GET", "/places")).body;
    expect(all).toMatchObject({
      places: [
        { id: room, own: 1, total: 3 },
        { id: shelf, parent_id: room, words: "Room, Shelf 2", own: 2, total: 2 },
      ],
      totals: { copies: 3, books: 3, worth: [{ currency: "EUR", sum: 6, copies: 3 }] },
    });
    expect((await call("GET", `/places/${shelf}`)).body).toEqual(all.places[1]);
    const byLabel = await call("GET", `/places?code=${all.places[1].code}`);
    expect(byLabel.body.places).toEqual([all.places[1]]);
    expect(await call("GET", "/places?code=1")).toEqual(BAD);

    const first = (await call("GET", `/places/${room}/copies?limit=2`)).body;
    expect(first.copies.map(({ book }: { book: { title: string } }) => book.title)).toEqual(["A", "B"]);
    const second = (await call("GET", `/places/${room}/copies?limit=2&cursor=${first.next_cursor}`)).body;
    expect([second.copies.length, second.next_cursor]).toEqual([1, null]);
    expect((await call("GET", `/places/${shelf}/copies`)).body.copies).toHaveLength(2);

    const other = await newReader();
    expect(await other.call("GET", `/places/${room}`)).toEqual(NO_PLACE);
    expect(await other.call("GET", `/places/${room}/copies`)).toEqual(NO_PLACE);
    expect(await call("GET", "/places/somewhere/copies")).toEqual(refused(404, "not_found"));
  });

  it("are renamed, put elsewhere, deleted with what is in them, and made again by the undo", async () => {
    const reader = await newReader();
    const { call } = reader;
    const [room, cellar] = [await newPlace(reader, "Room"), await newPlace(reader, "Cellar")];
    const shelf = await newPlace(reader, "Shelf", room);
    const { isbn } = await buildBook();
    const copy = (await call("POST", "/copies", { isbn, place_id: shelf })).body;
    const changed = await call("PUT", `/places/${shelf}`, { name: "Bookcase", kind: "shelf", parent_id: cellar });
    expect(changed).toEqual({ status: 200, body: { before: { name: "Shelf", kind: "shelf", parent_id: room } } });
    expect((await call("GET", `/copies/${copy.id}`)).body.place).toBe("Cellar, Bookcase");
    expect((await call("PUT", `/places/${shelf}`, changed.body.before)).status).toBe(200);
    expect((await call("GET", `/copies/${copy.id}`)).body).toEqual(copy);

    const before = (await call("GET", "/places")).body.places;
    const deleted = await call("DELETE", `/places/${room}`);
    expect(deleted.status).toBe(200);
    expect(await call("DELETE", `/places/${room}`)).toEqual(NO_PLACE);
    expect((await call("GET", `/copies/${copy.id}`)).body.place_id).toBeNull();
    const back = await call("POST", "/places/restore", deleted.body.undo);
    expect(back).toMatchObject({ status: 201, body: { name: "Room", total: 1 } });
    const after = (await call("GET", "/places")).body.places;
    const known = ({ name, code, total }: Record<string, unknown>) => ({ name, code, total });
    expect(after.map(known)).toEqual(before.map(known));
    expect((await call("GET", `/copies/${copy.id}`)).body.place).toBe("Room, Shelf");
  });

  it("are refused where the tree does not take them, and are nobody else's", async () => {
    const [reader, other] = [await newReader(), await newReader()];
    const { call } = reader;
    const room = await newPlace(reader, "Room");
    const put = { name: "Room", kind: "room", parent_id: null };
    expect(await call("POST", "/places", put)).toEqual(refused(409, "name_taken"));
    expect(await call("POST", "/places", { ...put, kind: "car" })).toEqual(BAD);
    expect(await call("POST", "/places", { ...put, parent_id: NOWHERE })).toEqual(NO_PLACE);
    let deepest = room;
    for (let level = 2; level <= 6; level++) deepest = await newPlace(reader, `Level ${level}`, deepest);
    expect(await call("POST", "/places", { ...put, parent_id: deepest })).toEqual(refused(422, "too_deep"));
    expect(await call("PUT", `/places/${room}`, { ...put, parent_id: deepest })).toEqual(refused(422, "in_itself"));
    expect(await other.call("PUT", `/places/${room}`, put)).toEqual(NO_PLACE);
    expect(await other.call("DELETE", `/places/${room}`)).toEqual(NO_PLACE);
    const gone = { key: 1, parent_key: null, name: newId(), kind: "box", code: "23456789" };
    const restore = (json: object) => other.call("POST", "/places/restore", json);
    expect(await restore({ parent_id: room, places: [gone], copies: [] })).toEqual(NO_PLACE);
    expect(await restore({ parent_id: null, places: [{ ...gone, parent_key: 7 }], copies: [] })).toEqual(BAD);
  });
});

describe("the check of a place over the API", () => {
  it("is read while books are seen, ended, and gone on with by the undo", async () => {
    const reader = await newReader();
    const { call } = reader;
    const [shelf, elsewhere] = [await newPlace(reader, "Shelf"), await newPlace(reader, "Elsewhere")];
    const [seen, missing, astray] = [
      await buildBook({ title: "Seen" }),
      await buildBook({ title: "Missing" }),
      await buildBook({ title: "Astray" }),
    ];
    for (const { isbn } of [seen, missing]) await call("POST", "/copies", { isbn, place_id: shelf });
    await call("POST", "/copies", { isbn: astray.isbn, place_id: elsewhere });
    const at = `/places/${shelf}/check`;
    expect(await call("GET", at)).toEqual({ status: 200, body: { check: null } });
    expect(await call("GET", `${at}/findings`)).toEqual({ status: 200, body: { missing: [], astray: [] } });
    expect(await call("POST", `${at}/end`)).toEqual(refused(409, "not_under_way"));
    const day = new Date().toISOString().slice(0, 10);
    for (const { isbn } of [seen, astray]) {
      const act = { mode: "check", isbn, day, place_id: shelf, begins: true };
      expect((await call("POST", "/scanning/acts", { act_id: newId().replaceAll("-", ""), act })).status).toBe(200);
    }
    const counts = { place_id: shelf, expected: 2, seen: 1, astray: 1 };
    const began = { began_at: expect.any(String), checked_at: null, is_under_way: true };
    expect((await call("GET", at)).body).toEqual({ check: { ...counts, ...began } });
    const found = (await call("GET", `${at}/findings`)).body;
    expect(found).toMatchObject({ missing: [{ book: { title: "Missing" } }], astray: [{ book: { title: "Astray" } }] });

    const ended = await call("POST", `${at}/end`);
    expect(ended).toEqual({ status: 200, body: { undo: { ended_at: expect.any(String), checked_at: null } } });
    expect((await call("GET", at)).body.check).toMatchObject({ is_under_way: false, checked_at: expect.any(String) });
    expect(await call("POST", `${at}/reopen`, ended.body.undo)).toEqual(DONE);
    expect((await call("GET", at)).body.check.is_under_way).toBe(true);
    // A second end knows of the first one only where that was not undone: the moment goes over the wire and back.
    await call("POST", `${at}/end`);
    expect(await call("POST", `${at}/reopen`, { checked_at: "yesterday" })).toEqual(BAD);

    const other = await newReader();
    for (const [method, path] of [
      ["GET", at],
      ["GET", `${at}/findings`],
      ["POST", `${at}/end`],
      ["POST", `${at}/reopen`],
    ] as const)
      expect(
        await other.call(method, path, method === "POST" ? { checked_at: null, ended_at: new Date() } : undefined),
      ).toEqual(NO_PLACE);
  });
});
