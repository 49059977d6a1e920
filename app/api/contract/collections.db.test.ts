import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { carryOutMerge } from "@/lib/library/joining/commands";
import { env } from "@/lib/platform/env";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

async function newReader() {
  const reader = await readerOfApi();
  return { ...reader, call: callsOf(reader) };
}

async function newCollection({ username, headers }: ApiReader, name: string, ...isbns: string[]): Promise<number> {
  const call = callsOf({ headers });
  const made = await call("POST", `/collections/${username}`, { name });
  for (const isbn of isbns) await call("POST", `/collections/${username}/${made.body.id}/add`, { isbn });
  return made.body.id;
}

const DONE = { status: 204, body: null };
const NOT_FOUND = refused(404, "collection_not_found");
type Shown = { title: string; book_id: number; isbn: string; position: number; added_at: string };

describe("one collection", () => {
  it("says of itself what there is to say, to whoever sees it", async () => {
    const reader = await newReader();
    const id = await newCollection(reader, "Sea", (await buildBook()).isbn);
    const at = `/collections/${reader.username}/${id}`;
    expect(await reader.call("GET", at)).toEqual({
      status: 200,
      body: {
        ...{ id, name: "Sea", icon: "📚", description: "", owner: reader.username, is_smart: false, book_count: 1 },
        ...{ sort: "added", is_shared: false, created_at: expect.stringMatching(/Z$/) },
      },
    });
    const other = await newReader();
    expect(await other.call("GET", at)).toEqual(NOT_FOUND);
    expect(await reader.call("GET", `/collections/${other.username}/${id}`)).toEqual(NOT_FOUND);
  });

  it("is among those that can take a book, which say whether they have it", async () => {
    const reader = await newReader();
    const { isbn } = await buildBook();
    const [sea, shore] = [await newCollection(reader, "Sea"), await newCollection(reader, "Shore", isbn)];
    await reader.call("POST", "/smart-collections", { name: "All", query: { filter: {} } });
    const listed = await reader.call("GET", `/book/${isbn}/collections`);
    const own = { icon: "📚", owner: reader.username };
    expect(listed.status).toBe(200);
    expect(listed.body.collections).toHaveLength(2);
    expect(listed.body.collections).toEqual(
      expect.arrayContaining([
        { ...own, id: shore, name: "Shore", has_book: true },
        { ...own, id: sea, name: "Sea", has_book: false },
      ]),
    );
    expect(await reader.call("GET", "/book/9780000000002/collections")).toEqual(refused(404, "book_not_found"));
  });

  it("opens in the order that its owner says, moves its books, and takes a move back", async () => {
    const reader = await newReader();
    const books = [await buildBook({ title: "A" }), await buildBook({ title: "B" }), await buildBook({ title: "C" })];
    const id = await newCollection(reader, "Sea", ...books.map(({ isbn }) => isbn));
    const at = `/collections/${id}`;
    const shown = async (): Promise<Shown[]> => (await reader.call("GET", `${at}/books`)).body.books;
    const titles = async () => (await shown()).map(({ title }) => title).join("");
    expect(await reader.call("PUT", `${at}/sort`, { sort: "title" })).toEqual(DONE);
    expect(await titles()).toBe("ABC");
    expect(await reader.call("PUT", `${at}/sort`, { sort: "smell" })).toEqual(refused(400, "invalid_input"));

    const [a, b, c] = (await shown()).map((book) => book.book_id);
    const moved = await reader.call("POST", `${at}/books/move`, { book_id: c, place: { before: b } });
    expect(moved).toEqual({ status: 200, body: { undo: { after: b } } });
    expect(await titles()).toBe("ACB");
    expect((await reader.call("POST", `${at}/books/move`, { book_id: c, place: moved.body.undo })).status).toBe(200);
    expect(await titles()).toBe("ABC");
    const nowhere = { book_id: 2_000_000_000, place: "start" };
    expect(await reader.call("POST", `${at}/books/move`, nowhere)).toEqual(refused(404, "not_there"));
    const odd = { book_id: a, place: { beside: b } };
    expect(await reader.call("POST", `${at}/books/move`, odd)).toEqual(refused(400, "invalid_input"));
    const other = await newReader();
    expect(await other.call("POST", `${at}/books/move`, { book_id: a, place: "end" })).toEqual(NOT_FOUND);
    expect(await other.call("PUT", `${at}/sort`, { sort: "title" })).toEqual(NOT_FOUND);

    const [, second] = await shown();
    await reader.call("DELETE", `${at}/books/${second?.isbn}`);
    expect(await titles()).toBe("AC");
    expect(await reader.call("POST", `${at}/books/restore`, second)).toEqual(DONE);
    expect(await shown()).toContainEqual(second);
    expect(await titles()).toBe("ABC");
    expect(await other.call("POST", `${at}/books/restore`, second)).toEqual(NOT_FOUND);
    const unknown = { ...second, isbn: "9780000000002" };
    expect(await reader.call("POST", `${at}/books/restore`, unknown)).toEqual(refused(404, "book_not_found"));
  });

  it("is seen by whoever has its link, until that is ended, and again when that is taken back", async () => {
    const [reader, other] = [await newReader(), await newReader()];
    const id = await newCollection(reader, "Sea", (await buildBook({ title: "A" })).isbn);
    const at = `/collections/${id}/link`;
    expect(await reader.call("GET", at)).toEqual({ status: 200, body: { link: null } });
    const made = await reader.call("POST", at, { names_owner: false });
    const { token } = made.body.link;
    expect(made).toEqual({
      status: 201,
      body: {
        link: { token, url: `${env().web.appUrl}/shared/${token}`, names_owner: false, made_at: expect.any(String) },
        undo: null,
      },
    });
    expect((await reader.call("GET", at)).body.link).toEqual(made.body.link);
    const look = async (name: string) => {
      const response = await callApi("GET", `/api/v1/shared-collections/${name}`);
      return { status: response.status, body: await response.json() };
    };
    const seen = { name: "Sea", owner: null, book_count: 1, next_cursor: null, books: [{ title: "A" }] };
    expect(await look(token)).toMatchObject({ status: 200, body: seen });
    expect(await reader.call("PATCH", at, { names_owner: true })).toEqual(DONE);
    expect((await look(token)).body.owner).toBe(reader.username);

    const again = await reader.call("POST", at, { names_owner: true });
    expect(await look(token)).toEqual(NOT_FOUND);
    const ended = await reader.call("DELETE", at);
    expect(await look(again.body.link.token)).toEqual(NOT_FOUND);
    expect(await reader.call("POST", `${at}/restore`, { undo: again.body.undo })).toEqual(refused(409, "link_changed"));
    expect(await reader.call("POST", `${at}/restore`, { undo: "odd" })).toEqual(refused(409, "link_gone"));
    const back = await reader.call("POST", `${at}/restore`, ended.body);
    expect(back).toEqual({ status: 200, body: { link: again.body.link } });
    expect((await look(again.body.link.token)).status).toBe(200);
    expect((await reader.call("DELETE", at)).status).toBe(200);
    expect(await reader.call("DELETE", at)).toEqual({ status: 200, body: { undo: null } });

    for (const [method, path, json] of [
      ["GET", at],
      ["POST", at, { names_owner: true }],
      ["PATCH", at, { names_owner: true }],
      ["DELETE", at],
      ["POST", `${at}/restore`, ended.body],
    ] as const)
      expect(await other.call(method, path, json)).toEqual(NOT_FOUND);
    expect((await look("no-link-at-all")).status).toBe(404);
  });

  it("is shared with a household where there is one", async () => {
    const reader = await newReader();
    const id = await newCollection(reader, "Sea");
    const at = `/collections/${id}/household`;
    expect(await reader.call("PUT", at, { is_shared: false })).toEqual(DONE);
    expect(await reader.call("PUT", at, { is_shared: true })).toEqual(refused(409, "alone"));
    const link = (await reader.call("POST", "/household/invitations")).body.url;
    const [member, stranger] = [await newReader(), await newReader()];
    const secret = new URL(link).searchParams.get("link");
    expect(await member.call("POST", "/household/join", { secret })).toEqual(DONE);
    expect(await reader.call("PUT", at, { is_shared: true })).toEqual(DONE);
    expect(await member.call("PUT", at, { is_shared: false })).toEqual(NOT_FOUND);
    expect(await member.call("GET", `/collections/${reader.username}/${id}`)).toMatchObject({
      status: 200,
      body: { owner: reader.username, is_shared: true },
    });
    expect(await stranger.call("GET", `/collections/${reader.username}/${id}`)).toEqual(NOT_FOUND);
  });
});

