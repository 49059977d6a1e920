import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { pendingBooks } from "@/db/schema/scans";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});

type Method = Parameters<typeof callApi>[0];

async function ask({ headers }: ApiReader, method: Method, address: string, json?: unknown) {
  const response = await callApi(method, address, { json, headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];

async function moderatorOfApi(): Promise<ApiReader> {
  const reader = await readerOfApi();
  await db.update(users).set({ role: "moderator" }).where(eq(users.username, reader.username));
  return reader;
}

/** A book that a reader asked for and that nobody knows. */
async function unknownOf(reader: ApiReader) {
  const { body } = await ask(reader, "POST", "/api/pending", { title: `Sea ${newId()}` });
  const state = { state: "unknown", reason: "not_found" } as const;
  await db.update(pendingBooks).set(state).where(eq(pendingBooks.handle, body.id));
  return `/api/pending/${body.id}`;
}

describe("a book that is asked for, over the API", () => {
  it("is waited for with a collection, told the end of, and waited for no more", async () => {
    const [reader, other] = [await readerOfApi(), await readerOfApi()];
    const at = `/api/pending/${(await ask(reader, "POST", "/api/pending", { title: `Sea ${newId()}` })).body.id}`;
    const made = await ask(reader, "POST", `/api/collections/${reader.username}`, { name: "Sea" });
    expect((await ask(reader, "PUT", `${at}/wish`, { collection_id: made.body.id })).status).toBe(204);
    expect(codeOf(await ask(other, "PUT", `${at}/wish`, { collection_id: made.body.id }))).toEqual([
      404,
      "collection_not_found",
    ]);
    expect((await ask(other, "PUT", `${at}/wish`, { collection_id: null })).status).toBe(204);
    expect(codeOf(await ask(reader, "PUT", `${at}/wish`, {}))).toEqual([400, "invalid_input"]);
    expect((await ask(reader, "GET", "/api/account/wishes")).body.wishes).toMatchObject([{ has_come: false }]);
    expect((await ask(reader, "POST", `${at}/told`)).status).toBe(204);
    for (const reader_ of [reader, other]) expect((await ask(reader_, "DELETE", `${at}/wish`)).status).toBe(204);
    expect(codeOf(await ask(reader, "DELETE", `${at}/wish`))).toEqual([404, "wish_not_found"]);
    expect(codeOf(await ask(reader, "PUT", `${at}/wish`, { collection_id: null }))).toEqual([404, "pending_not_found"]);
  });

  it("is typed in by its reader, and made a book of by a moderator who has seen it", async () => {
    const [reader, other, moderator] = [await readerOfApi(), await readerOfApi(), await moderatorOfApi()];
    const at = await unknownOf(reader);
    const book = { title: "Salt and wind", authors: ["Ana Sea"], published_year: 1999 };
    expect(codeOf(await ask(reader, "PUT", `${at}/book`, { book: { title: " " } }))).toEqual([400, "invalid_input"]);
    expect(await ask(reader, "PUT", `${at}/book`, { book })).toEqual({ status: 200, body: { isbn: null } });
    expect(codeOf(await ask(other, "PUT", `${at}/book`, { book }))).toEqual([409, "already_typed"]);
    expect(codeOf(await ask(other, "POST", `${at}/choose`, { evidence: "0".repeat(64) }))).toEqual([
      404,
      "pending_not_found",
    ]);
    expect(codeOf(await ask(reader, "POST", `${at}/choose`, { evidence: "0".repeat(64) }))).toEqual([
      409,
      "changed_since",
    ]);

    expect(codeOf(await ask(reader, "GET", "/api/admin/pending"))).toEqual([403, "forbidden"]);
    const listed = (await ask(moderator, "GET", "/admin/api/pending?show=attention&limit=100")).body.pending;
    const found = listed.find(({ id }: { id: string }) => at.endsWith(id));
    expect(found).toMatchObject({ typed: { title: "Salt and wind" }, typed_by: reader.username, status: "unknown" });
    const approve = at.replace("/api/pending", "/api/admin/pending");
    const { evidence } = found;
    expect(codeOf(await ask(moderator, "POST", `${approve}/approve`, { evidence: "0".repeat(64) }))).toEqual([
      409,
      "changed_since",
    ]);
    expect((await ask(moderator, "POST", `${approve}/approve`, { evidence })).status).toBe(200);
    expect(codeOf(await ask(moderator, "POST", `${approve}/approve`, { evidence }))).toEqual([409, "changed_since"]);
  });

  it("is rejected, taken up again and looked up again by moderators alone", async () => {
    const [reader, moderator] = [await readerOfApi(), await moderatorOfApi()];
    const at = (await unknownOf(reader)).replace("/api/pending", "/api/admin/pending");
    for (const act of ["reject", "reopen", "retry"])
      expect(codeOf(await ask(reader, "POST", `${at}/${act}`))).toEqual([403, "forbidden"]);
    expect(codeOf(await ask(moderator, "POST", `${at}/reopen`))).toEqual([409, "changed_since"]);
    expect((await ask(moderator, "POST", `${at}/reject`)).status).toBe(204);
    expect((await ask(reader, "GET", at.replace("/admin", ""))).body.status).toBe("rejected");
    expect((await ask(moderator, "POST", `${at}/reopen`)).status).toBe(204);
    expect([202, 422]).toContain((await ask(moderator, "POST", `${at}/retry`)).status);
    const nobody = at.replace(/[^/]+$/, newId());
    expect(codeOf(await ask(moderator, "POST", `${nobody}/reject`))).toEqual([404, "pending_not_found"]);
  });
});

describe("what one scanned and said, over the API", () => {
  it("is listed and deleted by oneself alone, with its photo", async () => {
    const [reader, other, moderator] = [await readerOfApi(), await readerOfApi(), await moderatorOfApi()];
    const book = await buildBook();
    const scanned = await ask(reader, "POST", "/barcode", { isbn: book.isbn13 });
    expect([scanned.status, scanned.body.username]).toEqual([200, reader.username]);
    const form = new FormData();
    form.append("verdict", "bad_cover");
    const picture = sharp({ create: { width: 90, height: 120, channels: 3, background: "#846" } }).png();
    form.append("photo", new Blob([new Uint8Array(await picture.toBuffer())]), "cover.png");
    const said = await callApi("POST", `/api/scans/${scanned.body.requestId}/feedback`, {
      ...{ body: form, headers: reader.headers },
    });
    expect(said.status).toBe(200);

    const [photo] = (await ask(reader, "GET", "/api/account/photos")).body.photos;
    const [word] = (await ask(reader, "GET", "/api/account/feedback")).body.feedback;
    expect([photo, word]).toMatchObject([
      { is_in_use: false, book: { isbn: book.isbn } },
      { verdict: "bad_cover", has_photo: true },
    ]);
    const open = (await ask(moderator, "GET", "/api/admin/feedback?limit=100")).body.feedback;
    expect(open.find(({ id }: { id: number }) => id === word.id)).toMatchObject({ has_photo: true, answer: "match" });
    expect(JSON.stringify(open)).not.toContain(reader.username);

    const at = `/api/account/photos/${photo.id}`;
    const shown = await callApi("GET", at, { headers: reader.headers });
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    for (const method of ["GET", "DELETE"] as const)
      expect(codeOf(await ask(other, method, at))).toEqual([404, "photo_not_found"]);
    const wordAt = `/api/account/feedback/${word.id}`;
    expect(codeOf(await ask(other, "DELETE", wordAt))).toEqual([404, "feedback_not_found"]);
    expect((await ask(reader, "DELETE", at)).status).toBe(204);
    expect((await ask(reader, "GET", "/api/account/feedback")).body.feedback).toMatchObject([{ has_photo: false }]);
    expect((await ask(reader, "DELETE", wordAt)).status).toBe(204);
    expect((await ask(reader, "GET", "/api/account/feedback")).body.feedback).toEqual([]);

    const moments = await ask(reader, "GET", `/api/recently_scanned/${reader.username}/${book.isbn}`);
    expect(moments).toMatchObject({
      status: 200,
      body: { times: 1, moments: [expect.any(String)], next_cursor: null },
    });
    const never = `/api/recently_scanned/${reader.username}/${randomIsbn().isbn13}`;
    expect(codeOf(await ask(reader, "GET", never))).toEqual([404, "not_scanned"]);
  });

  it("is closed by moderators once", async () => {
    const [reader, moderator, book] = [await readerOfApi(), await moderatorOfApi(), await buildBook()];
    const { body } = await ask(reader, "POST", "/barcode", { isbn: book.isbn13 });
    await ask(reader, "POST", `/api/scans/${body.requestId}/feedback`, { verdict: "bad_cover", note: "Torn" });
    const [word] = (await ask(reader, "GET", "/api/account/feedback")).body.feedback;
    const at = `/api/admin/feedback/${word.id}`;
    const marked = {
      corners: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      sha256: "0".repeat(64),
    };
    expect(codeOf(await ask(reader, "POST", `${at}/close`, { as: "done" }))).toEqual([403, "forbidden"]);
    expect(codeOf(await ask(moderator, "POST", `${at}/close`, { as: "lost" }))).toEqual([400, "invalid_input"]);
    expect(codeOf(await ask(moderator, "POST", `${at}/accept`, marked))).toEqual([404, "photo_gone"]);
    expect((await ask(moderator, "POST", `${at}/close`, { as: "done" })).status).toBe(204);
    expect(codeOf(await ask(moderator, "POST", `${at}/close`, { as: "done" }))).toEqual([409, "already_decided"]);
    expect(codeOf(await ask(moderator, "DELETE", `${at}/view`))).toEqual([409, "already_decided"]);
    expect((await ask(moderator, "GET", "/api/admin/feedback/views")).body.views).toEqual([]);
  });
});
