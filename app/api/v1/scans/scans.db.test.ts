import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildScan, buildUser } from "@/db/factories";
import { scanFeedback } from "@/db/schema/scans";
import { env } from "@/lib/platform/env";
import { callApi } from "../../call.fixtures";

/** This file's requests come from one address; the limits have a test of their own. */
beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const at = (requestId: string) => `/api/scans/${encodeURIComponent(requestId)}/feedback`;

const post = (requestId: string, body: BodyInit | undefined, headers: Record<string, string> = {}) =>
  callApi("POST", at(requestId), { body, headers });
const say = (requestId: string, words: unknown, headers: Record<string, string> = {}) =>
  post(requestId, JSON.stringify(words), { "content-type": "application/json", ...headers });
const withdraw = (requestId: string) => callApi("DELETE", at(requestId));

function form(words: Record<string, string>, photo?: Uint8Array) {
  const data = new FormData();
  for (const [name, value] of Object.entries(words)) data.append(name, value);
  if (photo) data.append("photo", new Blob([new Uint8Array(photo)]), "cover.jpg");
  return data;
}

async function expectProblem(response: Response, status: number, code: string) {
  const body = await response.json();
  expect([response.status, body.code]).toEqual([status, code]);
  expect(Object.keys(body).sort()).toEqual(["code", "error", "requestId"]);
  expect(response.headers.get("cache-control")).toBe("no-store");
}

const feedbackOf = (scanId: number) => db.select().from(scanFeedback).where(eq(scanFeedback.scanId, scanId));

async function buildMatch() {
  const book = await buildBook();
  return { book, ...(await buildScan({ bookId: book.id })) };
}

