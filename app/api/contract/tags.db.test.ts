import { beforeAll, describe, expect, it } from "vitest";
import { callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { env } from "@/lib/platform/env";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

async function newReader() {
  const reader = await readerOfApi();
  return { ...reader, call: callsOf(reader) };
}
type Reader = Awaited<ReturnType<typeof newReader>>;

const NO_TAG = refused(404, "tag_not_found");
const UNKNOWN = "9780000000002";
type Tag = { id: number; name: string; count?: number };

const tagsOf = async ({ call }: Reader): Promise<Tag[]> => (await call("GET", "/tags")).body.tags;
const named = async (reader: Reader) => (await tagsOf(reader)).map(({ name, count }) => `${name} ${count}`);

describe("tags over the API", () => {
  it("are given and taken off, and a change is taken back by the undo that was answered", async () => {
    const reader = await newReader();
    const { call } = reader;
    const [a, b] = [await buildBook(), await buildBook()];
    const books = [a.isbn, b.isbn];
    const given = await call("POST", "/tags/changes", { books, add: ["sea", "#lent"] });
    expect(given).toMatchObject({ status: 200, body: { tags: [{ name: "sea" }, { name: "lent" }] } });
    expect(await named(reader)).toEqual(["lent 2", "sea 2"]);
    expect((await call("GET", `/book/${a.isbn}/tags`)).body.tags).toHaveLength(2);

    const taken = await call("POST", "/tags/changes", { books: [a.isbn], remove: ["sea"] });
    expect(await named(reader)).toEqual(["lent 2", "sea 1"]);
    const back = await call("POST", "/tags/changes/undo", taken.body.undo);
    expect(back.status).toBe(200);
    expect(await named(reader)).toEqual(["lent 2", "sea 2"]);
    expect((await call("POST", "/tags/changes/undo", back.body.undo)).status).toBe(200);
    expect(await named(reader)).toEqual(["lent 2", "sea 1"]);
    expect((await call("POST", "/tags/changes/undo", given.body.undo)).status).toBe(200);
    expect(await named(reader)).toEqual([]);

    const change = (json: object) => call("POST", "/tags/changes", json);
    expect(await change({ books: [UNKNOWN], add: ["sea"] })).toEqual(refused(404, "book_not_found"));
    expect(await change({ books: [], add: ["sea"] })).toEqual(refused(400, "invalid_input"));
    expect(await call("GET", `/book/${UNKNOWN}/tags`)).toEqual(refused(404, "book_not_found"));
  });

  it("are listed by name, page after page", async () => {
    const { call } = await newReader();
    const { isbn } = await buildBook();
    await call("POST", "/tags/changes", { books: [isbn], add: ["shore", "Ähre", "sea"] });
    const first = (await call("GET", "/tags?limit=2")).body;
    expect(first.tags.map(({ name }: Tag) => name)).toEqual(["Ähre", "sea"]);
    const second = (await call("GET", `/tags?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second).toEqual({ tags: [expect.objectContaining({ name: "shore", count: 1 })], next_cursor: null });
    expect((await call("GET", "/tags?limit=101")).status).toBe(400);
  });

  it("go on all that a query means or a collection holds", async () => {
    const reader = await newReader();
    const { call, username } = reader;
    const { id } = (await call("POST", `/collections/${username}`, { name: "Sea" })).body;
    for (const { isbn } of [await buildBook(), await buildBook()])
      await call("POST", `/collections/${username}/${id}/add`, { isbn });
    const all = { of: { collection_id: id }, after: 0, add: ["sea"] };
    const given = await call("POST", "/tags/changes/all", all);
    expect(given).toMatchObject({ status: 200, body: { count: 2, next: null } });
    expect(await named(reader)).toEqual(["sea 2"]);
    const lost = { of: { query: { tags: { all: ["sea"] } } }, after: 0, remove: ["sea"] };
    expect((await call("POST", "/tags/changes/all", lost)).body.count).toBe(2);
    expect(await named(reader)).toEqual([]);
    expect(await (await newReader()).call("POST", "/tags/changes/all", all)).toEqual(
      refused(404, "collection_not_found"),
    );
  });

  it("are renamed, become one, are deleted, and each of that is taken back", async () => {
    const reader = await newReader();
    const { call } = reader;
    const { isbn } = await buildBook();
    await call("POST", "/tags/changes", { books: [isbn], add: ["sea", "shore"] });
    const idOf = async (name: string) => (await tagsOf(reader)).find((tag) => tag.name === name)?.id;
    const undo = (body: { undo: unknown }) => call("POST", "/tags/changes/undo", body.undo);
    const query = { filter: { tags: { any: ["sea"] } } };
    const smart = (await call("POST", "/smart-collections", { name: "All", query })).body.id;
    const meant = async () => (await call("GET", `/smart-collections/${smart}/query`)).body.filter.tags.any;

    const renamed = await call("PATCH", `/tags/${await idOf("sea")}`, { name: "ocean" });
    expect(renamed).toMatchObject({ status: 200, body: { tag: { name: "ocean" }, is_merged: false } });
    expect([await named(reader), await meant()]).toEqual([["ocean 1", "shore 1"], ["ocean"]]);
    await undo(renamed.body);
    expect([await named(reader), await meant()]).toEqual([["sea 1", "shore 1"], ["sea"]]);

    const merged = await call("PATCH", `/tags/${await idOf("sea")}`, { name: "shore" });
    expect(merged).toMatchObject({ status: 200, body: { is_merged: true } });
    expect([await named(reader), await meant()]).toEqual([["shore 1"], ["shore"]]);
    await undo(merged.body);
    expect([await named(reader), await meant()]).toEqual([["sea 1", "shore 1"], ["sea"]]);

    const id = await idOf("sea");
    const other = await newReader();
    expect(await other.call("DELETE", `/tags/${id}`)).toEqual(NO_TAG);
    expect(await other.call("PATCH", `/tags/${id}`, { name: "x" })).toEqual(NO_TAG);
    expect(await call("PATCH", `/tags/${id}`, { name: "#" })).toEqual(refused(400, "invalid_input"));
    const deleted = await call("DELETE", `/tags/${id}`);
    expect(deleted).toMatchObject({ status: 200, body: { tag: { id, name: "sea" } } });
    expect(await call("DELETE", `/tags/${id}`)).toEqual(NO_TAG);
    await undo(deleted.body);
    expect(await named(reader)).toEqual(["sea 1", "shore 1"]);
  });
});
