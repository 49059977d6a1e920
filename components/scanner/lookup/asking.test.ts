import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask } from "./asking";
import type { Question } from "./question";

const ISBN = "9780140013993";
const COVER: Question = { kind: "photo", photo: new Blob(["jpeg"]) };
const BARCODE: Question = { kind: "isbn", isbn13: ISBN };
const never = new AbortController().signal;

const BOOK = { isbn: ISBN, isbn13: ISBN, title: "Emma", authors: [], cover_url: "/cover/x.jpg" };
const MATCH = { ...BOOK, status: "match", confidence: 0.98, alternatives: [], reasons: [], requestId: "1" };
const UNKNOWN = { status: "unknown", alternatives: [], reasons: [], requestId: "1" };

/** A server that answers to a photo when it is told to, and to an ISBN at once; what it was asked, and what was given up. */
function server() {
  const asked: string[] = [];
  const dropped: string[] = [];
  let answerPhoto: (answer: Response) => void = () => undefined;
  vi.stubGlobal("fetch", (url: string, { signal }: RequestInit) => {
    asked.push(url);
    if (url === "/barcode") return Promise.resolve(Response.json(BOOK));
    return new Promise<Response>((resolve, reject) => {
      answerPhoto = resolve;
      signal?.addEventListener("abort", () => {
        dropped.push(url);
        reject(new DOMException("aborted", "AbortError"));
      });
    });
  });
  return { asked, dropped, answerPhoto: (body: unknown) => answerPhoto(Response.json(body)) };
}

/** A barcode that is read when it is told to be. */
function looking() {
  let end: (question: Question | null) => void = () => undefined;
  const surer = new Promise<Question | null>((resolve) => {
    end = resolve;
  });
  return { surer, end };
}

beforeEach(() => void vi.stubGlobal("navigator", { onLine: true }));
afterEach(() => vi.unstubAllGlobals());

describe("ask", () => {
  it("asks for the barcode that is read meanwhile, and gives the cover up", async () => {
    const { asked, dropped } = server();
    const { surer, end } = looking();
    const answered = ask({ question: COVER, surer }, never);
    end(BARCODE);
    expect(await answered).toMatchObject({ question: BARCODE, answer: { ok: true, finding: { kind: "match" } } });
    expect(asked).toEqual(["/match", "/barcode"]);
    expect(dropped).toEqual(["/match"]);
  });

  it("shows a cover that was found without waiting for the barcode", async () => {
    const { asked, answerPhoto } = server();
    const answered = ask({ question: COVER, surer: looking().surer }, never);
    answerPhoto(MATCH);
    expect(await answered).toMatchObject({ question: COVER, answer: { ok: true, finding: { kind: "match" } } });
    expect(asked).toEqual(["/match"]);
  });

  it("waits for the barcode where the cover is not known, and takes the first answer if there is none", async () => {
    for (const [found, kind] of [
      [BARCODE, "match"],
      [null, "unknown"],
    ] as const) {
      const { answerPhoto } = server();
      const { surer, end } = looking();
      const answered = ask({ question: COVER, surer }, never);
      answerPhoto(UNKNOWN);
      await new Promise((done) => setTimeout(done));
      end(found);
      expect(await answered).toMatchObject({ question: found ?? COVER, answer: { ok: true, finding: { kind } } });
    }
  });

  it("names a code that is no book's where the cover is not known, and only there", async () => {
    for (const [body, reasons] of [
      [UNKNOWN, ["That is the code of a magazine (ISSN)."]],
      [MATCH, []],
    ] as const) {
      const { answerPhoto } = server();
      const surer = Promise.resolve({ note: "That is the code of a magazine (ISSN)." });
      const answered = ask({ question: COVER, surer }, never);
      answerPhoto(body);
      expect(await answered).toMatchObject({ question: COVER, answer: { ok: true, finding: { reasons } } });
    }
  });

  it("gives everything up when it is cancelled", async () => {
    const { dropped } = server();
    const controller = new AbortController();
    const answered = ask({ question: COVER, surer: looking().surer }, controller.signal);
    controller.abort();
    await expect(answered).rejects.toThrow();
    expect(dropped).toEqual(["/match"]);
  });
});
