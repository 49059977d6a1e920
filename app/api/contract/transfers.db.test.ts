import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { buildBook, randomIsbn } from "@/db/factories";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { runImport } from "@/lib/transfers/running/commands";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

type Method = Parameters<typeof callApi>[0];

async function ask({ headers }: ApiReader, method: Method, address: string, json?: unknown) {
  const response = await callApi(method, address, { json, headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];

/** Brings a file, or without a name a pasted text. */
async function bring({ headers }: Pick<ApiReader, "headers">, text: string, name?: string) {
  const form = new FormData();
  if (name) form.append("name", name);
  form.append("file", new Blob([text]), "file");
  const response = await callApi("POST", "/api/imports", { body: form, headers });
  return { status: response.status, body: await response.json() };
}

describe("imports over the API", () => {
  it("are brought, looked at, started, seen to their end, undone, deleted and brought back", async () => {
    const [reader, book] = [await readerOfApi(), await buildBook()];
    const brought = await bring(reader, `${book.isbn13}\n${randomIsbn().isbn13}\n`);
    expect(brought).toEqual({ status: 201, body: { id: expect.any(String), format: "isbns", rows: 2 } });
    const at = `/api/imports/${brought.body.id}`;
    const seen = await ask(reader, "GET", at);
    expect(seen).toMatchObject({
      status: 200,
      body: { id: brought.body.id, state: "preview", total: 2, dates: "none" },
    });
    expect((await ask(reader, "GET", "/api/imports")).body.imports).toMatchObject([{ id: brought.body.id }]);

    expect(codeOf(await ask(reader, "POST", `${at}/undo`))).toEqual([409, "not_begun"]);
    expect((await ask(reader, "PUT", `${at}/options`, { shelves: "tags" })).status).toBe(204);
    expect(codeOf(await ask(reader, "PUT", `${at}/options`, { shelves: "boxes" }))).toEqual([400, "invalid_input"]);
    expect((await ask(reader, "GET", at)).body.options.shelves).toBe("tags");
    expect((await ask(reader, "POST", `${at}/start`)).status).toBe(202);
    expect(codeOf(await ask(reader, "POST", `${at}/start`))).toEqual([409, "has_begun"]);
    expect(codeOf(await ask(reader, "PUT", `${at}/options`, {}))).toEqual([409, "has_begun"]);
    expect(codeOf(await ask(reader, "DELETE", at))).toEqual([409, "at_work"]);
    await runImport(brought.body.id);
    expect((await ask(reader, "GET", at)).body).toMatchObject({ state: "done" });

    expect((await ask(reader, "POST", `${at}/undo`)).status).toBe(202);
    await runImport(brought.body.id);
    expect((await ask(reader, "GET", at)).body).toMatchObject({ state: "undone" });
    expect((await ask(reader, "DELETE", at)).status).toBe(204);
    expect(codeOf(await ask(reader, "GET", at))).toEqual([404, "import_not_found"]);
    expect((await ask(reader, "POST", `${at}/restore`)).status).toBe(204);
    expect((await ask(reader, "GET", at)).status).toBe(200);
  });

  it("show their rows page after page, and each is decided about", async () => {
    const [reader, book] = [await readerOfApi(), await buildBook()];
    const csv = ["Title,Author", "Sea one,A", "Sea two,B", "Sea three,C"].join("\n");
    const { body } = await bring(reader, csv, "books.csv");
    const at = `/api/imports/${body.id}`;
    const first = await ask(reader, "GET", `${at}/rows?limit=2`);
    const second = await ask(reader, "GET", `${at}/rows?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.rows, ...second.body.rows].map(({ title }: { title: string }) => title)).toEqual([
      ...["Sea one", "Sea two", "Sea three"],
    ]);
    expect(second.body.next_cursor).toBeNull();
    expect(codeOf(await ask(reader, "GET", `${at}/rows?show=lost`))).toEqual([400, "invalid_input"]);
    await ask(reader, "POST", `${at}/start`);
    await runImport(body.id);
    const rows = (await ask(reader, "GET", `${at}/rows?show=review`)).body.rows as { id: number }[];
    expect(rows).toHaveLength(3);
    const [one, two, three] = rows.map(({ id }) => `${at}/rows/${id}`);

    expect(codeOf(await ask(reader, "PUT", `${one}/book`, { isbn: "9780000000002" }))).toEqual([404, "book_not_found"]);
    expect((await ask(reader, "PUT", `${one}/book`, { isbn: book.isbn })).status).toBe(204);
    expect(codeOf(await ask(reader, "PUT", `${one}/book`, { isbn: book.isbn }))).toEqual([409, "already_decided"]);
    expect(await ask(reader, "POST", `${two}/book`, { title: "Sea two", authors: ["B"] })).toEqual({
      ...{ status: 201, body: { is_pending: true } },
    });
    expect(codeOf(await ask(reader, "POST", `${two}/book`, { title: " ", authors: [] }))).toEqual([
      400,
      "invalid_input",
    ]);
    expect((await ask(reader, "POST", `${three}/skip`)).status).toBe(204);
    expect(codeOf(await ask(reader, "POST", `${three}/skip`))).toEqual([409, "already_decided"]);
    expect(codeOf(await ask(reader, "POST", `${at}/rows/2000000000/skip`))).toEqual([404, "row_not_found"]);
    expect(codeOf(await ask(reader, "POST", `${at}/retry`))).toEqual([409, "nothing_to_do"]);
    expect(await ask(reader, "POST", `${at}/retry`, { row_id: rows[2]?.id })).toEqual({
      status: 202,
      body: { rows: 1 },
    });
  });

  it("are nobody else's, and nothing is brought that is none", async () => {
    const [reader, other] = [await readerOfApi(), await readerOfApi()];
    const { body } = await bring(reader, `${randomIsbn().isbn13}\n`);
    const at = `/api/imports/${body.id}`;
    for (const [method, address, json] of [
      ...(["", "/rows", "/failed"] as const).map((end) => ["GET", `${at}${end}`] as const),
      ...(["start", "undo", "retry", "restore"] as const).map((act) => ["POST", `${at}/${act}`] as const),
      ["PUT", `${at}/options`, {}],
      ["DELETE", at],
      ["GET", `/api/imports/${newId()}`],
    ] as const)
      expect([address, ...codeOf(await ask(other, method, address, json))]).toEqual([address, 404, "import_not_found"]);
    expect((await ask(other, "GET", "/api/imports")).body).toEqual({ imports: [] });
    expect(await bring(reader, "   ")).toMatchObject({
      status: expect.any(Number),
      body: { code: expect.any(String) },
    });
    expect(await bring({ headers: { authorization: "" } }, "x")).toMatchObject({ status: 401 });
    const failed = await callApi("GET", `${at}/failed`, { headers: reader.headers });
    expect([failed.status, failed.headers.get("content-disposition")]).toEqual([
      200,
      'attachment; filename="not-imported.csv"',
    ]);
    for (const file of ["library.csv", "library.json", "copies.csv", "library.zip"]) {
      const exported = await callApi("GET", `/api/library/export/${file}`, { headers: reader.headers });
      expect([exported.status, (await exported.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    }
    expect((await callApi("GET", "/api/library/export/other", { headers: reader.headers })).status).toBe(404);
  });
});
