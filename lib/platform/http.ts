import "server-only";
import { Readable } from "node:stream";
import type { Standing } from "./rate-limit";
import { sayTooMany } from "./result";

/** An answer other than success, thrown by a route and turned into the error envelope at its boundary. */
export class Problem extends Error {
  override name = "Problem" as const;
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** `{ error, code, requestId }`, the one shape of every error. */
export function problemResponse(problem: Problem, requestId: string): Response {
  return Response.json(
    { error: problem.message, code: problem.code, requestId },
    { status: problem.status, headers: { ...problem.headers, "X-Request-Id": requestId, "Cache-Control": "no-store" } },
  );
}

/** What is a reader's own is kept by no cache. */
const OWN = { "Cache-Control": "private, no-store" };

/** A file that is written while it is read, to be kept under a name. */
export const attachment = (
  content: AsyncIterable<string | Uint8Array>,
  { type, fileName }: { type: string; fileName: string },
): Response =>
  new Response(Readable.toWeb(Readable.from(content, { objectMode: false })) as ReadableStream, {
    headers: { "Content-Type": type, "Content-Disposition": `attachment; filename="${fileName}"`, ...OWN },
  });

/** A reader's own picture. */
export const ownJpeg = (bytes: Uint8Array): Response =>
  new Response(new Uint8Array(bytes), {
    headers: { "Content-Type": "image/jpeg", "Content-Length": String(bytes.length), ...OWN },
  });

export function tooManyRequests(retryAfterSeconds: number): Problem {
  return new Problem(429, "too_many_requests", sayTooMany(retryAfterSeconds), {
    "Retry-After": String(retryAfterSeconds),
  });
}

/** What limits there are and what is left of them, as draft-ietf-httpapi-ratelimit-headers has it. */
export function rateLimitHeaders(standings: Standing[]): Record<string, string> {
  const seconds = (ms: number) => Math.ceil(ms / 1000);
  const policies = standings.map(({ name, max, windowMs }) => `"${name}";q=${max};w=${seconds(windowMs)}`);
  const left = standings.map(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${seconds(resetMs)}`);
  return { "RateLimit-Policy": policies.join(", "), RateLimit: left.join(", ") };
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * True of a request that another site made in a reader's browser, with the reader's cookies, and that would change something.
 * Browsers say where such a request comes from; who says nothing is a script, which has its cookies from nobody else.
 */
export function isForged({ method, headers }: Request, appUrl: string): boolean {
  const origin = headers.get("origin");
  if (SAFE_METHODS.has(method) || origin === null || !headers.has("cookie")) return false;
  const from = URL.canParse(origin) ? new URL(origin).host : undefined;
  return from === undefined || (from !== headers.get("host") && from !== new URL(appUrl).host);
}
