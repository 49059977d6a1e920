import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { env } from "@/lib/platform/env";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

type Method = Parameters<typeof callApi>[0];
const DAY = "2026-03-01";

/** What a reader is told: the status, and the answer where there is one. */
async function ask({ headers }: ApiReader, method: Method, address: string, json?: unknown) {
  const response = await callApi(method, address, { json, headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];

describe("what one says of a book over the API", () => {
  it("is its status with the stars, and goes with the undo as it came over the wire", async () => {
    const [reader, { isbn }] = [await readerOfApi(), await buildBook({ pages: 300 })];
    const at = `/api/book/${isbn}/reading`;
    const nothing = {
      status: null,
      rating: null,
      review: null,
      has_spoilers: false,
      visibility: "private",
      readings: [],
    };
    expect(await ask(reader, "GET", at)).toEqual({ status: 200, body: nothing });

    const read = { status: "read", day: DAY, ended_on: "2026-02-01", rating: 4.5 };
    const said = await ask(reader, "PUT", `${at}/status`, read);
    expect(said).toMatchObject({ status: 200, body: { undo: { isbn, status: null, left: "read", rating: null } } });
    expect((await ask(reader, "GET", at)).body).toMatchObject({
      ...{ status: "read", rating: 4.5 },
      readings: [{ id: expect.any(Number), ended_on: "2026-02-01", outcome: "finished", pages: 300 }],
    });
    expect(await ask(reader, "POST", "/api/reading/restore", said.body.undo)).toEqual({ status: 204, body: null });
    expect((await ask(reader, "GET", at)).body).toEqual(nothing);
  });

  it("is how far one is, in pages or percent, and within the book", async () => {
    const [reader, { isbn }] = [await readerOfApi(), await buildBook({ pages: 200 })];
    const at = `/api/book/${isbn}/reading`;
    const first = await ask(reader, "PUT", `${at}/progress`, { day: DAY, page: 50 });
    expect(first.status).toBe(200);
    expect((await ask(reader, "GET", at)).body).toMatchObject({
      status: "reading",
      readings: [{ page: 50, percent: 25 }],
    });
    const second = await ask(reader, "PUT", `${at}/progress`, { day: "2026-03-02", percent: 50 });
    expect(codeOf(await ask(reader, "PUT", `${at}/progress`, { day: DAY, page: 201 }))).toEqual([422, "beyond_end"]);
    for (const wrong of [{ day: DAY }, { day: DAY, page: 1, percent: 1 }, { page: 1 }, { day: "2999-01-01", page: 1 }])
      expect(codeOf(await ask(reader, "PUT", `${at}/progress`, wrong))).toEqual([400, "invalid_input"]);
    // What was said last is undone first.
    expect(codeOf(await ask(reader, "POST", "/api/reading/restore", first.body.undo))).toEqual([409, "changed_since"]);
    expect((await ask(reader, "POST", "/api/reading/restore", second.body.undo)).status).toBe(204);
    expect((await ask(reader, "GET", at)).body.readings).toMatchObject([{ page: 50, percent: 25 }]);
  });

  it("is stars and a review, which others see as far as it says", async () => {
    const [reader, other, { isbn }] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    const at = `/api/book/${isbn}/reading`;
    expect(await ask(reader, "PUT", `${at}/rating`, { rating: 4 })).toEqual({ status: 200, body: { before: null } });
    const words = { review: "Salt and wind.", has_spoilers: false, visibility: "public" };
    const none = { review: "", has_spoilers: false, visibility: "private" };
    expect(await ask(reader, "PUT", `${at}/review`, words)).toEqual({ status: 200, body: { before: none } });
    const seen = await callApi("GET", `/api/book/${isbn}/reviews`);
    const shown = { ...words, reader: reader.username, is_own: false, rating: 4, reviewed_at: expect.any(String) };
    expect([seen.status, await seen.json()]).toEqual([
      200,
      { rating: { mean: 4, count: 1 }, reviews: [shown], next_cursor: null },
    ]);
    await ask(reader, "PUT", `${at}/review`, { ...words, visibility: "private" });
    const hidden = { rating: { mean: null, count: 0 }, reviews: [], next_cursor: null };
    expect((await ask(other, "GET", `/api/book/${isbn}/reviews`)).body).toEqual(hidden);
    expect((await ask(reader, "GET", `/api/book/${isbn}/reviews`)).body.reviews).toMatchObject([{ is_own: true }]);
    for (const wrong of [{ rating: 6 }, { rating: 0.1 }, {}, { rating: "5" }])
      expect(codeOf(await ask(reader, "PUT", `${at}/rating`, wrong))).toEqual([400, "invalid_input"]);
  });

  it("is each time that it was read, added, changed, deleted and brought back", async () => {
    const [reader, other, { isbn }] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    const at = `/api/book/${isbn}/readings`;
    const once = { started_on: "2025-01-01", ended_on: "2025-02-01", outcome: "finished" };
    const added = await ask(reader, "POST", at, once);
    expect(added.status).toBe(201);
    const [id] = added.body.undo.made_ids;
    expect(codeOf(await ask(reader, "POST", at, { ...once, ended_on: "2024-01-01" }))).toEqual([400, "invalid_input"]);
    expect((await ask(reader, "PUT", `${at}/${id}`, { ...once, ended_on: "2025-03-01" })).status).toBe(200);
    const readings = async () => (await ask(reader, "GET", `/api/book/${isbn}/reading`)).body.readings;
    expect(await readings()).toMatchObject([{ id, ended_on: "2025-03-01" }]);
    for (const method of ["PUT", "DELETE"] as const)
      expect(codeOf(await ask(other, method, `${at}/${id}`, once))).toEqual([404, "reading_not_found"]);
    const deleted = await ask(reader, "DELETE", `${at}/${id}`);
    expect([deleted.status, await readings()]).toEqual([200, []]);
    expect((await ask(reader, "POST", "/api/reading/restore", deleted.body.undo)).status).toBe(204);
    expect(await readings()).toMatchObject([{ ended_on: "2025-03-01", outcome: "finished" }]);
  });

  it("is nothing of a book that is not there, and of nobody who is not signed in", async () => {
    const reader = await readerOfApi();
    const at = "/api/book/9780000000002";
    const status = { status: "want", day: DAY };
    for (const [method, address, json] of [
      ["GET", `${at}/reading`],
      ["GET", `${at}/reviews`],
      ["GET", `${at}/quotes`],
      ["PUT", `${at}/reading/status`, status],
      ["PUT", `${at}/reading/progress`, { day: DAY, percent: 5 }],
      ["PUT", `${at}/reading/rating`, { rating: 5 }],
      ["PUT", `${at}/reading/review`, { review: "x", has_spoilers: false, visibility: "private" }],
      ["POST", `${at}/readings`, { started_on: null, ended_on: null, outcome: "finished" }],
      ["POST", `${at}/quotes`, { kind: "note", text: "x", page: null }],
    ] as const)
      expect([address, ...codeOf(await ask(reader, method, address, json))]).toEqual([address, 404, "book_not_found"]);
    const { isbn } = await buildBook();
    const nobody = await callApi("PUT", `/api/book/${isbn}/reading/status`, { json: status });
    expect([nobody.status, (await nobody.json()).code]).toEqual([401, "signed_out"]);
  });
});

describe("many books over the API", () => {
  it("get one status together, and have it taken back together", async () => {
    const reader = await readerOfApi();
    const books = [await buildBook(), await buildBook()].map(({ isbn }) => isbn);
    const set = await ask(reader, "PUT", "/api/reading/statuses", { books, status: "want", day: DAY });
    expect([set.status, set.body.undo.length]).toEqual([200, 2]);
    expect((await ask(reader, "GET", "/api/reading")).body.counts).toEqual({
      want: 2,
      reading: 0,
      read: 0,
      stopped: 0,
    });
    await ask(reader, "PUT", `/api/book/${books[0]}/reading/status`, { status: "reading", day: DAY });
    const undone = await ask(reader, "POST", "/api/reading/statuses/restore", set.body);
    expect(undone).toEqual({ status: 200, body: { stayed: 1 } });
    expect((await ask(reader, "GET", "/api/reading")).body.counts).toMatchObject({ want: 0, reading: 1 });
    const none = { books: [], status: "want", day: DAY };
    expect(codeOf(await ask(reader, "PUT", "/api/reading/statuses", none))).toEqual([400, "invalid_input"]);
  });
});

describe("the lists of reading over the API", () => {
  it("come page after page: what is read now, what was finished in a year, and what has a status", async () => {
    const reader = await readerOfApi();
    const books = [await buildBook(), await buildBook(), await buildBook()];
    for (const { isbn } of books) {
      await ask(reader, "PUT", `/api/book/${isbn}/reading/status`, { status: "reading", day: DAY });
    }
    const isbnsOf = (rows: { book: { isbn: string } }[]) => rows.map(({ book }) => book.isbn);
    const latestFirst = books.map(({ isbn }) => isbn).reverse();
    const all = async (address: string, list: string) => {
      const first = await ask(reader, "GET", `${address}limit=2`);
      const second = await ask(reader, "GET", `${address}limit=2&cursor=${first.body.next_cursor}`);
      expect([first.body[list].length, second.body[list].length, second.body.next_cursor]).toEqual([2, 1, null]);
      return isbnsOf([...first.body[list], ...second.body[list]]);
    };
    expect((await all("/api/reading/open?", "readings")).sort()).toEqual(latestFirst.toSorted());
    for (const { isbn } of books)
      await ask(reader, "PUT", `/api/book/${isbn}/reading/status`, { status: "read", day: DAY });
    expect(await all("/api/reading/finished?year=2026&", "readings")).toEqual(latestFirst);
    expect((await all("/api/reading/works?status=read&", "works")).sort()).toEqual(latestFirst.toSorted());
    expect((await ask(reader, "GET", "/api/reading")).body.years).toEqual([{ year: 2026, count: 3 }]);
    expect((await ask(reader, "GET", "/api/reading/finished?year=unknown")).body.readings).toEqual([]);
    for (const wrong of ["finished", "finished?year=1", "works", "works?status=lost", "open?limit=101"])
      expect(codeOf(await ask(reader, "GET", `/api/reading/${wrong}`))).toEqual([400, "invalid_input"]);
  });

  it("have goals and figures of a year", async () => {
    const [reader, { isbn }] = [await readerOfApi(), await buildBook({ pages: 120 })];
    const goal = "/api/reading/goals/2026";
    expect(await ask(reader, "PUT", goal, { books: 12 })).toEqual({ status: 200, body: { before: null } });
    await ask(reader, "PUT", `/api/book/${isbn}/reading/status`, { status: "read", day: DAY });
    expect(await ask(reader, "GET", goal)).toEqual({ status: 200, body: { year: 2026, books: 12, done: 1 } });
    expect(await ask(reader, "PUT", goal, { books: null })).toEqual({ status: 200, body: { before: 12 } });
    expect(codeOf(await ask(reader, "PUT", goal, { books: 0 }))).toEqual([400, "invalid_input"]);
    expect((await ask(reader, "GET", "/api/reading/goals/1")).status).toBe(404);
    const figures = await ask(reader, "GET", "/api/reading/figures?year=2026");
    expect(figures).toMatchObject({
      status: 200,
      body: { year: 2026, years: [2026], count: 1, pages: 120, calendar: { days: [{ day: DAY, finished: 1 }] } },
    });
    expect((await ask(reader, "GET", "/api/reading/figures?year=all")).body).toMatchObject({
      year: "all",
      calendar: null,
    });
    expect((await ask(reader, "GET", "/api/reading/figures?year=last")).status).toBe(400);
  });
});

describe("quotes and notes over the API", () => {
  it("are kept, found, changed, deleted and brought back by their reader alone", async () => {
    const [reader, other, { isbn, title }] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    const at = `/api/book/${isbn}/quotes`;
    const line = { kind: "quote", text: "It was a bright cold day.", page: 1 };
    const made = await ask(reader, "POST", at, line);
    expect(made).toEqual({ status: 201, body: { quote_id: expect.any(Number) } });
    const id = made.body.quote_id;
    const kept = { id, ...line, created_at: expect.any(String) };
    expect(await ask(reader, "GET", at)).toEqual({ status: 200, body: { quotes: [kept] } });
    expect((await ask(other, "GET", at)).body).toEqual({ quotes: [] });
    expect((await ask(reader, "GET", "/api/quotes?q=bright&kind=quote")).body).toMatchObject({
      ...{ quotes: [{ id, book: { title } }], total: 1, next_cursor: null },
    });
    expect((await ask(reader, "GET", "/api/quotes?kind=note")).body).toEqual({
      quotes: [],
      next_cursor: null,
      total: 0,
    });

    for (const [method, json] of [["PUT", line], ["DELETE"]] as const)
      expect(codeOf(await ask(other, method, `/api/quotes/${id}`, json))).toEqual([404, "quote_not_found"]);
    expect((await ask(reader, "PUT", `/api/quotes/${id}`, { ...line, page: 2 })).status).toBe(204);
    for (const wrong of [{ ...line, text: " " }, { ...line, kind: "poem" }, { ...line, page: -1 }, {}])
      expect(codeOf(await ask(reader, "POST", at, wrong))).toEqual([400, "invalid_input"]);

    const deleted = await ask(reader, "DELETE", `/api/quotes/${id}`);
    expect([deleted.status, (await ask(reader, "GET", at)).body]).toEqual([200, { quotes: [] }]);
    expect((await ask(reader, "POST", "/api/quotes/restore", deleted.body.undo)).status).toBe(201);
    expect((await ask(reader, "GET", at)).body.quotes).toMatchObject([{ ...line, page: 2 }]);
  });
});
