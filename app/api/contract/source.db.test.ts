import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { addCover } from "@/lib/covers/commands";
import { addToIndex } from "@/lib/covers/vectors/commands";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { indexBooks } from "@/lib/search/commands";

// The table of the source document, each row at its own path: the good way with the exact fields, and each status that it
// can be refused with. Collections have tests of their own beside this one.

const PASSWORD = "correct horse battery";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});

type Method = Parameters<typeof callApi>[0];

async function ask(method: Method, address: string, { json, reader }: { json?: unknown; reader?: ApiReader } = {}) {
  const response = await callApi(method, address, { json, headers: reader?.headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => {
  expect(Object.keys(body).sort()).toEqual(["code", "error", "requestId"]);
  return [status, body.code];
};

async function adminOfApi(): Promise<ApiReader> {
  const reader = await readerOfApi();
  await db.update(users).set({ role: "admin" }).where(eq(users.username, reader.username));
  return reader;
}

describe("/api/users", () => {
  const name = () => `reader-${newId().slice(0, 12)}`;

  it("opens an account for anybody, without signing in and without a word of its password", async () => {
    const username = name();
    const made = await ask("POST", "/api/users", { json: { username, password: PASSWORD } });
    expect(made).toEqual({
      status: 201,
      body: { id: expect.any(Number), username, role: "user", date_joined: expect.any(String) },
    });
    const known = await ask("POST", "/auth/login", { json: { username, password: PASSWORD } });
    expect([known.status, known.body.user]).toEqual([200, made.body]);
    expect(codeOf(await ask("POST", "/api/users", { json: { username, password: PASSWORD } }))).toEqual([
      409,
      "username_taken",
    ]);
    for (const wrong of [{}, { username: name() }, { username: name(), password: PASSWORD, role: "admin" }])
      expect(codeOf(await ask("POST", "/api/users", { json: wrong }))).toEqual([400, "invalid_input"]);
    expect(codeOf(await ask("POST", "/api/users", { json: { username: name(), password: "password123" } }))).toEqual([
      400,
      "password_weak",
    ]);
  });

  it("opens none where an admin has closed registration, and not many from one place", async () => {
    env().accounts.registration = "closed";
    try {
      expect(codeOf(await ask("POST", "/api/users", { json: { username: name(), password: PASSWORD } }))).toEqual([
        403,
        "registration_closed",
      ]);
    } finally {
      env().accounts.registration = "open";
    }
    env().rateLimitFactor = 0.05;
    try {
      const statuses: number[] = [];
      for (let time = 0; time < 6; time++) {
        const headers = { "x-ridizi-peer": "203.0.113.61" };
        const json = { username: name(), password: PASSWORD };
        const response = await callApi("POST", "/api/users", { json, headers });
        statuses.push(response.status);
        if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect(statuses).toContain(429);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });

  it("is listed for admins alone, page after page, without addresses and secrets", async () => {
    const [reader, admin] = [await readerOfApi(), await adminOfApi()];
    expect(codeOf(await ask("GET", "/api/users"))).toEqual([401, "signed_out"]);
    expect(codeOf(await ask("GET", "/api/users", { reader }))).toEqual([403, "forbidden"]);
    const first = await ask("GET", "/api/users?limit=2", { reader: admin });
    expect(first).toMatchObject({ status: 200, body: { total: expect.any(Number), next_cursor: expect.any(String) } });
    expect(first.body.users.map(({ username }: { username: string }) => username)).toEqual([
      admin.username,
      reader.username,
    ]);
    expect(Object.keys(first.body.users[0]).sort()).toEqual(
      ["address", "date_joined", "id", "last_seen_at", "role", "sessions", "username"].sort(),
    );
    const second = await ask("GET", `/api/users?limit=1&cursor=${first.body.next_cursor}`, { reader: admin });
    expect(second.body.users[0].id).toBeLessThan(first.body.users[1].id);
    const found = await ask("GET", `/api/users?q=${reader.username}`, { reader: admin });
    expect(found.body.users).toMatchObject([{ username: reader.username, role: "user", address: "none" }]);
    expect(codeOf(await ask("GET", "/api/users?limit=1000", { reader: admin }))).toEqual([400, "invalid_input"]);
  });
});

describe("/api/book and /api/search", () => {
  it("name a book by all of its numbers", async () => {
    const { isbn10, isbn13, isbn, title } = await buildBook({ isbn10: "080442957X", isbn13: "9780804429573" });
    for (const name of [isbn10, isbn13, "978-0-8044-2957-3", "0-8044-2957-x"])
      expect(await ask("GET", `/api/book/${name}`)).toMatchObject({ status: 200, body: { isbn, isbn13, title } });
    expect(codeOf(await ask("GET", "/api/book/9780804429574"))).toEqual([400, "wrong_check_digit"]);
    expect(codeOf(await ask("GET", `/api/book/${randomIsbn().isbn13}`))).toEqual([404, "book_not_found"]);
  });

  it("find books in an array, with the fields of the document first", async () => {
    const book = await buildBook({ title: "Harry Potter and the Source", authors: ["J. K. Rowling"] });
    await indexBooks(db, [book.id]);
    const { status, body } = await ask("GET", "/api/search?q=harry+potter");
    expect([status, Array.isArray(body)]).toEqual([200, true]);
    expect(body[0]).toMatchObject({ isbn: book.isbn, isbn13: book.isbn13, title: book.title, authors: book.authors });
    expect(Object.keys(body[0]).slice(0, 6)).toEqual(["isbn", "isbn13", "title", "authors", "cover_url", "genres"]);
    expect(await ask("GET", "/api/search?q=harry+potter&fields=isbn,title&limit=1")).toEqual({
      ...{ status: 200, body: [{ isbn: book.isbn, title: book.title }] },
    });
    for (const wrong of ["", "?q=", "?q=x&limit=51", "?q=x&offset=-1", `?q=${"x".repeat(201)}`])
      expect(codeOf(await ask("GET", `/api/search${wrong}`))).toEqual([400, "invalid_input"]);
  });
});

describe("/match, /barcode and /cover", () => {
  const photo = (bytes: Uint8Array, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("image", new Blob([new Uint8Array(bytes)]), "photo.jpg");
    return form;
  };

  it("answer a cover with the fields of the document, and echo nobody's name but the caller's own", async () => {
    const [reader, known, picture] = [await readerOfApi(), await buildBook(), await newPicture()];
    await addCover(known.id, "upload", picture);
    await addToIndex(known.isbn);
    await openIndex();
    const seen = await sharp(picture).resize({ width: 400 }).jpeg().toBuffer();
    const sent = await callApi("POST", "/match", {
      ...{ body: photo(seen, { username: reader.username }), headers: reader.headers },
    });
    const answer = await sent.json();
    expect([sent.status, Object.keys(answer).slice(0, 7)]).toEqual([
      200,
      ["filename", "score", "title", "authors", "cover_url", "alternatives", "username"],
    ]);
    expect(answer).toMatchObject({ username: reader.username, requestId: expect.any(String) });
    for (const one of answer.alternatives) expect(Object.keys(one).slice(0, 2)).toEqual(["filename", "score"]);
    const forged = await callApi("POST", "/match", { body: photo(seen, { username: reader.username }) });
    expect([forged.status, (await forged.json()).code]).toEqual([403, "not_your_name"]);

    const cover = await callApi("GET", `/cover/${known.isbn}.jpg`);
    expect([cover.status, cover.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const tag = { "if-none-match": cover.headers.get("etag") ?? "" };
    expect((await callApi("GET", `/cover/${known.isbn}.jpg`, { headers: tag })).status).toBe(304);
    expect(codeOf(await ask("GET", "/cover/..%2f..%2fetc%2fpasswd"))).toEqual([404, "cover_not_found"]);
  });

  it("say in these very words that no ISBN came", async () => {
    const { status, body } = await ask("POST", "/barcode", { json: {} });
    expect([status, body.error]).toEqual([400, "No isbn provided"]);
    const book = await buildBook();
    expect(await ask("POST", "/barcode", { json: { isbn: book.isbn13 } })).toMatchObject({
      ...{ status: 200, body: { status: "match", filename: `${book.isbn}.jpg`, title: book.title, username: null } },
    });
    const { isbn13 } = randomIsbn();
    expect(await ask("POST", "/barcode", { json: { isbn: isbn13 } })).toMatchObject({
      ...{ status: 202, body: { status: "pending", isbn13, status_url: `/api/v1/pending/${isbn13}` } },
    });
  });
});
