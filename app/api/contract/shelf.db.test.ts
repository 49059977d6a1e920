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

async function readerWithBooks() {
  const reader = await newReader();
  const books = [await buildBook({ title: "Aa" }), await buildBook({ title: "Bb" }), await buildBook({ title: "Cc" })];
  for (const { isbn } of books) await reader.call("POST", "/copies", { isbn });
  return { ...reader, isbns: books.map(({ isbn }) => isbn) };
}

type Shown = { title: string };
const titles = (books: Shown[]) => books.map(({ title }) => title);

describe("all books of a reader over the API", () => {
  it("come in any order, page after page, and narrowed by words", async () => {
    const { call, isbns } = await readerWithBooks();
    await call("POST", "/tags/changes", { books: [isbns[1]], add: ["sea"] });
    const first = await call("GET", "/shelf/books?sort=title&limit=2");
    expect(first.body).toMatchObject({ total: 3, problems: [], query: { text: "", status: [] } });
    expect(titles(first.body.books)).toEqual(["Aa", "Bb"]);
    expect(first.body.books[1]).toMatchObject({ tags: ["sea"], status: null, rating: null, is_owned: true });
    const second = await call("GET", `/shelf/books?sort=title&limit=2&cursor=${first.body.next_cursor}`);
    expect([titles(second.body.books), second.body.next_cursor]).toEqual([["Cc"], null]);
    expect(titles((await call("GET", "/shelf/books")).body.books)).toEqual(["Cc", "Bb", "Aa"]);

    const found = await call("GET", "/shelf/books?q=tag%3Asea%20stars%3A9&fields=title");
    expect(found.body.books).toEqual([{ title: "Bb" }]);
    expect(found.body.query.tags.all).toEqual(["sea"]);
    expect(found.body.problems).toEqual([{ part: "stars:9", message: expect.any(String) }]);
    for (const wrong of ["sort=smell", "limit=0", `q=${"x".repeat(2_001)}`])
      expect((await call("GET", `/shelf/books?${wrong}`)).status).toBe(400);
    expect((await (await newReader()).call("GET", "/shelf/books")).body.books).toEqual([]);
  });

  it("have a way out where words mean none, and choices that lead to some", async () => {
    const { call, isbns } = await readerWithBooks();
    await call("POST", "/tags/changes", { books: [isbns[1]], add: ["sea"] });
    const out = await call("GET", "/shelf/ways-out?q=Aa%20tag%3Asea");
    expect(out.body.ways.map(({ total }: { total: number }) => total)).toEqual([1, 1]);
    expect(out.body.ways.map(({ without }: { without: { text: string } }) => without.text)).toContain("Aa");
    const choices = await call("GET", "/shelf/choices");
    expect(choices).toMatchObject({ status: 200, body: { tags: [{ name: "sea", count: 1 }], collections: [] } });
  });

  it("get a status by a query, which the undo that was answered takes back", async () => {
    const { call } = await readerWithBooks();
    const day = new Date().toISOString().slice(0, 10);
    const said = { query: { text: "Aa" }, after: 0, status: "want", day };
    const done = await call("POST", "/shelf/statuses", said);
    expect(done).toMatchObject({ status: 200, body: { count: 1, next: null } });
    const wanted = async () => titles((await call("GET", "/shelf/books?q=status:want")).body.books);
    expect(await wanted()).toEqual(["Aa"]);
    const undo = done.body.undo;
    expect(undo).toEqual([expect.objectContaining({ status: null, left: "want", made_ids: [], readings: [] })]);
    expect((await call("POST", "/reading/statuses/restore", { undo })).status).toBe(200);
    expect(await wanted()).toEqual([]);
    expect(await call("POST", "/shelf/statuses", { ...said, status: "lost" })).toEqual(refused(400, "invalid_input"));
  });
});
