import "server-only";
import { createHash } from "node:crypto";
import { Problem } from "../http";
import { redis } from "../redis";

/** As long as a program may go on trying. */
const KEPT_SECONDS = 24 * 60 * 60;
/** Longer than any work here; whoever died meanwhile does not hold the key for ever. */
const AT_WORK_SECONDS = 120;
const KEY_LENGTH_MAX = 200;

type Kept = { print: string; status: number; headers: [string, string][]; body: string };

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
  const place = `ridizi:idempotency:${scope}:${printOf(key)}`;
  const print = printOf(content);
  const isFirst = (await redis().set(place, print, "EX", AT_WORK_SECONDS, "NX")) === "OK";
  if (!isFirst) return repeat((await redis().get(place)) ?? "", print);
  try {
    const response = await work();
    if (isPassing(response.status)) await redis().del(place);
    else await keep(place, print, response.clone());
    return response;
  } catch (error) {
    // A refusal would be the same again, and costs nothing; all else may be tried again.
    await redis().del(place);
    throw error;
  }
}

async function keep(place: string, print: string, response: Response): Promise<void> {
  const kept: Kept = { print, status: response.status, headers: [...response.headers], body: await response.text() };
  await redis().set(place, JSON.stringify(kept), "EX", KEPT_SECONDS);
}

function repeat(found: string, print: string): Response {
  const kept = found.startsWith("{") ? (JSON.parse(found) as Kept) : undefined;
  if ((kept?.print ?? found) !== print && found !== "")
    throw new Problem(422, "idempotency_key_reused", "This Idempotency-Key came with another request before.");
  if (!kept)
    throw new Problem(409, "still_at_work", "The first request with this Idempotency-Key is still being worked on.", {
      "Retry-After": "1",
    });
  const headers = new Headers(kept.headers);
  headers.set("Idempotent-Replayed", "true");
  return new Response(kept.status === 204 ? null : kept.body, { status: kept.status, headers });
}