describe("many books at once", () => {
  it("are moved, and moved back by the undo that was answered", async () => {
    const reader = await newReader();
    const books = [await buildBook({ title: "A" }), await buildBook({ title: "B" })];
    const [from, into] = [
      await newCollection(reader, "Sea", ...books.map(({ isbn }) => isbn)),
      await newCollection(reader, "Shore"),
    ];
    const shown = async (id: number): Promise<Shown[]> =>
      (await reader.call("GET", `/collections/${id}/books?sort=title`)).body.books;
    const before = await shown(from);
    const bookIds = before.map((book) => book.book_id);
    const lot = {
      take: { collection_id: from, book_ids: bookIds },
      put: { collection_id: into, books: bookIds.map((id) => ({ book_id: id })) },
    };
    const moved = await reader.call("POST", "/collection-lots", lot);
    expect(moved).toMatchObject({ status: 200, body: { taken: 2, added: 2, stayed: 0 } });
    expect([await shown(from), (await shown(into)).map(({ title }) => title)]).toEqual([[], ["A", "B"]]);
    const undone = await reader.call("POST", "/collection-lots", moved.body.undo);
    expect(undone).toMatchObject({ status: 200, body: { taken: 2, added: 2 } });
    expect([await shown(from), await shown(into)]).toEqual([before, []]);

    const other = await newReader();
    expect(await other.call("POST", "/collection-lots", lot)).toEqual(NOT_FOUND);
    expect(await reader.call("POST", "/collection-lots", {})).toEqual(refused(400, "invalid_input"));
    const same = { ...lot, put: { ...lot.put, collection_id: from } };
    expect(await reader.call("POST", "/collection-lots", same)).toEqual(refused(400, "invalid_input"));
  });

  it("are all that a query means or a collection holds", async () => {
    const reader = await newReader();
    const title = `Sea ${reader.username}`;
    const [book, more] = [await buildBook({ title }), await buildBook()];
    const [from, into] = [
      await newCollection(reader, "Sea", book.isbn, more.isbn),
      await newCollection(reader, "Shore"),
    ];
    const at = "/collection-lots/all";
    const query = { text: title };
    const done = await reader.call("POST", at, { of: { query }, after: 0, takes: false, into_id: into });
    expect(done).toMatchObject({ status: 200, body: { added: 1, taken: 0, count: 1, next: null } });
    const undo = { take: { collection_id: into, book_ids: [expect.any(Number)] } };
    expect(done.body.undo).toEqual(undo);
    const all = await reader.call("POST", at, { of: { collection_id: from }, after: 0, takes: true });
    expect(all).toMatchObject({ status: 200, body: { taken: 2, count: 2, next: null } });
    expect((await reader.call("POST", "/collection-lots", all.body.undo)).body.added).toBe(2);
    expect(await reader.call("POST", at, { of: { query }, after: 0, takes: true })).toEqual(
      refused(400, "invalid_input"),
    );
    const theirs = { of: { collection_id: from }, after: 0, takes: true };
    expect(await (await newReader()).call("POST", at, theirs)).toEqual(NOT_FOUND);
  });
});