describe("POST /api/v1/scans/<requestId>/feedback", () => {
  it("takes a word as JSON, another in its place, and takes it back", async () => {
    const { book, requestId, id } = await buildMatch();
    const first = await say(requestId, { verdict: "confirmed" });
    expect([first.status, await first.json()]).toEqual([
      200,
      { verdict: "confirmed", isbn: book.isbn, right_isbn: book.isbn, note: null, has_photo: false },
    ]);
    const edition = await buildBook({ workId: book.workId, isbn10: null, isbn13: null });
    const second = await say(requestId, { verdict: "wrong_edition", right_isbn: edition.isbn, note: "  in Czech " });
    expect(await second.json()).toMatchObject({ right_isbn: `local:${edition.id}`, note: "in Czech" });
    expect(await feedbackOf(id)).toHaveLength(1);
    for (let time = 0; time < 2; time++) {
      const response = await withdraw(requestId);
      expect([response.status, await response.text()]).toEqual([204, ""]);
    }
    expect(await feedbackOf(id)).toEqual([]);
  });

  it("takes nothing that another site sends with a reader's cookies, whatever it calls itself", async () => {
    const { requestId, id } = await buildMatch();
    const words = JSON.stringify({ verdict: "confirmed" });
    const forged = {
      cookie: "next-auth.session-token=x",
      origin: "https://evil.example",
      "content-type": "text/plain",
    };
    await expectProblem(await post(requestId, words, forged), 403, "foreign_origin");
    const deleted = await callApi("DELETE", at(requestId), { headers: forged });
    await expectProblem(deleted, 403, "foreign_origin");
    expect(await feedbackOf(id)).toEqual([]);
  });

  it("keeps no sign of a note that nobody sees or that turns the reading direction", async () => {
    const { requestId, id } = await buildMatch();
    const response = await say(requestId, { verdict: "rejected", note: "not\u0000 \u202ethis\none" });
    expect(await response.json()).toMatchObject({ note: "not this\none" });
    expect(await feedbackOf(id)).toMatchObject([{ note: "not this\none" }]);
  });

  it("takes a photo in a form, with a note of five hundred characters of any script", async () => {
    const { requestId, id } = await buildMatch();
    const photo = await sharp({ create: { width: 90, height: 120, channels: 3, background: "#468" } })
      .png()
      .toBuffer();
    const note = "書".repeat(500);
    const response = await post(requestId, form({ verdict: "bad_cover", note }, photo));
    expect([response.status, await response.json()]).toMatchObject([200, { has_photo: true, note }]);
    expect(await feedbackOf(id)).toMatchObject([{ note }]);
    await expectProblem(await post(requestId, form({ verdict: "confirmed" })), 400, "no_file");
    await expectProblem(await post(requestId, form({ verdict: "confirmed" }, Buffer.from("no"))), 415, "not_a_picture");
    await expectProblem(
      await post(requestId, form({ verdict: "confirmed" }, Buffer.alloc(13 * 2 ** 20))),
      413,
      "too_large",
    );
    expect(await feedbackOf(id)).toMatchObject([{ verdict: "bad_cover" }]);
  });

  it("has no scan of somebody else's, none under a made-up handle, and none under what is no handle", async () => {
    const reader = await buildUser();
    const { requestId } = await buildScan({ userId: reader.id });
    for (const [handle, code] of [
      ...[requestId, crypto.randomUUID()].map((one) => [one, "scan_not_found"] as const),
      ...["1", "../../x", `${requestId}'`].map((one) => [one, "not_found"] as const),
    ]) {
      await expectProblem(await say(handle, { verdict: "not_in_list" }), 404, code);
      await expectProblem(await withdraw(handle), 404, code);
    }
  });

  it("says what is wrong with a word", async () => {
    const { requestId } = await buildMatch();
    const stranger = await buildBook();
    await expectProblem(await say(requestId, { verdict: "great" }), 400, "invalid_input");
    await expectProblem(await say(requestId, {}), 400, "invalid_input");
    await expectProblem(await say(requestId, { verdict: "confirmed", note: "x".repeat(501) }), 400, "invalid_input");
    await expectProblem(await say(requestId, { verdict: "confirmed", isbn: 5 }), 400, "invalid_input");
    await expectProblem(await post(requestId, "{"), 400, "malformed");
    for (const body of ["null", '"confirmed"', ""])
      await expectProblem(await post(requestId, body), 400, "invalid_input");
    await expectProblem(await post(requestId, "x".repeat(9_000)), 413, "too_large");
    await expectProblem(
      await say(requestId, { verdict: "wrong_edition", right_isbn: stranger.isbn }),
      422,
      "not_another_edition",
    );
    await expectProblem(
      await say(requestId, { verdict: "confirmed", right_isbn: "9780804429573" }),
      404,
      "book_not_found",
    );
    const { requestId: refused } = await buildScan({ status: "rejected" });
    await expectProblem(await say(refused, { verdict: "not_in_list" }), 422, "no_answer");
  });

  it("answers 429 once an address has used up its share", async () => {
    const { requestId } = await buildMatch();
    env().rateLimitFactor = 0.05;
    try {
      const statuses: number[] = [];
      for (let time = 0; time < 4; time++)
        statuses.push((await say(requestId, { verdict: "confirmed" }, { "x-ridizi-peer": "203.0.113.80" })).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
    } finally {
      env().rateLimitFactor = 1_000;
    }
  });
});

describe("GET /api/v1/admin/feedback/<id>/photo and …/straightened", () => {
  it("show a visitor nothing, whether there is a photo or not", async () => {
    for (const what of ["photo", "straightened"])
      for (const id of ["1", "x", "2000000000"])
        await expectProblem(await callApi("GET", `/api/v1/admin/feedback/${id}/${what}`), 401, "signed_out");
  });
});

describe("GET /api/v1/book/<isbn>/editions", () => {
  const editions = (isbn: string) => callApi("GET", `/api/book/${isbn}/editions`);

  it("lists the other editions of the work, and none of another", async () => {
    const book = await buildBook({ publishedYear: 1980 });
    const later = await buildBook({ workId: book.workId, publishedYear: 2001 });
    const earlier = await buildBook({ workId: book.workId, publishedYear: 1955 });
    await buildBook();
    const response = await editions(book.isbn);
    expect(await response.json()).toMatchObject([
      { isbn: earlier.isbn, year: 1955, cover_url: `/cover/${earlier.isbn}.jpg` },
      { isbn: later.isbn, year: 2001 },
    ]);
    await expectProblem(await editions("9780804429573"), 404, "book_not_found");
    await expectProblem(await editions("9780804429574"), 400, "wrong_check_digit");
  });
});
