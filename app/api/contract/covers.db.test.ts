import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { addCover } from "@/lib/covers/commands";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  await buildUser();
});

type Method = Parameters<typeof callApi>[0];

async function ask({ headers }: ApiReader, method: Method, address: string, json?: unknown) {
  const response = await callApi(method, address, { json, headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];

async function bring(reader: ApiReader, isbn: string, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const photo = sharp(await newPicture())
    .resize({ width: 600 })
    .jpeg();
  form.append("image", new Blob([new Uint8Array(await photo.toBuffer())]), "cover.jpg");
  const { headers } = reader;
  const response = await callApi("POST", `/api/book/${isbn}/own-cover`, { body: form, headers });
  return { status: response.status, body: await response.json() };
}
const KEEP = { corners: "0.02,0.02,0.98,0.02,0.98,0.98,0.02,0.98", keep: "yes" };

describe("a reader's own picture over the API", () => {
  it("is looked at, kept, listed, read and deleted by its reader", async () => {
    const [reader, other, { isbn }] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    const looked = await bring(reader, isbn);
    expect(looked).toMatchObject({ status: 200, body: { corners: expect.any(Array) } });
    expect(Object.keys(looked.body).sort()).toEqual(["corners", "problem", "view"]);
    expect(codeOf(await bring(reader, isbn, { corners: "1,2", keep: "yes" }))).toEqual([400, "bad_corners"]);
    expect(codeOf(await bring(reader, "9780000000002"))).toEqual([404, "book_not_found"]);
    expect(await bring(reader, isbn, KEEP)).toEqual({ status: 200, body: { as: "proposed" } });

    const [picture] = (await ask(reader, "GET", "/api/account/pictures")).body.pictures;
    expect(picture).toMatchObject({ kind: "spare", state: "proposed", book: { isbn } });
    const at = `/api/account/pictures/${picture.kind}/${picture.id}`;
    const shown = await callApi("GET", at, { headers: reader.headers });
    expect([shown.status, shown.headers.get("content-type"), shown.headers.get("cache-control")]).toEqual([
      ...[200, "image/jpeg", "private, no-store"],
    ]);
    expect(codeOf(await ask(other, "GET", at))).toEqual([404, "picture_not_found"]);
    expect(codeOf(await ask(other, "DELETE", at))).toEqual([404, "cover_not_found"]);
    expect((await ask(reader, "DELETE", at)).status).toBe(204);
    expect((await ask(reader, "GET", "/api/account/pictures")).body).toEqual({ pictures: [] });
    expect((await ask(reader, "GET", "/api/account/pictures/other/1")).status).toBe(404);
  });

  it("is decided about by moderators, who can take each decision back as its answer says", async () => {
    const [reader, moderator, book] = [await readerOfApi(), await readerOfApi(), await buildBook()];
    await db.update(users).set({ role: "moderator" }).where(eq(users.username, moderator.username));
    await addCover(book.id, "import", await newPicture());
    await bring(reader, book.isbn, KEEP);
    const at = `/api/admin/book/${book.isbn}`;
    expect(codeOf(await ask(reader, "GET", `${at}/covers`))).toEqual([403, "forbidden"]);
    const seen = async () => (await ask(moderator, "GET", `${at}/covers`)).body;
    const { used, spare } = await seen();
    expect([used, spare]).toMatchObject([
      [{ source: "import", is_primary: true }],
      [{ state: "proposed", person: reader.username }],
    ]);
    const spareAt = `${at}/spares/${spare[0].id}/decide`;
    const taken = await ask(moderator, "POST", spareAt, { as: "shown" });
    expect(taken).toMatchObject({
      status: 200,
      body: { before: { cover_id: used[0].id }, cover_id: expect.any(Number) },
    });
    expect(codeOf(await ask(moderator, "POST", spareAt, { as: "shown" }))).toEqual([409, "already_there"]);
    expect(codeOf(await ask(moderator, "POST", spareAt, { as: "eaten" }))).toEqual([400, "invalid_input"]);
    const { before, cover_id: coverId } = taken.body;
    expect((await ask(moderator, "POST", `${at}/covers/${coverId}/undo`, { before })).status).toBe(204);
    expect(await seen()).toMatchObject({
      used: [{ id: used[0].id, is_primary: true }],
      spare: [{ state: "proposed" }],
    });

    const chosen = await ask(moderator, "POST", `${at}/covers/${used[0].id}/choose`, { is_chosen: true });
    expect(chosen).toEqual({ status: 200, body: { before: { cover_id: used[0].id, is_chosen: false } } });
    const aside = await ask(moderator, "DELETE", `${at}/covers/${used[0].id}`);
    expect(aside).toEqual({ status: 200, body: { spare_id: expect.any(Number) } });
    const returned = `${at}/spares/${aside.body.spare_id}/decide`;
    expect((await ask(moderator, "POST", returned, { as: "returned" })).status).toBe(200);
    expect(codeOf(await ask(moderator, "DELETE", `${at}/covers/2000000000`))).toEqual([404, "cover_not_found"]);
    expect(codeOf(await ask(moderator, "GET", "/api/admin/book/9780000000002/covers"))).toEqual([
      404,
      "book_not_found",
    ]);
  });
});

describe("a copy of one's data over the API", () => {
  it("is asked for once, followed and discarded by its reader alone", async () => {
    const [reader, other] = [await readerOfApi(), await readerOfApi()];
    const at = "/api/account/exports";
    expect(await ask(reader, "GET", at)).toEqual({ status: 200, body: { export: null } });
    const asked = await ask(reader, "POST", at);
    expect(asked).toEqual({ status: 202, body: { export_id: expect.any(String) } });
    expect(codeOf(await ask(reader, "POST", at))).toEqual([409, "already_there"]);
    expect((await ask(reader, "GET", at)).body.export).toMatchObject({ state: "waiting", href: null });
    const one = `${at}/${asked.body.export_id}`;
    for (const method of ["GET", "DELETE"] as const)
      expect(codeOf(await ask(other, method, one))).toEqual([404, "export_not_found"]);
    expect(codeOf(await ask(reader, "GET", `${one}?signature=x`))).toEqual([404, "export_not_found"]);
    expect((await ask(reader, "DELETE", one)).status).toBe(204);
    expect(codeOf(await ask(reader, "DELETE", `${at}/${newId()}`))).toEqual([404, "export_not_found"]);
  });
});
