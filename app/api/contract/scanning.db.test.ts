import { beforeAll, describe, expect, it } from "vitest";
import { callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const day = new Date().toISOString().slice(0, 10);
const UNKNOWN = "9780000000002";
const NOWHERE = 2_000_000_000;

async function newReader() {
  const reader = await readerOfApi();
  const call = callsOf(reader);
  const act = (one: object, actId = newId().replaceAll("-", "")) =>
    call("POST", "/scanning/acts", { act_id: actId, act: { day, ...one } });
  const undo = (steps: unknown) => call("POST", "/scanning/acts/undo", { steps });
  return { ...reader, call, act, undo };
}
type Reader = Awaited<ReturnType<typeof newReader>>;

async function homeOf({ call, username }: Reader) {
  const collection = await call("POST", `/collections/${username}`, { name: "Sea", icon: "🌊" });
  const place = await call("POST", "/places", { name: "Shelf", kind: "shelf" });
  return { collectionId: collection.body.id as number, placeId: place.body.id as number };
}

const shownOf = async ({ call }: Reader, isbn: string) =>
  (await call("GET", "/shelf/books")).body.books.find((book: { isbn: string }) => book.isbn === isbn);

describe("what is done with scanned books over the API", () => {
  it("is added with all that was asked for, once, and undone step by step", async () => {
    const reader = await newReader();
    const { collectionId, placeId } = await homeOf(reader);
    const { isbn } = await buildBook();
    const add = {
      ...{ mode: "add", isbn, collection_id: collectionId, place_id: placeId },
      ...{ owns: true, status: "read" },
    };
    const actId = newId().replaceAll("-", "");
    const done = await reader.act(add, actId);
    expect(done).toMatchObject({ status: 200, body: { tone: "done", offer: null } });
    expect(done.body.undo.map(({ kind }: { kind: string }) => kind)).toEqual(["status", "copy", "collection"]);
    expect(await shownOf(reader, isbn)).toMatchObject({ status: "read", is_owned: true });
    // What is sent again is not done again, and answered with the undo all the same.
    expect(await reader.act(add, actId)).toEqual(done);
    expect((await reader.call("GET", `/copies?isbn=${isbn}`)).body.copies).toHaveLength(1);
    const again = await reader.act(add);
    expect(again.body).toMatchObject({ tone: "present", undo: [], offer: { act: { ...add, is_another: true, day } } });

    expect(await reader.undo(done.body.undo)).toEqual({ status: 200, body: { stayed: 0 } });
    expect(await shownOf(reader, isbn)).toBeUndefined();
    // Sent again, as its answer was lost: all is as before already.
    expect(await reader.undo(done.body.undo)).toEqual({ status: 200, body: { stayed: 0 } });
    // The offer is an act as it stands.
    expect((await reader.act(again.body.offer.act)).body.tone).toBe("done");
  });

  it("is only said, wanted, or moved", async () => {
    const reader = await newReader();
    const { placeId } = await homeOf(reader);
    const { isbn } = await buildBook();
    const own = await reader.act({ mode: "own", isbn });
    expect(own.body).toEqual({
      ...{ tone: "done", said: "You do not own this", undo: [] },
      offer: { label: "Want to read", act: { mode: "want", isbn, day } },
    });
    const wanted = await reader.act(own.body.offer.act);
    expect(wanted.body).toMatchObject({ tone: "done", undo: [{ kind: "status" }] });
    const moved = await reader.act({ mode: "move", isbn, place_id: placeId });
    expect(moved.body).toMatchObject({ tone: "done", said: "Yours now, in Shelf", undo: [{ kind: "copy" }] });
    expect((await reader.undo([...moved.body.undo, ...wanted.body.undo])).body).toEqual({ stayed: 0 });
    expect(await shownOf(reader, isbn)).toBeUndefined();
  });

  it("is seen in a check, which the undo takes back with the check that it began", async () => {
    const reader = await newReader();
    const { placeId } = await homeOf(reader);
    const { isbn } = await buildBook();
    await reader.call("POST", "/copies", { isbn, place_id: placeId });
    const check = { mode: "check", isbn, place_id: placeId };
    expect(await reader.act(check)).toEqual(refused(409, "check_ended"));
    const seen = await reader.act({ ...check, begins: true });
    const counts = { place_id: placeId, expected: 1, seen: 1, astray: 0 };
    expect(seen).toMatchObject({ status: 200, body: { tone: "done", counts, undo: [{ kind: "seen" }] } });
    expect((await reader.undo(seen.body.undo)).body).toEqual({ stayed: 0 });
    expect((await reader.call("GET", `/places/${placeId}/check`)).body.check).toBeNull();
    expect(await reader.undo(seen.body.undo)).toEqual(refused(409, "changed_since"));
  });

  it("is refused where there is no such book, collection or place, or the act is none", async () => {
    const [reader, other] = [await newReader(), await newReader()];
    const { collectionId, placeId } = await homeOf(other);
    const { isbn } = await buildBook();
    const add = { mode: "add", isbn, collection_id: null, place_id: null, owns: false, status: null };
    expect(await reader.act({ mode: "own", isbn: UNKNOWN })).toEqual(refused(404, "book_not_found"));
    expect(await reader.act({ ...add, collection_id: collectionId })).toEqual(refused(404, "collection_not_found"));
    expect(await reader.act({ ...add, place_id: placeId })).toEqual(refused(404, "place_not_found"));
    expect(await reader.act({ mode: "move", isbn, place_id: NOWHERE })).toEqual(refused(404, "place_not_found"));
    expect(await reader.act({ mode: "eat", isbn })).toEqual(refused(400, "invalid_input"));
    expect(await reader.act({ mode: "own", isbn }, "short")).toEqual(refused(400, "invalid_input"));

    const theirs = await other.act({ ...add, collection_id: collectionId, place_id: placeId });
    expect((await reader.undo(theirs.body.undo)).status).toBe(404);
    expect(await shownOf(other, isbn)).toMatchObject({ is_owned: true });
  });
});
