import { describe, expect, it } from "vitest";
import { z } from "zod";
import { etagOf, hasAlready } from "./etag";
import { selectableFields, selectFields } from "./fields";
import { answerSchema } from "./json-schema";
import { describeApi } from "./openapi";
import { createRouter } from "./router";
import { codeName, fromWire, toWire, toWireSchema, wireName } from "./wire";

describe("names on the wire", () => {
  it.each([
    ["collectionId", "collection_id"],
    ["isbn13", "isbn13"],
    ["year", "year"],
    ["isSmart", "is_smart"],
    ["day2Of", "day2_of"],
  ])("%s is %s there, and comes back", (ours, theirs) => {
    expect([wireName(ours), codeName(theirs)]).toEqual([theirs, ours]);
  });

  it("are changed however deep, moments and texts are not, and requestId is the contract's own", () => {
    const at = new Date(0);
    const value = { requestId: "r", someBooks: [{ coverUrl: "/some_url", madeAt: at }], none: null };
    expect(toWire(value)).toEqual({
      requestId: "r",
      some_books: [{ cover_url: "/some_url", made_at: at }],
      none: null,
    });
    expect(fromWire({ request_id: "r", some_books: [{ cover_url: "/some_url" }] })).toEqual({
      requestId: "r",
      someBooks: [{ coverUrl: "/some_url" }],
    });
  });

  it("are those of the schema, down to what must be there and what is meant where it is left out", () => {
    const schema = z.object({ bookIds: z.array(z.int()), sortBy: z.enum(["byHand"]).default("byHand") });
    expect(toWireSchema(z.toJSONSchema(schema, { io: "input" }))).toMatchObject({
      properties: { book_ids: { type: "array" }, sort_by: { enum: ["byHand"], default: "byHand" } },
      required: ["book_ids"],
    });
  });
});

describe("an ETag", () => {
  const asks = (tags: string) => new Headers({ "if-none-match": tags });
  it("is known again, also where a proxy has marked or unmarked it", () => {
    const etag = etagOf("text");
    expect(etag).toBe(etagOf("text"));
    expect(etag).not.toBe(etagOf("texts"));
    for (const tags of [etag, etag.slice(2), `"x", ${etag}`, "*"]) expect(hasAlready(asks(tags), etag)).toBe(true);
    expect(hasAlready(asks('"x"'), etag)).toBe(false);
    expect(hasAlready(new Headers(), etag)).toBe(false);
  });
});

describe("fields=", () => {
  const book = z.object({ isbn: z.string(), coverUrl: z.string() }).meta({ id: "FieldsBook" });
  const list = answerSchema(z.array(book));
  const page = answerSchema(z.object({ books: z.array(book), nextCursor: z.string().nullable() }));
  const one = { isbn: "1", cover_url: "/x" };
  it.each([
    ["one", answerSchema(book), one, { isbn: "1" }],
    ["a list", list, [one, one], [{ isbn: "1" }, { isbn: "1" }]],
    ["a page", page, { books: [one], next_cursor: "c" }, { books: [{ isbn: "1" }], next_cursor: "c" }],
  ])("chooses from %s", (_, schema, value, chosen) => {
    expect(selectableFields(schema)).toEqual(["isbn", "cover_url"]);
    expect(selectFields(value, "isbn", schema)).toEqual(chosen);
    expect(() => selectFields(value, "isbn,smell", schema)).toThrow(/“smell”.*isbn, cover_url/);
  });
});

describe("an address", () => {
  const operations = ["GET /a/{id}", "GET /a/all", "PUT /a/{id}", "GET /a/{id}/b/{b_id}", "POST /c"].map((line) => {
    const [method = "", path = ""] = line.split(" ");
    return { method, path };
  });
  const find = createRouter(operations);
  const seek = (method: string, path: string) => find(method, path.split("/").filter(Boolean));
  it("leads to its operation, a literal one before one with a parameter", () => {
    expect(seek("GET", "/a/7")).toEqual({ operation: operations[0], params: { id: "7" } });
    expect(seek("GET", "/a/all")).toEqual({ operation: operations[1], params: {} });
    expect(seek("GET", "/a/x%2Fy/b/2")).toEqual({ operation: operations[3], params: { id: "x%2Fy", b_id: "2" } });
  });
  it("says what else it takes, or that it is none", () => {
    expect(seek("DELETE", "/a/7")).toEqual({ operation: null, allowed: ["GET", "PUT"] });
    expect(seek("PUT", "/a/all")).toEqual({ operation: operations[2], params: { id: "all" } });
    expect(seek("GET", "/a")).toEqual({ operation: null, allowed: [] });
  });
});

describe("the document", () => {
  const book = z.object({ coverUrl: z.string() }).meta({ id: "DocumentBook" });
  const operation = {
    id: "x.read",
    method: "GET",
    path: "/x",
    summary: "Read",
    access: "user",
    answers: { 200: book },
  };
  const site = { site: "http://localhost", version: "1.0.0", tags: { x: "Things." } };
  it("has what is shared once, by its name", () => {
    const document = describeApi(
      [operation, { ...operation, id: "x.list", path: "/xs", answers: { 200: z.array(book) } }],
      site,
    );
    const text = JSON.stringify(document);
    expect(document.components.schemas).toMatchObject({
      DocumentBook: { properties: { cover_url: { type: "string" } } },
    });
    expect(text).not.toContain("$defs");
    expect(text.match(/"cover_url"/g)).toHaveLength(2);
  });
  it("tells what comes in from what goes out", () => {
    const given = z.object({ smell: z.string() }).meta({ id: "DocumentSmell" });
    const make = {
      ...operation,
      id: "x.make",
      method: "POST",
      path: "/y",
      body: z.object({ given }),
      answers: { 201: given },
    };
    const { schemas } = describeApi([make], site).components;
    expect([schemas.DocumentSmell, schemas.DocumentSmellInput]).toMatchObject([
      { additionalProperties: false },
      { type: "object" },
    ]);
  });
});