describe("a collection that fills itself", () => {
  it("is made by a query, shows what that means, and is filled by another one", async () => {
    const reader = await newReader();
    const [a, b] = [await buildBook({ title: "Aa" }), await buildBook({ title: "Bb" })];
    await newCollection(reader, "Sea", a.isbn, b.isbn);
    const wanted = { name: "All", query: { filter: {}, sort: "title" } };
    const made = await reader.call("POST", "/smart-collections", wanted);
    expect(made).toEqual({ status: 201, body: { id: expect.any(Number), name: "All", icon: "📚" } });
    const { id } = made.body;
    const titles = async (query = "") =>
      (await reader.call("GET", `/collections/${id}/books${query}`)).body.books.map(({ title }: Shown) => title);
    expect(await titles()).toEqual(["Aa", "Bb"]);
    expect(await titles("?sort=added")).toEqual(["Bb", "Aa"]);
    expect(await titles("?sort=hand&limit=1")).toEqual(["Aa"]);
    const [first] = (await reader.call("GET", `/collections/${id}/books`)).body.books;
    expect(first).toMatchObject({ added_at: null, position: null, book_id: expect.any(Number) });
    expect((await reader.call("GET", `/collections/${reader.username}/${id}`)).body.book_count).toBeNull();

    const at = `/smart-collections/${id}/query`;
    const kept = await reader.call("GET", at);
    expect(kept).toMatchObject({ status: 200, body: { sort: "title", filter: { text: "", tags: { all: [] } } } });
    const narrower = { ...kept.body, filter: { ...kept.body.filter, text: "Bb" } };
    expect(await reader.call("PUT", at, narrower)).toEqual(DONE);
    expect(await titles()).toEqual(["Bb"]);
    expect((await reader.call("GET", at)).body).toEqual(narrower);

    const tags = Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(200, "x"));
    const widest = { ...narrower, filter: { tags: { all: tags, any: tags, none: tags } } };
    expect(await reader.call("PUT", at, widest)).toEqual(DONE);
    expect((await reader.call("GET", at)).body.filter.tags).toEqual(widest.filter.tags);

    expect(await reader.call("POST", "/smart-collections", wanted)).toEqual(refused(409, "name_taken"));
    const odd = { filter: {}, sort: "smell" };
    expect(await reader.call("PUT", at, odd)).toEqual(refused(400, "invalid_input"));
    expect(await reader.call("POST", `/collections/${id}/link`, { names_owner: true })).toEqual(
      refused(422, "fills_itself"),
    );
    expect(await reader.call("PUT", `/collections/${id}/household`, { is_shared: true })).toEqual(
      refused(422, "fills_itself"),
    );
    const other = await newReader();
    for (const [method, path] of [
      ["GET", at],
      ["PUT", at],
      ["GET", `/collections/${id}/books`],
    ] as const)
      expect(await other.call(method, path, method === "PUT" ? narrower : undefined)).toEqual(NOT_FOUND);
    const byHand = await newCollection(reader, "By hand");
    expect(await reader.call("GET", `/smart-collections/${byHand}/query`)).toEqual(NOT_FOUND);
  });
});

