import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { scanLogs, userScans } from "@/db/schema/scans";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { callApi } from "../../call.fixtures";
import { type ApiReader, readerOfApi } from "../../reader.fixtures";

/** This file's requests come from one address; the limits have a test of their own. */
beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const note = (json: unknown, headers: Record<string, string> = {}) =>
  callApi("POST", "/api/user_scans", { json, headers });
type Reader = Pick<ApiReader, "username"> & { headers: Record<string, string> };
const list = ({ username, headers }: Reader, query = "") =>
  callApi("GET", `/api/recently_scanned/${username}${query}`, { headers });
const remove = ({ username, headers }: Reader, query = "") =>
  callApi("DELETE", `/api/user_scans/${username}${query}`, { headers });
const shown = async (reader: Reader, query = "") => (await list(reader, query)).json();
const problemOf = async (response: Response) => [response.status, (await response.json()).code];

describe("a reader's history over the API", () => {
  it("has one entry a book with how often, the latest first, page after page", async () => {
    const reader = await readerOfApi();
    const books = [await buildBook(), await buildBook(), await buildBook()];
    const hour = 60 * 60_000;
    const moments = books.map((_, at) => new Date(Date.now() - (3 - at) * hour).toISOString());
    for (const [at, { isbn }] of books.entries()) {
      const noted = await note({ isbn, scanned_at: moments[at], username: reader.username }, reader.headers);
      expect([noted.status, (await noted.json()).isbn]).toEqual([201, isbn]);
    }
    await note({ isbn: books[0]?.isbn, scanned_at: new Date(Date.now() - hour / 2).toISOString() }, reader.headers);
    const first = await shown(reader, "?limit=2");
    expect(first.scans[0].moments).toEqual([first.scans[0].scanned_at, moments[0]]);
    const titles = (page: { scans: { title: string; times: number }[] }) =>
      page.scans.map(({ title, times: often }) => [title, often]);
    expect(titles(first)).toEqual([
      [books[0]?.title, 2],
      [books[2]?.title, 1],
    ]);
    const second = await shown(reader, `?limit=2&cursor=${first.next_cursor}`);
    expect(titles(second)).toEqual([[books[1]?.title, 1]]);
    expect(second).toMatchObject({ next_cursor: null, scans: [{ scanned_at: moments[1] }] });
  });

  it("counts once what a phone sends twice", async () => {
    const [reader, book] = [await readerOfApi(), await buildBook()];
    const body = { isbn: book.isbn, request_id: newId() };
    for (const _ of [1, 2]) expect((await note(body, reader.headers)).status).toBe(201);
    expect((await shown(reader)).scans).toMatchObject([{ isbn: book.isbn, times: 1 }]);
  });

  it("tells who sends another book, or is another, under a request_id that was there", async () => {
    const [reader, other] = [await readerOfApi(), await readerOfApi()];
    const [book, another] = [await buildBook(), await buildBook()];
    const requestId = newId();
    expect((await note({ isbn: book.isbn, request_id: requestId }, reader.headers)).status).toBe(201);
    const taken = [409, "request_id_taken"];
    expect(await problemOf(await note({ isbn: another.isbn, request_id: requestId }, reader.headers))).toEqual(taken);
    expect(await problemOf(await note({ isbn: book.isbn, request_id: requestId }, other.headers))).toEqual(taken);
  });

  it("is not deleted whole by whoever misspelt the one book, or named it where nobody reads it", async () => {
    const [reader, book] = [await readerOfApi(), await buildBook()];
    await note({ isbn: book.isbn }, reader.headers);
    expect(await problemOf(await remove(reader, `?isbn13=${book.isbn}`))).toEqual([400, "unknown_parameter"]);
    const headers = { ...reader.headers, "content-length": "24" };
    const withBody = callApi("DELETE", `/api/user_scans/${reader.username}`, { headers, json: { isbn: book.isbn } });
    expect(await problemOf(await withBody)).toEqual([400, "unread_body"]);
    expect((await shown(reader)).scans).toHaveLength(1);
  });

  it("of more scans than can be put back gives the latest of them to put back", async () => {
    const [reader, book] = [await readerOfApi(), await buildBook()];
    const [user] = await db.select({ id: users.id }).from(users).where(eq(users.username, reader.username));
    const [row] = await db
      .select({ id: books.id })
      .from(books)
      .where(eq(books.isbn13, book.isbn13 ?? ""));
    const moment = (at: number) => new Date(Date.UTC(2026, 0, 1) + at * 1_000);
    const values = { userId: user?.id ?? 0, bookId: row?.id ?? 0 };
    await db.insert(userScans).values(Array.from({ length: 2_050 }, (_, at) => ({ ...values, timestamp: moment(at) })));
    const deleted = await remove(reader, `?isbn=${book.isbn}`);
    const undo = await deleted.json();
    expect([deleted.status, undo.scanned_at.length, undo.scanned_at[0]]).toEqual([
      200,
      2_000,
      moment(50).toISOString(),
    ]);
    const restore = (json: unknown) =>
      callApi("POST", `/api/user_scans/${reader.username}/restore`, { headers: reader.headers, json });
    expect((await restore(undo)).status).toBe(204);
    for (const wrong of [null, true, 5, "yesterday"])
      expect((await restore({ isbn: book.isbn, scanned_at: [wrong] })).status).toBe(400);
    expect((await shown(reader)).scans).toMatchObject([{ times: 2_000 }]);
  });

  it("goes book by book or whole, and takes the name off the log", async () => {
    const [reader, one, two] = [await readerOfApi(), await buildBook(), await buildBook()];
    for (const { isbn } of [one, two]) await note({ isbn }, reader.headers);
    const gone = await remove(reader, `?isbn=${one.isbn}`);
    const undo = await gone.json();
    expect([gone.status, undo]).toEqual([200, { isbn: one.isbn, scanned_at: [expect.any(String)] }]);
    expect((await remove(reader, `?isbn=${one.isbn}`)).status).toBe(204);
    expect((await shown(reader)).scans).toMatchObject([{ isbn: two.isbn }]);
    const logOf = async (bookId: number) =>
      (await db.select({ userId: scanLogs.userId }).from(scanLogs).where(eq(scanLogs.bookId, bookId)))[0];
    expect(await logOf(one.id)).toEqual({ userId: null });
    expect((await logOf(two.id))?.userId).not.toBeNull();
    const restored = await callApi("POST", `/api/user_scans/${reader.username}/restore`, {
      ...{ json: undo, headers: reader.headers },
    });
    expect(restored.status).toBe(204);
    expect((await shown(reader)).scans).toMatchObject([{ isbn: two.isbn }, { isbn: one.isbn }]);
    expect((await remove(reader)).status).toBe(204);
    expect((await shown(reader)).scans).toEqual([]);
    expect(await problemOf(await remove(reader, "?isbn=9783161484100"))).toEqual([404, "book_not_found"]);
  });

  it("takes what a visitor scanned into the log alone", async () => {
    const book = await buildBook();
    const noted = await note({ isbn: book.isbn });
    expect([noted.status, (await noted.json()).username]).toEqual([201, null]);
    expect(await db.select().from(scanLogs).where(eq(scanLogs.bookId, book.id))).toMatchObject([
      { userId: null, status: "match", kind: "barcode" },
    ]);
  });

  it("is nobody else's to see, to write or to delete", async () => {
    const [reader, other, book] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    const theirs = { username: reader.username, headers: other.headers };
    expect(await problemOf(await list(theirs))).toEqual([403, "not_your_name"]);
    expect(await problemOf(await remove(theirs))).toEqual([403, "not_your_name"]);
    for (const headers of [other.headers, {}])
      expect(await problemOf(await note({ isbn: book.isbn, username: reader.username }, headers))).toEqual([
        403,
        "not_your_name",
      ]);
    expect(await problemOf(await list({ ...theirs, headers: {} }))).toEqual([401, "signed_out"]);
    expect((await shown(reader)).scans).toEqual([]);
  });

  it.each([
    ["no ISBN", {}, 400],
    ["a book that is not there", { isbn: "9783161484100" }, 404],
    ["a moment that is yet to come", { isbn: "9783161484100", scanned_at: "2999-01-01T00:00:00Z" }, 400],
    ["a moment long ago", { isbn: "9783161484100", scanned_at: "2001-01-01T00:00:00Z" }, 400],
    ["a moment in words", { isbn: "9783161484100", scanned_at: "yesterday" }, 400],
    ["a number of its own that is none", { isbn: "9783161484100", request_id: "1" }, 400],
  ])("refuses %s", async (_, body, status) => expect((await note(body)).status).toBe(status));
});
