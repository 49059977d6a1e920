import type { MatchResponse } from "@/lib/identify/schema";
import { type BookJson, type Finding, findingOfBook, findingOfMatch } from "./finding";
import {
  answerProblem,
  type ErrorBody,
  networkProblem,
  type RequestProblem,
  TIMEOUT_MS,
  timeoutProblem,
} from "./request-problem";

export type Answer = { ok: true; finding: Finding } | { ok: false; problem: RequestProblem };

/** Photo of a cover → finding. Rejects only when `signal` is aborted. */
export function matchPhoto(photo: Blob, signal: AbortSignal): Promise<Answer> {
  const body = new FormData();
  body.append("image", photo, photo instanceof File ? photo.name : "cover.jpg");
  return ask("/match", { method: "POST", body }, signal, async (response) =>
    findingOfMatch((await response.json()) as MatchResponse),
  );
}

/** A checked ISBN → the edition that it names, or word that it is noted. Rejects only when `signal` is aborted. */
export function lookUpIsbn(isbn13: string, signal: AbortSignal): Promise<Answer> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ isbn: isbn13 }),
  };
  return ask("/barcode", request, signal, async (response) =>
    // 202: the ISBN is valid, but no book of the catalogue has it.
    response.status === 202
      ? { kind: "pending", isbn: isbn13 }
      : findingOfBook((await response.json()) as BookJson, "The ISBN names exactly this edition."),
  );
}

/** A book by its address, without counting as a scan: for coming back after signing in. Rejects as above. */
export function getBook(isbn: string, signal: AbortSignal): Promise<Answer> {
  return ask(`/api/book/${encodeURIComponent(isbn)}`, {}, signal, async (response) =>
    findingOfBook((await response.json()) as BookJson, "This is the book that you were looking at."),
  );
}

async function ask(
  url: string,
  request: RequestInit,
  signal: AbortSignal,
  read: (response: Response) => Promise<Finding>,
): Promise<Answer> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  const onAbort = () => limit.abort();
  // By hand: Safari before 17.4 has no AbortSignal.any.
  signal.addEventListener("abort", onAbort);
  try {
    const response = await fetch(url, { ...request, signal: limit.signal });
    if (response.ok) return { ok: true, finding: await read(response) };
    return { ok: false, problem: answerProblem(await failureOf(response)) };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return { ok: false, problem: timeoutProblem() };
    // A success that is not what was agreed (a captive portal answers 200 with a login page) is no answer either.
    return { ok: false, problem: networkProblem(navigator.onLine || error instanceof SyntaxError) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

async function failureOf(response: Response) {
  return {
    status: response.status,
    body: await errorBodyOf(response),
    retryAfterSeconds: Number.parseInt(response.headers.get("retry-after") ?? "", 10) || null,
  };
}

// A proxy in between answers in HTML, so nothing about the body is taken for granted.
async function errorBodyOf(response: Response): Promise<ErrorBody> {
  const body: unknown = await response.json().catch(() => null);
  const text = (field: string): string | null => {
    const value = typeof body === "object" && body !== null ? Reflect.get(body, field) : null;
    return typeof value === "string" ? value : null;
  };
  return { error: text("error"), requestId: text("requestId") ?? response.headers.get("x-request-id") };
}
