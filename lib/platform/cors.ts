import type { IncomingHttpHeaders } from "node:http";

/** What is told to a browser that asks in another site's name; `endsHere`: it asked only whether it may. */
export type CorsAnswer = { headers: Record<string, string>; endsHere: boolean };

const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS = "Authorization, Content-Type, X-API-Key, If-None-Match, Idempotency-Key";
const RESPONSE_HEADERS =
  "ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id";
const PREFLIGHT_KEPT_SECONDS = "600";

type Asked = { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders };

/**
 * What pages of other sites may do: those on the list may call the REST API under /api/v1 with a token or key of their own,
 * and read the answers. Cookies are never theirs (no Access-Control-Allow-Credentials), so a list that is too long shows
 * nobody's library. Nobody else hears anything, and nothing but the API is ever opened.
 */
export function corsFor({ method, url, headers }: Asked, allowed: readonly string[]): CorsAnswer {
  const isApi = /^\/api\/v1(?:[/?]|$)/.test(url ?? "");
  if (!isApi || allowed.length === 0) return { headers: {}, endsHere: false };
  // Also without an Origin: a cache must not give one site what was answered to another.
  const vary = { Vary: "Origin" };
  const { origin } = headers;
  const isPreflight = method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
  if (origin === undefined || !allowed.includes(origin)) return { headers: vary, endsHere: false };
  const answer = { ...vary, "Access-Control-Allow-Origin": origin };
  if (!isPreflight)
    return { headers: { ...answer, "Access-Control-Expose-Headers": RESPONSE_HEADERS }, endsHere: false };
  return {
    headers: {
      ...answer,
      "Access-Control-Allow-Methods": METHODS,
      "Access-Control-Allow-Headers": REQUEST_HEADERS,
      "Access-Control-Max-Age": PREFLIGHT_KEPT_SECONDS,
    },
    endsHere: true,
  };
}
