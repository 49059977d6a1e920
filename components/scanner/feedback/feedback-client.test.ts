import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listEditions, type Said, sendFeedback } from "./feedback-client";

const HANDLE = "3a653531-ea9f-4cf3-87fd-6d81ec5350b7";
const photo = new Blob(["jpeg"], { type: "image/jpeg" });
const said = (given: Partial<Said>): Said => ({
  verdict: "confirmed",
  isbn: null,
  rightIsbn: null,
  note: "",
  keepsPhoto: false,
  ...given,
});

/** The server answers this; what it was asked is in the returned list. */
function serverAnswering(answer: () => Response) {
  const asked: { url: string; request: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
    asked.push({ url, request });
    return answer();
  });
  return asked;
}

beforeEach(() => void vi.stubGlobal("navigator", { onLine: true }));
afterEach(() => void vi.unstubAllGlobals());

describe("sendFeedback", () => {
  it("sends no photo unless the reader agreed to have it kept", async () => {
    const asked = serverAnswering(() => Response.json({}));
    expect(await sendFeedback(HANDLE, said({ verdict: "rejected", rightIsbn: "2" }), photo)).toMatchObject({
      ok: true,
    });
    expect(asked[0]).toMatchObject({
      url: `/api/v1/scans/${HANDLE}/feedback`,
      request: { method: "POST", body: JSON.stringify({ verdict: "rejected", right_isbn: "2" }) },
    });
    await sendFeedback(HANDLE, said({ keepsPhoto: true, note: "signed" }), photo);
    const body = asked[1]?.request.body;
    expect(body instanceof FormData && [...body.keys()]).toEqual(["verdict", "note", "photo"]);
    await sendFeedback(HANDLE, said({ keepsPhoto: true }), null);
    expect(typeof asked[2]?.request.body).toBe("string");
  });

  it("takes a word back, and takes the page of a hotel's network for no answer", async () => {
    const asked = serverAnswering(() => new Response(null, { status: 204 }));
    expect(await sendFeedback(HANDLE, null, photo)).toMatchObject({ ok: true });
    expect(asked[0]?.request).toMatchObject({ method: "DELETE" });
    serverAnswering(() => new Response("<h1>Please log in</h1>"));
    for (const word of [null, said({})]) {
      expect(await sendFeedback(HANDLE, word, photo)).toMatchObject({ ok: false, problem: { canRetry: true } });
    }
  });
});

describe("listEditions", () => {
  it("gives books without a probability: nothing is guessed", async () => {
    const edition = { isbn: "local:7", isbn13: null, title: "A", subtitle: null, authors: [], year: 1931 };
    const asked = serverAnswering(() =>
      Response.json([{ ...edition, language_code: "cs", cover_url: "/cover/local-7.jpg" }]),
    );
    expect(await listEditions("local:9", new AbortController().signal)).toMatchObject({
      ok: true,
      value: [{ book: { isbn: "local:7", languageCode: "cs", coverFile: "local-7.jpg" }, confidence: null }],
    });
    expect(asked[0]?.url).toBe("/api/v1/book/local%3A9/editions");
  });
});