describe("a merge", () => {
  it("is looked at, asked for, listed and taken back", async () => {
    const reader = await newReader();
    const [a, b] = [await buildBook({ title: "A" }), await buildBook({ title: "B" })];
    const kept = await newCollection(reader, "Sea", a.isbn, b.isbn);
    const gone = await newCollection(reader, "Shore", b.isbn);
    const preview = `/collection-merges/preview?kept_id=${kept}&gone_id=${gone}`;
    const alone = { is_linked: false, is_shared: false };
    expect(await reader.call("GET", preview)).toEqual({
      status: 200,
      body: { kept: { book_count: 2, ...alone }, gone: { book_count: 1, ...alone }, in_both: 1 },
    });
    const both = { kept_id: kept, gone_id: gone };
    const asked = await reader.call("POST", "/collection-merges", both);
    expect(asked).toEqual({ status: 202, body: { merge_id: expect.any(Number) } });
    expect(await reader.call("POST", "/collection-merges", both)).toEqual(refused(409, "already_merging"));
    await carryOutMerge(asked.body.merge_id);
    expect((await reader.call("GET", "/collection-merges")).body.merges).toEqual([
      {
        ...{ id: asked.body.merge_id, name: "Shore", icon: "📚", state: "done", requested_at: expect.any(String) },
        kept: { name: "Sea", icon: "📚", is_deleted: false },
      },
    ]);
    expect(await reader.call("GET", preview)).toEqual(NOT_FOUND);

    const undo = `/collection-merges/${asked.body.merge_id}/undo`;
    const other = await newReader();
    expect(await other.call("POST", undo)).toEqual(refused(404, "merge_not_found"));
    const shore = await newCollection(reader, "Shore");
    expect(await reader.call("POST", undo)).toEqual(refused(409, "name_taken"));
    await reader.call("DELETE", `/collections/${reader.username}/${shore}`);
    expect(await reader.call("POST", undo)).toEqual({ status: 200, body: { collection_id: gone } });
    expect((await reader.call("GET", `/collections/${gone}/books`)).body.books).toHaveLength(1);
    expect(await reader.call("POST", undo)).toEqual(refused(404, "merge_not_found"));
  });

  it("is one of two collections of one's own that are filled by hand", async () => {
    const [reader, other] = [await newReader(), await newReader()];
    const [mine, theirs] = [await newCollection(reader, "Sea"), await newCollection(other, "Shore")];
    const ask = (json: object) => reader.call("POST", "/collection-merges", json);
    expect(await ask({ kept_id: mine, gone_id: theirs })).toEqual(NOT_FOUND);
    expect(await ask({ kept_id: mine, gone_id: mine })).toEqual(refused(400, "invalid_input"));
    const smart = await reader.call("POST", "/smart-collections", { name: "All", query: { filter: {} } });
    expect(await ask({ kept_id: mine, gone_id: smart.body.id })).toEqual(refused(422, "fills_itself"));

    const [second, third] = [await newCollection(reader, "Second"), await newCollection(reader, "Third")];
    const one = (await ask({ kept_id: second, gone_id: third })).body.merge_id;
    await carryOutMerge(one);
    await carryOutMerge((await ask({ kept_id: mine, gone_id: second })).body.merge_id);
    expect(await reader.call("POST", `/collection-merges/${one}/undo`)).toEqual(refused(409, "merged_on"));
  });
});
