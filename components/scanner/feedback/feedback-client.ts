import type { EditionResponse } from "@/lib/catalog/answers/schema";
import type { Verdict } from "@/lib/scans/feedback/schema";
import type { SearchResponse } from "@/lib/search/schema";
import { type Candidate, candidateOfEdition, candidateOfHit } from "../lookup/finding";
import { type Requested, request } from "../lookup/request";

/** What a reader says of an answer, complete enough to be said again. */
export type Said = {
  verdict: Verdict;
  /** The book that it is about, where that is not what the answer named. */
  isbn: string | null;
  /** The book that is right, where that is another one. */
  rightIsbn: string | null;
  note: string;
  /** The reader agreed to have the photo kept. */
  keepsPhoto: boolean;
};

const addressOf = (requestId: string) => `/api/v1/scans/${encodeURIComponent(requestId)}/feedback`;

/** Says it in place of what was said before; `null` takes that back. The photo is sent only where the reader agreed. */
export function sendFeedback(requestId: string, said: Said | null, photo: Blob | null): Promise<Requested<void>> {
  if (said === null) {
    return request(addressOf(requestId), { method: "DELETE" }, async ({ status }) => {
      if (status !== 204) throw new SyntaxError(`not the answer that was agreed: ${status}`);
    });
  }
  return request(addressOf(requestId), bodyOf(said, photo), async (response) => {
    await response.json();
  });
}

function bodyOf({ verdict, isbn, rightIsbn, note, keepsPhoto }: Said, photo: Blob | null): RequestInit {
  const fields = Object.entries({ verdict, isbn, right_isbn: rightIsbn, note }).filter(([, value]) => value);
  if (keepsPhoto && photo) {
    const body = new FormData();
    for (const [name, value] of fields) if (value) body.append(name, value);
    body.append("photo", photo, "cover.jpg");
    return { method: "POST", body };
  }
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(Object.fromEntries(fields)),
  };
}

/** The other editions of a book's work. Rejects only when `signal` is aborted. */
export function listEditions(isbn: string, signal: AbortSignal): Promise<Requested<Candidate[]>> {
  return request(
    `/api/v1/book/${encodeURIComponent(isbn)}/editions`,
    {},
    async (response) => ((await response.json()) as EditionResponse[]).map(candidateOfEdition),
    signal,
  );
}

/** Books by words of their title and author, the best first. Rejects only when `signal` is aborted. */
export function searchBooks(words: string, limit: number, signal: AbortSignal): Promise<Requested<Candidate[]>> {
  return request(
    `/api/search?${new URLSearchParams({ q: words, limit: String(limit) })}`,
    {},
    async (response) => ((await response.json()) as SearchResponse[]).map(candidateOfHit),
    signal,
  );
}
