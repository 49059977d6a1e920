import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { localName, parseBookReference } from "@/lib/catalog/rules";
import { redis } from "@/lib/platform/redis";
import { fail, ok } from "@/lib/platform/result";
import { sleep } from "@/lib/platform/sleep";
import { RELAY_MS, RELAY_WAIT_MS, type Relayed } from "./schema";

/** Somebody who scans a hall of books while the page sleeps finds the last of them. */
const MESSAGES_MAX = 200;
/** Seen by eyes as at once. */
const LOOK_EVERY_MS = 200;

/** What is stored opens nothing: the token itself is known to the page and its phone alone. */
const keyOf = (token: string): string => `ridizi:relay:${createHash("sha256").update(token).digest("base64url")}`;
const OPENED = "opened";

/**
 * Opens a way from a phone to a page. Whoever has the token can send codes, hear them and close the way, and nothing else: what
 * is done with them is the page's, in its own reader's name; the phone signs in nowhere.
 */
export async function openRelay(): Promise<{ token: string }> {
  const token = randomBytes(16).toString("base64url");
  const key = keyOf(token);
  await redis().multi().xadd(key, "*", "code", OPENED).pexpire(key, RELAY_MS).exec();
  return { token };
}

/** Sends the name of a book to the page, or word that the phone is there. Fails where the page has closed the way. */
export async function sendCode(token: string, isbn: string | null) {
  const code = isbn === null ? "" : nameOf(isbn);
  if (code === null) return fail("not_an_isbn", "This is not an ISBN.");
  const key = keyOf(token);
  // NOMKSTREAM: what was closed is not opened again by a phone that does not know it yet.
  const id = await redis().xadd(key, "NOMKSTREAM", "MAXLEN", "~", MESSAGES_MAX, "*", "code", code);
  if (id === null) return fail("relay_closed", "The page on the computer was closed. Show its code again.");
  await redis().pexpire(key, RELAY_MS);
  return ok();
}

/** The one way of those in which a book is named that the page expects; null where it names none. */
function nameOf(isbn: string): string | null {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") return null;
  return "bookId" in reference ? localName(reference.bookId) : reference.isbn13;
}

/**
 * The messages after one, as soon as there are any; none after a while. Null where the way is closed. Ends early when
 * `signal` is aborted.
 */
export async function awaitCodes(token: string, after: string, signal: AbortSignal): Promise<Relayed[] | null> {
  const key = keyOf(token);
  const until = Date.now() + RELAY_WAIT_MS;
  if ((await redis().pexpire(key, RELAY_MS)) === 0) return null;
  for (;;) {
    const rows = await redis().xrange(key, `(${after}`, "+");
    const codes = rows.flatMap(([id, [, code]]): Relayed[] => (code === OPENED ? [] : [{ id, isbn: code || null }]));
    if (codes.length > 0) return codes;
    // Closed meanwhile: what was sent before is told first.
    if (rows.length === 0 && (await redis().exists(key)) === 0) return null;
    if (signal.aborted || Date.now() >= until) return [];
    await sleep(LOOK_EVERY_MS, signal);
  }
}

/** Closes the way: the phone is told so with the next code. */
export async function closeRelay(token: string): Promise<void> {
  await redis().del(keyOf(token));
}
