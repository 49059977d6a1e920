import { randomBytes } from "node:crypto";
import { desc } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, randomIsbn } from "@/db/factories";
import { scanLogs } from "@/db/schema/scans";
import { addCover } from "@/lib/covers/commands";
import { addToIndex } from "@/lib/covers/vectors/commands";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { callApi, sendApi } from "../call.fixtures";

const MEBIBYTE = 1024 * 1024;

/** Each test file's requests come from one address; the limits have tests of their own. */
beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

/** A front of coloured blocks. */
function front() {
  const [width, height] = [300, 450];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(x / 60) * 7 + Math.floor(y / 50) * 3;
      data.set([(block * 83) % 256, (block * 151) % 256, (block * 29) % 256], (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function upload(content: Uint8Array | string, field = "image", more: Record<string, string> = {}, path = "/match") {
  const form = new FormData();
  for (const [name, value] of Object.entries(more)) form.append(name, value);
  if (typeof content === "string") form.append(field, content);
  else form.append(field, new Blob([new Uint8Array(content)]), "photo.jpg");
  return new Request(`http://localhost${path}`, { method: "POST", body: form });
}

const match = sendApi;
const barcode = (body: BodyInit | null, type?: string, query = "") =>
  callApi("POST", `/barcode${query}`, {
    body: body ?? undefined,
    headers: type === undefined ? {} : { "content-type": type },
  });
const barcodeOf = (isbn: unknown) => barcode(JSON.stringify({ isbn }), "application/json");
const book = (isbn: string) => callApi("GET", `/api/book/${encodeURIComponent(isbn)}`);
const cover = (filename: string, query = "", headers: Record<string, string> = {}) =>
  callApi("GET", `/cover/${encodeURIComponent(filename)}${query}`, { headers });

/** Every error has one shape, names its request in body and header, and is kept by nobody. */
async function expectProblem(response: Response, status: number, code: string) {
  const body = await response.json();
  expect([response.status, body.code]).toEqual([status, code]);
  expect(Object.keys(body).sort()).toEqual(["code", "error", "requestId"]);
  expect(body.error.length).toBeGreaterThan(5);
  expect(response.headers.get("x-request-id")).toBe(body.requestId);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return body;
}

/** A small PNG whose header claims 40,000 × 40,000 pixels, with the checksum of that header. */
async function hugePng() {
  const png = await noise(64, 64).png().toBuffer();
  png.writeUInt32BE(40_000, 16);
  png.writeUInt32BE(40_000, 20);
  png.writeUInt32BE(0xde6e_9952, 29);
  return png;
}

/** A book whose cover this process finds. */
async function buildKnown() {
  const known = await buildBook();
  await addCover(known.id, "upload", await front().png().toBuffer());
  await addToIndex(known.isbn);
  await openIndex();
  return known;
}

describe("POST /match", () => {
  it("knows a cover and answers as the source document says", async () => {
    const known = await buildKnown();
    const response = await match(upload(await front().jpeg().toBuffer()));
    const answer = await response.json();
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({
      filename: `${known.isbn}.jpg`,
      title: known.title,
      authors: known.authors,
      cover_url: `/cover/${known.isbn}.jpg`,
      alternatives: [],
      username: null,
      isbn: known.isbn,
      isbn13: known.isbn13,
    });
    expect(answer.score).toBeLessThan(0.05);
    expect(answer.similarity).toBeCloseTo(1 - answer.score / 2, 6);
    expect(answer.requestId).toBe(response.headers.get("x-request-id"));
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it.each<[string, () => Promise<Request> | Request, number, string]>([
    ["text", () => upload(Buffer.from("hello")), 415, "not_a_picture"],
    ["a PDF", () => upload(Buffer.from("%PDF-1.7\n")), 415, "not_a_picture"],
    ["an SVG", () => upload(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")), 415, "svg"],
    ["a HEIC", () => upload(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic")), 415, "heic"],
    [
      "an animated GIF",
      async () => {
        const raw = { width: 64, height: 128, channels: 3, pageHeight: 64 } as const;
        return upload(
          await sharp(randomBytes(64 * 128 * 3), { raw })
            .gif()
            .toBuffer(),
        );
      },
      415,
      "animated",
    ],
    [
      "a truncated JPEG",
      async () => upload((await noise(300, 300).jpeg().toBuffer()).subarray(0, 20_000)),
      422,
      "broken",
    ],
    ["one pixel", async () => upload(await noise(1, 1).png().toBuffer()), 422, "too_small"],
    ["40,000 × 40,000 pixels", async () => upload(await hugePng()), 413, "too_many_pixels"],
    ["a file over the limit", () => upload(Buffer.alloc(13 * MEBIBYTE)), 413, "too_large"],
    ["an empty file", () => upload(Buffer.alloc(0)), 400, "empty_file"],
    ["the wrong field name", async () => upload(await noise(64, 64).png().toBuffer(), "photo"), 400, "no_file"],
    ["a text field", () => upload("not a file"), 400, "no_file"],
    ["no body", () => new Request("http://localhost/match", { method: "POST" }), 400, "no_file"],
    [
      "JSON",
      () =>
        new Request("http://localhost/match", {
          method: "POST",
          body: "{}",
          headers: { "content-type": "application/json" },
        }),
      415,
      "not_multipart",
    ],
    [
      "somebody else's name",
      async () => upload(await noise(64, 64).png().toBuffer(), "image", { username: "alice" }),
      403,
      "not_your_name",
    ],
  ])("refuses %s", async (_, request, status, code) => {
    await expectProblem(await match(await request()), status, code);
  });

  it("stops a body of 200 MB that does not say how long it is", async () => {
    let sent = 0;
    const body = new ReadableStream({
      start: (controller) =>
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n')),
      pull: (controller) => {
        sent += MEBIBYTE;
        if (sent > 200 * MEBIBYTE) controller.close();
        else controller.enqueue(new Uint8Array(MEBIBYTE));
      },
    });
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const request = new Request("http://localhost/match", {
      method: "POST",
      body,
      headers,
      duplex: "half",
    } as RequestInit);
    await expectProblem(await match(request), 413, "too_large");
    expect(sent).toBeLessThan(20 * MEBIBYTE);
  });

  it("writes down every picture that it refused", async () => {
    const { requestId } = await expectProblem(await match(upload(Buffer.from("hello"))), 415, "not_a_picture");
    const [last] = await db.select().from(scanLogs).orderBy(desc(scanLogs.id)).limit(1);
    expect(last).toMatchObject({ requestId, status: "rejected", message: "not_a_picture" });
  });
});

describe("POST /barcode", () => {
  it("answers a missing ISBN in the words of the source document", async () => {
    for (const response of [
      await barcodeOf(""),
      await barcodeOf(" - "),
      await barcodeOf(undefined),
      await barcodeOf(["9780306406157"]),
      await barcode(null),
      await barcode("[]", "application/json"),
      await barcode("null", "application/json"),
    ]) {
      const body = await expectProblem(response, 400, "empty");
      expect(body.error).toBe("No isbn provided");
    }
  });

  it.each([
    ["a wrong check digit", "9780306406158", "wrong_check_digit"],
    ["an X in the middle", "97803064X6157", "not_an_isbn"],
    ["Arabic digits", "٩٧٨٠٣٠٦٤٠٦١٥٧", "foreign_digits"],
    ["groceries", "4006381333931", "not_a_book"],
    ["an American grocery code", "036000291452", "not_a_book"],
    ["a query", "' or 1=1 --", "not_an_isbn"],
    ["a long number", "9".repeat(4_000), "not_an_isbn"],
  ])("refuses %s", async (_, isbn, code) => {
    await expectProblem(await barcodeOf(isbn), 400, code);
  });

  it("takes an ISBN with hyphens, with an X, as a number, in a form and in the query", async () => {
    const known = await buildBook({ isbn10: "080442957X", isbn13: "9780804429573" });
    for (const response of [
      await barcodeOf("0-8044-2957-X"),
      await barcodeOf("080442957x"),
      await barcodeOf("978-0-8044-2957-3"),
      await barcodeOf(9780804429573),
      await barcode("isbn=9780804429573", "application/x-www-form-urlencoded"),
      await barcode(null, undefined, "?isbn=9780804429573"),
      await sendApi(upload("9780804429573", "isbn", {}, "/barcode")),
    ]) {
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        status: "match",
        isbn: "080442957X",
        title: known.title,
        username: null,
      });
    }
  });

  it("takes an ISBN that nobody knows as pending", async () => {
    const { isbn10, isbn13 } = randomIsbn();
    const response = await barcodeOf(isbn13);
    expect(response.status).toBe(202);
    const answer = await response.json();
    expect(answer).toMatchObject({ status: "pending", isbn: isbn10, isbn13, id: isbn13, stucked: false });
    expect(response.headers.get("location")).toBe(`/api/v1/pending/${isbn13}`);
    expect(answer.status_url).toBe(`/api/v1/pending/${isbn13}`);
  });

  it("tells anybody who knows its name where a pending book stands, and nobody else anything", async () => {
    const { isbn10, isbn13 } = randomIsbn();
    await barcodeOf(isbn13);
    for (const id of [isbn13, isbn10]) {
      const response = await callApi("GET", `/api/pending/${id}`);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.json()).toMatchObject({ id: isbn13, status: "pending", isbn: isbn13, book: null });
    }
    for (const id of ["1", "../1", newId(), randomIsbn().isbn13]) {
      const response = await callApi("GET", `/api/pending/${encodeURIComponent(id)}`);
      await expectProblem(response, 404, "pending_not_found");
    }
    await expectProblem(await callApi("GET", "/api/pending"), 401, "signed_out");
    await expectProblem(await callApi("POST", "/api/pending", { json: { title: "Sea" } }), 401, "signed_out");
  });

  it("refuses half a body, too much of one, and another reader's name", async () => {
    await expectProblem(await barcode('{"isbn":', "application/json"), 400, "malformed");
    await expectProblem(await barcode("x", "multipart/form-data; boundary=b"), 400, "malformed");
    await expectProblem(
      await barcode(JSON.stringify({ isbn: "9".repeat(9_000) }), "application/json"),
      413,
      "too_large",
    );
    const named = JSON.stringify({ isbn: "9780306406157", username: "alice" });
    await expectProblem(await barcode(named, "application/json"), 403, "not_your_name");
  });
});

describe("GET /api/book", () => {
  it("finds a book under each of its names, and one without an ISBN", async () => {
    const known = await buildBook();
    const local = await buildBook({ isbn10: null, isbn13: null });
    for (const isbn of [known.isbn10 ?? "", known.isbn13 ?? "", ` ${known.isbn10} `]) {
      expect(await (await book(isbn)).json()).toMatchObject({ isbn: known.isbn, title: known.title });
    }
    for (const isbn of [`local:${local.id}`, `local-${local.id}`])
      expect(await (await book(isbn)).json()).toMatchObject({ isbn: `local:${local.id}`, isbn13: null });
  });

  it("says what is wrong, and when there is no such book", async () => {
    await expectProblem(await book("9780306406158"), 400, "wrong_check_digit");
    await expectProblem(await book("../../etc/passwd"), 400, "not_an_isbn");
    await expectProblem(await book(randomIsbn().isbn13), 404, "book_not_found");
    await expectProblem(await book("local:2000000000"), 404, "book_not_found");
  });
});

describe("GET /cover", () => {
  it("serves each size as what it is, and the same tag as long as the picture is the same", async () => {
    const known = await buildBook();
    await addCover(known.id, "upload", await noise(700, 900).png().toBuffer());
    const tags = new Set<string | null>();
    for (const [size, type, width] of [
      ["thumb", "image/webp", 200],
      ["page", "image/webp", 600],
      ["original", "image/jpeg", 700],
    ] as const) {
      const response = await cover(`${known.isbn}.jpg`, `?size=${size}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
      expect(response.headers.get("content-length")).toBe(String(bytes.length));
      expect((await sharp(bytes).metadata()).width).toBe(width);
      tags.add(response.headers.get("etag"));
    }
    expect(tags.size).toBe(3);
  });

  it("answers 304 without a body to whoever has it, and anew when the picture changes", async () => {
    const known = await buildBook();
    await addCover(known.id, "upload", await noise(64, 64).png().toBuffer());
    const tag = (await cover(`${known.isbn}.jpg`)).headers.get("etag") ?? "";
    for (const header of [tag, `"other", ${tag}`, `W/${tag}`]) {
      const response = await cover(`${known.isbn}.jpg`, "", { "if-none-match": header });
      expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([304, "", tag]);
    }
    expect((await cover(`${known.isbn}.jpg`, "?size=thumb", { "if-none-match": tag })).status).toBe(200);
    await addCover(known.id, "upload", await noise(64, 64).png().toBuffer());
    expect((await cover(`${known.isbn}.jpg`, "", { "if-none-match": tag })).status).toBe(200);
  });

  it("may be kept for ever only under an address that names the picture", async () => {
    const known = await buildBook();
    await addCover(known.id, "upload", await noise(64, 64).png().toBuffer());
    expect((await cover(`${known.isbn}.jpg`, "?v=abc")).headers.get("cache-control")).toContain("immutable");
    expect((await cover(`${known.isbn}.jpg`)).headers.get("cache-control")).not.toContain("immutable");
  });

  it("draws a cover for a book without one", async () => {
    const bare = await buildBook({ isbn10: null, isbn13: null });
    const response = await cover(`local-${bare.id}.jpg`);
    expect(response.status).toBe(200);
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(600);
  }, 30_000);

  it.each([
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd.jpg",
    "/etc/passwd",
    "covers/ab/abc.jpg",
    "9780306406158.jpg",
    "local-2000000000.jpg",
    ".jpg",
    "a\0b.jpg",
  ])("has no cover %j", async (filename) => {
    await expectProblem(await cover(filename), 404, "cover_not_found");
  });

  it("names the sizes there are", async () => {
    const body = await expectProblem(await cover("9780306406157.jpg", "?size=../x"), 400, "invalid_input");
    expect(body.error).toContain("thumb, page, original");
  });
});

describe("health", () => {
  it("lives without anything, and is ready when a book can be recognised", async () => {
    await buildKnown();
    const live = await callApi("GET", "/api/health/live");
    expect([live.status, await live.json()]).toEqual([200, { live: true }]);
    const response = await callApi("GET", "/api/v1/health/ready");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ready: true, checks: { database: true, redis: true, index: true } });
  });
});

describe("an address that is none", () => {
  it("answers with the envelope of all errors", async () => {
    const response = await callApi("POST", "/api/nope");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: expect.any(String),
      code: "no_such_address",
      requestId: response.headers.get("x-request-id"),
    });
  });
});

describe("limits", () => {
  it("answers 429 with the time to wait once an address has used up its share", async () => {
    env().rateLimitFactor = 0.05;
    try {
      const statuses: number[] = [];
      for (let at = 0; at < 5; at++) {
        const request = upload(Buffer.from("hello"));
        request.headers.set("x-ridizi-peer", "203.0.113.77");
        const response = await match(request);
        statuses.push(response.status);
        if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect(statuses).toEqual([415, 415, 415, 429, 429]);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});
