import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { env } from "@/lib/platform/env";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const told = async (response: Response) => [response.status, (await response.json()).code];

async function makeCollection({ username, headers }: ApiReader, name: string) {
  const made = await callApi("POST", `/api/collections/${username}`, { json: { name, icon: "🌊" }, headers });
  expect(made.status).toBe(201);
  return (await made.json()) as { id: number; name: string; icon: string };
}

describe("collections over the API", () => {
  it("are made, listed, renamed, deleted and brought back by their owner", async () => {
    const reader = await readerOfApi();
    const { username, headers } = reader;
    const at = `/api/collections/${username}`;
    const made = await makeCollection(reader, "Sea");
    expect(made).toEqual({ id: expect.any(Number), name: "Sea", icon: "🌊" });
    expect(await told(await callApi("POST", at, { json: { name: "sea" }, headers }))).toEqual([409, "name_taken"]);
    expect(await told(await callApi("POST", at, { json: { icon: "🌊" }, headers }))).toEqual([400, "invalid_input"]);
    expect(await told(await callApi("POST", at, { json: { name: "Sea" } }))).toEqual([401, "signed_out"]);

    const renamed = await callApi("PUT", `${at}/${made.id}`, { json: { name: "Ocean" }, headers });
    expect([renamed.status, await renamed.json()]).toEqual([200, { ...made, name: "Ocean" }]);
    const listed = await callApi("GET", at, { headers });
    const one = { id: made.id, name: "Ocean", icon: "🌊", owner: username, is_smart: false, book_count: 0 };
    expect([listed.status, await listed.json()]).toEqual([200, { collections: [one] }]);

    const deleted = await callApi("DELETE", `${at}/${made.id}`, { headers });
    expect([deleted.status, await deleted.text()]).toEqual([204, ""]);
    expect(await told(await callApi("DELETE", `${at}/${made.id}`, { headers }))).toEqual([404, "collection_not_found"]);
    const back = await callApi("POST", `${at}/${made.id}/restore`, { headers });
    expect([back.status, (await back.json()).name]).toEqual([200, "Ocean"]);
  });

  it("take each book once, show their books page after page, and give them up", async () => {
    const reader = await readerOfApi();
    const { username, headers } = reader;
    const { id } = await makeCollection(reader, "Sea");
    const books = [await buildBook({ title: "A" }), await buildBook({ title: "B" }), await buildBook({ title: "C" })];
    const add = (isbn: string) =>
      callApi("POST", `/api/collections/${username}/${id}/add`, { json: { isbn }, headers });
    for (const { isbn } of books) expect((await add(isbn)).status).toBe(201);
    expect(await told(await add(books[0]?.isbn ?? ""))).toEqual([409, "already_there"]);
    expect(await told(await add("9780000000002"))).toEqual([404, "book_not_found"]);

    type Page = { books: { title: string }[]; next_cursor: string | null };
    const page = async (query: string) =>
      (await (await callApi("GET", `/api/collections/${id}/books?${query}`, { headers })).json()) as Page;
    const first = await page("sort=title&limit=2");
    expect(first.books.map(({ title }) => title)).toEqual(["A", "B"]);
    const second = await page(`sort=title&limit=2&cursor=${first.next_cursor}`);
    expect([second.books.map(({ title }) => title), second.next_cursor]).toEqual([["C"], null]);
    expect(await page("sort=title&fields=title&limit=1")).toEqual({
      books: [{ title: "A" }],
      next_cursor: expect.any(String),
    });
    for (const wrong of ["limit=0", "limit=101", "sort=smell", "fields=smell"])
      expect((await callApi("GET", `/api/collections/${id}/books?${wrong}`, { headers })).status).toBe(400);

    const at = `/api/collections/${id}/books/${books[1]?.isbn}`;
    expect((await callApi("DELETE", at, { headers })).status).toBe(204);
    expect(await told(await callApi("DELETE", at, { headers }))).toEqual([404, "not_there"]);
    expect((await page("sort=title")).books.map(({ title }) => title)).toEqual(["A", "C"]);
  });

  it("are nobody else's", async () => {
    const [reader, other] = [await readerOfApi(), await readerOfApi()];
    const { id } = await makeCollection(reader, "Sea");
    const { headers } = other;
    const at = `/api/collections/${reader.username}`;
    expect(await told(await callApi("GET", at, { headers }))).toEqual([403, "not_your_name"]);
    expect(await told(await callApi("POST", at, { json: { name: "Sea" }, headers }))).toEqual([403, "not_your_name"]);
    expect(await told(await callApi("PUT", `${at}/${id}`, { json: {}, headers }))).toEqual([403, "not_your_name"]);
    expect(await told(await callApi("GET", `/api/collections/${id}/books`, { headers }))).toEqual([
      404,
      "collection_not_found",
    ]);
    const own = `/api/collections/${other.username}/${id}`;
    expect(await told(await callApi("DELETE", own, { headers }))).toEqual([404, "collection_not_found"]);
    const { isbn } = await buildBook();
    expect(await told(await callApi("POST", `${own}/add`, { json: { isbn }, headers }))).toEqual([
      404,
      "collection_not_found",
    ]);
  });

  it("are not read or changed by keys without the scope", async () => {
    const reader = await readerOfApi();
    const key = async (scopes: string[]) => {
      const json = { name: "Test", scopes };
      const made = await callApi("POST", "/api/v1/keys", { json, headers: reader.headers });
      return { "x-api-key": String((await made.json()).key) };
    };
    const at = `/api/collections/${reader.username}`;
    const headers = await key(["library:read"]);
    expect((await callApi("GET", at, { headers })).status).toBe(200);
    const refused = await callApi("POST", at, { json: { name: "Sea" }, headers });
    expect(await told(refused)).toEqual([403, "insufficient_scope"]);
    expect((await callApi("POST", at, { json: { name: "Sea" }, headers: await key(["library:write"]) })).status).toBe(
      201,
    );
  });
});
