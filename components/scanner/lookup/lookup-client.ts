import { isLocalName } from "@/lib/catalog/rules";
import type { MatchResponse } from "@/lib/identify/schema";
import { type BookJson, type Finding, findingOfBook, findingOfMatch } from "./finding";
import { request } from "./request";
import type { RequestProblem } from "./request-problem";

export type Answer = { ok: true; finding: Finding } | { ok: false; problem: RequestProblem };

/** Photo of a cover → finding. Rejects only when `signal` is aborted. */
export function matchPhoto(photo: Blob, signal: AbortSignal): Promise<Answer> {
  const body = new FormData();
  body.append("image", photo, photo instanceof File ? photo.name : "cover.jpg");
  return ask("/match", { method: "POST", body }, signal, async (response) =>
    findingOfMatch((await response.json()) as MatchResponse),
  );
}

/**
 * A checked ISBN → the edition that it names, or word that it is noted, for this collection of the reader's. A phone sends books
 * without ISBN too, by the name that they have. Rejects only when `signal` is aborted.
 */
export function lookUpIsbn(isbn13: string, signal: AbortSignal, collectionId: number | null = null): Promise<Answer> {
  if (isLocalName(isbn13)) return readBook(isbn13, "Your phone has sent this very book.", signal);
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ isbn: isbn13, ...(collectionId !== null && { collection_id: collectionId }) }),
  };
  return ask("/barcode", init, signal, async (response) =>
    // 202: the ISBN is valid, but no book of the catalogue has it; it is asked for under that very number.
    response.status === 202
      ? { kind: "pending", isbn: isbn13, id: isbn13 }
      : findingOfBook((await response.json()) as BookJson, "The ISBN names exactly this edition."),
  );
}

/** A book by its address, without counting as a scan: for coming back after signing in. Rejects as above. */
export function getBook(isbn: string, signal: AbortSignal): Promise<Answer> {
  return readBook(isbn, "This is the book that you were looking at.", signal);
}

function readBook(name: string, reason: string, signal: AbortSignal): Promise<Answer> {
  return ask(`/api/book/${encodeURIComponent(name)}`, {}, signal, async (response) =>
    findingOfBook((await response.json()) as BookJson, reason),
  );
}

async function ask(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
  read: (response: Response) => Promise<Finding>,
): Promise<Answer> {
  const asked = await request(url, init, read, signal);
  return asked.ok ? { ok: true, finding: asked.value } : asked;
}
