import "server-only";
import { createHash } from "node:crypto";
import { Problem, tooManyRequests } from "../http";
import { doOnce } from "../once";
import { type Limit, takeFrom } from "../rate-limit";

/** As long as a program may go on trying. */
const KEPT_SECONDS = 24 * 60 * 60;
const KEY_LENGTH_MAX = 200;

/** What is longer is not kept, only that it was done: many of those would fill Redis. */
const BODY_BYTES_MAX = 32_768;
/** In an hour, of one account. */
const KEYS_LIMIT: Limit = { name: "idempotency-keys", max: 2_000, windowMs: 60 * 60_000 };

type Kept = { print: string; status: number; headers: [string, string][]; body: string | null };

/** Trouble on our side, or too many requests: to be tried again with the same key. */
const isPassing = (status: number) => status >= 500 || status === 429 || status === 408;

const printOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/**
 * Does `work` once for an `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header has it: whoever sends the same
 * again within a day gets the first answer again, with `Idempotent-Replayed: true`. `scope` names who asks what, `content` is what they
 * sent. Throws Problem 400 for a key that is none, 409 while the first is at work, 422 for a key that came with other content.
 */
export async function once(
  scope: string,
  key: string,
  content: string,
  work: () => Promise<Response>,
): Promise<Response> {
  if (key.length === 0 || key.length > KEY_LENGTH_MAX)
    throw new Problem(400, "invalid_idempotency_key", `An Idempotency-Key has 1 to ${KEY_LENGTH_MAX} characters.`);
  const verdict = await takeFrom(KEYS_LIMIT, scope.split(":", 1)[0] ?? scope);
  if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
  const place = `ridizi:idempotency:${scope}:${printOf(key)}`;
  const print = printOf(content);
  const own: { response?: Response } = {};
  const found = await doOnce(place, { mark: print, keptSeconds: KEPT_SECONDS }, async () => {
    // A refusal is thrown: it would be the same again, and costs nothing.
    own.response = await work();
    return isPassing(own.response.status) ? null : toText(print, own.response.clone());
  });
  return own.response ?? repeat(found ?? "", print);
}

async function toText(print: string, response: Response): Promise<string> {
  const body = await response.text();
  const isShort = Buffer.byteLength(body) <= BODY_BYTES_MAX;
  const kept: Kept = { print, status: response.status, headers: [...response.headers], body: isShort ? body : null };
  return JSON.stringify(kept);
}

function repeat(found: string, print: string): Response {
  const kept = found.startsWith("{") ? (JSON.parse(found) as Kept) : undefined;
  if ((kept?.print ?? found) !== print && found !== "")
    throw new Problem(422, "idempotency_key_reused", "This Idempotency-Key came with another request before.");
  if (!kept)
    throw new Problem(409, "still_at_work", "The first request with this Idempotency-Key is still being worked on.", {
      "Retry-After": "1",
    });
  if (kept.body === null)
    throw new Problem(
      409,
      "done_already",
      "This was done. The answer was too long to be kept: please read what there is now.",
    );
  const headers = new Headers(kept.headers);
  headers.set("Idempotent-Replayed", "true");
  return new Response(kept.status === 204 ? null : kept.body, { status: kept.status, headers });
}
