import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lookUpIsbn, matchPhoto } from "./lookup-client";
import { TIMEOUT_MS } from "./request-problem";

const ISBN = "9780140013993";
const never = new AbortController().signal;

/** The server answers this; what it was asked is in the returned list. */
function serverAnswering(answer: (request: RequestInit) => Response | Promise<Response>) {
  const asked: { url: string; request: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
    asked.push({ url, request });
    return answer(request);
  });
  return asked;
}

const untilAborted = ({ signal }: RequestInit) =>
  new Promise<Response>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });

beforeEach(() => void vi.stubGlobal("navigator", { onLine: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("lookUpIsbn", () => {
  it("takes 202 for an ISBN that is unknown and asked for", async () => {
    const asked = serverAnswering(() => Response.json({ status: "pending" }, { status: 202 }));
    expect(await lookUpIsbn(ISBN, never)).toEqual({ ok: true, finding: { kind: "pending", isbn: ISBN, id: ISBN } });
    expect(asked[0]).toMatchObject({
      url: "/barcode",
      request: { method: "POST", body: JSON.stringify({ isbn: ISBN }) },
    });
  });

  it("looks a book without ISBN, which a phone may send, up by its name", async () => {
    const asked = serverAnswering(() => Response.json({ error: "not found" }, { status: 404 }));
    expect(await lookUpIsbn("local:42", never)).toMatchObject({ ok: false });
    expect(asked[0]?.url).toBe("/api/book/local%3A42");
  });

  it("carries the request id and the waiting time of a refusal", async () => {
    serverAnswering(() =>
      Response.json({ error: "busy", requestId: "r-1" }, { status: 503, headers: { "retry-after": "7" } }),
    );
    expect(await lookUpIsbn(ISBN, never)).toMatchObject({
      ok: false,
      problem: { code: "not_ready", requestId: "r-1", retryAfterSeconds: 7 },
    });
  });

  it("survives a proxy that answers in HTML", async () => {
    serverAnswering(() => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    expect(await lookUpIsbn(ISBN, never)).toMatchObject({
      ok: false,
      problem: { code: "server_error", requestId: null },
    });
    serverAnswering(() => new Response("<h1>Please log in to the hotel's network</h1>"));
    expect(await lookUpIsbn(ISBN, never)).toMatchObject({ ok: false, problem: { code: "unreachable" } });
  });

  it.each([
    [true, "unreachable"],
    [false, "offline"],
  ])("tells a silent server from a missing connection (online: %s)", async (onLine, code) => {
    vi.stubGlobal("navigator", { onLine });
    serverAnswering(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(await lookUpIsbn(ISBN, never)).toMatchObject({ ok: false, problem: { code } });
  });

  it("gives up after ten seconds", async () => {
    vi.useFakeTimers();
    serverAnswering(untilAborted);
    const answer = lookUpIsbn(ISBN, never);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect(await answer).toMatchObject({ ok: false, problem: { code: "timeout" } });
  });

  it("rejects, and reports nothing, when a newer question took its place", async () => {
    serverAnswering(untilAborted);
    const controller = new AbortController();
    const answer = lookUpIsbn(ISBN, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("matchPhoto", () => {
  it("sends the photo in the field that the contract names", async () => {
    const asked = serverAnswering(() => Response.json({ error: "no" }, { status: 415 }));
    await matchPhoto(new Blob(["jpeg"]), never);
    const body = asked[0]?.request.body;
    expect(body instanceof FormData && body.get("image")).toBeInstanceOf(File);
  });
});
