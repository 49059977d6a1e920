import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { env } from "@/lib/platform/env";
import { isForged, Problem, problemResponse, rateLimitHeaders, tooManyRequests } from "@/lib/platform/http";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { type Count, countsOf, type Limit, takeFrom, takeFromAll } from "@/lib/platform/rate-limit";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { isUnreachable, retryUnreachable } from "@/lib/platform/unreachable";
import { readText } from "@/lib/platform/upload";
import { touchKey } from "./keys/commands";
import { canCall } from "./keys/policy";
import { getKeyCaller } from "./keys/queries";
import { KEY_PREFIX, parseKey } from "./keys/rules";
import type { Scope } from "./keys/schema";
import { type Access, canAccess, canActAs } from "./policy";
import type { Actor } from "./schema";
import { getBrowserSession } from "./session";
import { touchSession } from "./sessions/commands";
import { noteAsking, noteRefusedKey, noteUsedKey } from "./signals/commands";
import { getTokenSession } from "./tokens/queries";

const MINUTE_MS = 60_000;
const DEFAULT_LIMIT: Limit = { name: "api", max: 600, windowMs: MINUTE_MS };
/** One key at all routes together: a program that runs wild stops there, and its owner's other programs go on. */
const KEY_LIMIT: Limit = { name: "key", max: 300, windowMs: MINUTE_MS };
/** Tokens and keys that are none. They cannot be guessed, but asking about them is work. */
const REFUSED_LIMIT: Limit = { name: "refused-credentials", max: 60, windowMs: MINUTE_MS };
const JSON_BYTES_MAX = 8_192;

type Context<Params> = { params: Promise<Params> };

/** Who is asking, and by what: a session (of a cookie or a token), a key, or nothing. */
type Caller = {
  actor: Actor | null;
  session: { id: string; startedAt: Date } | null;
  key: { id: string; scopes: Scope[] } | null;
};

export type ApiRequest<Params> = Pick<Caller, "actor" | "session"> & {
  request: Request;
  params: Params;
  requestId: string;
};

type Options = {
  access: Access;
  /** What a key must carry to call this; without one no key can. */
  scope?: Scope;
  /** Counted per account, key or visitor, and per address at once. */
  limit?: Limit;
  /** Who is asking does not matter here, as when signing in: an old token in the header is no hindrance. */
  isForStrangers?: true;
  /** Who asks this by the thousand copies the catalogue, and an admin hears of it. */
  isWatched?: true;
  /** The operation's name, for the log. */
  operation?: string;
  /** What the log says in place of an address that is a secret. */
  shownAs?: string | undefined;
};

const NOBODY: Caller = { actor: null, session: null, key: null };

/** Schemes in which browsers send a proxy's own password along, unasked; what they say is not for us. */
const PROXY_SCHEME = /^(?:basic|digest|negotiate|ntlm)\b/i;

/** The token or key that a request brings in its headers; undefined where it brings none. Throws Problem 400 for two. */
function givenCredential({ headers }: Request): string | undefined {
  const authorization = headers.get("authorization");
  const isOurs = authorization !== null && !PROXY_SCHEME.test(authorization);
  const key = headers.get("x-api-key");
  if (isOurs && key !== null) throw new Problem(400, "two_credentials", "Please send a token or a key, not both.");
  // What is given in a way of its own is wrong, and not nothing.
  if (key !== null) return key.startsWith(KEY_PREFIX) ? key : "";
  return isOurs ? (/^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "") : undefined;
}

/** The caller of a token or key; undefined when it is not, or no longer, one of ours. */
async function callerOf(credential: string): Promise<Caller | undefined> {
  const now = new Date();
  if (credential.startsWith(KEY_PREFIX)) {
    const key = await getKeyCaller(credential, now);
    if (!key) return undefined;
    await touchKey(key, now);
    return { actor: key.actor, session: null, key: { id: key.id, scopes: key.scopes } };
  }
  const session = await getTokenSession(credential, now);
  if (!session) return undefined;
  await touchSession(session, now);
  return { actor: session.actor, session: { id: session.id, startedAt: session.startedAt }, key: null };
}

/**
 * Who is asking. A token or key counts alone: a cookie beside it is not looked at, so it needs no check of its origin. One
 * that is given and wrong is refused, also where a visitor would be let in.
 */
async function identify(request: Request, { isForStrangers }: Options): Promise<Caller> {
  const credential = isForStrangers ? undefined : givenCredential(request);
  if (credential === undefined) {
    if (isForged(request, env().web.appUrl))
      throw new Problem(403, "foreign_origin", "Another site may not do this in a reader's name.");
    // A request without a cookie is a visitor's: no need to ask the database who that is.
    const session = request.headers.has("cookie") && !isForStrangers ? await getBrowserSession() : null;
    return session ? { actor: session.actor, session, key: null } : NOBODY;
  }
  const caller = await callerOf(credential);
  if (caller) return caller;
  const network = clientNetwork(request.headers);
  const refused = parseKey(credential);
  if (refused) void noteRefusedKey(refused.id, network);
  const verdict = await takeFrom(REFUSED_LIMIT, network);
  if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
  throw new Problem(401, "invalid_credentials", "This token or key is not valid, or not any more.", {
    "WWW-Authenticate": 'Bearer realm="ridizi", error="invalid_token"',
  });
}

/** What a request counts against. The programs of an account have a share of their own: they leave the reader's alone. */
function countsFor({ limit = DEFAULT_LIMIT }: Options, { actor, key }: Caller, address: string): Count[] {
  if (!key) return countsOf(limit, address, actor ? `user-${actor.id}` : undefined);
  return [...countsOf(limit, address, `keys-of-${actor?.id}`), { limit: KEY_LIMIT, who: key.id }];
}

/** Counts what may be misuse, for the rules of incidents; nobody waits for it. */
function watch({ isWatched }: Options, { actor, key }: Caller, network: string): void {
  if (key) void noteUsedKey(key.id, network);
  if (isWatched) void noteAsking(key ? `key-${key.id}` : actor ? `account-${actor.id}` : network);
}

/** Who may call. A key needs the scope of the route besides, and its owner the role, at this moment. */
function admit({ access, scope }: Options, { actor, key }: Caller): void {
  if (key && !canCall(key.scopes, scope)) {
    const needed = scope ? `This needs a key with the scope ${scope}.` : "This cannot be done with a key.";
    throw new Problem(403, "insufficient_scope", needed, {
      "WWW-Authenticate": `Bearer realm="ridizi", error="insufficient_scope"${scope ? `, scope="${scope}"` : ""}`,
    });
  }
  if (canAccess(actor, access)) return;
  if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
  throw new Problem(403, "forbidden", "This account may not do that.");
}

function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  const storageError = storageErrorOf(error);
  if (storageError) {
    log.error("api.storage", { requestId, place: storageError.place, error });
    return new Problem(503, `storage_${storageError.trouble}`, storageError.message, { "Retry-After": "60" });
  }
  if (isUnreachable(error)) {
    log.error("api.unavailable", { requestId, error });
    return new Problem(503, "unavailable", "A service that is needed for this is away. Please try again shortly.", {
      "Retry-After": "5",
    });
  }
  log.error("api.failed", { requestId, error });
  return new Problem(500, "unexpected", "Something went wrong on our side.");
}

/** Refuses a `username` in a request that is not the caller's own; none at all is fine. Throws Problem 403. */
export function refuseOtherName(actor: Actor | null, username: string | undefined): void {
  if (username && !canActAs(actor, username)) {
    throw new Problem(403, "not_your_name", "A username is taken only from that reader's own session.");
  }
}

/** The JSON body of a request; throws Problem 400 for what is no JSON or not as it must be, 413 for too much. */
export async function readJson<Input extends z.ZodType>(request: Request, input: Input): Promise<z.output<Input>> {
  const text = await readText(request, JSON_BYTES_MAX);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Problem(400, "malformed", "This is not JSON."), { cause });
  }
  const parsed = input.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".");
  throw new Problem(
    400,
    "invalid_input",
    `${field ? `${field}: ` : ""}${issue?.message ?? "Please check the fields."}`,
  );
}

/**
 * The gate of every REST route: says who is asking, counts, names who may call, gives the request an id, and turns whatever
 * goes wrong into the error envelope. A handler throws `Problem` for an answer that is not success.
 */
export function apiRoute<Params extends Record<string, string | string[]> = Record<string, never>>(
  options: Options,
  handler: (call: ApiRequest<Params>) => Promise<Response>,
) {
  const answer = async (request: Request, context: Context<Params>): Promise<Response> => {
    const requestId = newId();
    const startedAt = performance.now();
    const headers: Record<string, string> = {};
    let caller = NOBODY;
    let response: Response;
    try {
      caller = await identify(request, options);
      const network = clientNetwork(request.headers);
      const verdict = await takeFromAll(countsFor(options, caller, network));
      Object.assign(headers, rateLimitHeaders(verdict.standings));
      if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
      watch(options, caller, network);
      admit(options, caller);
      const { actor, session } = caller;
      const call = { request, actor, session, params: await context.params, requestId };
      // A read may be repeated while the database comes back; what writes decides that for itself.
      response = await (request.method === "GET" ? retryUnreachable(() => handler(call)) : handler(call));
      response.headers.set("X-Request-Id", requestId);
    } catch (error) {
      unstable_rethrow(error);
      response = problemResponse(toProblem(error, requestId), requestId);
    }
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    if (response.status === 401 && !response.headers.has("www-authenticate"))
      response.headers.set("WWW-Authenticate", 'Bearer realm="ridizi"');
    log.info("request", {
      requestId,
      method: request.method,
      path: options.shownAs ?? new URL(request.url).pathname,
      ...(options.operation ? { operation: options.operation } : {}),
      status: response.status,
      ...(caller.key ? { keyId: caller.key.id } : {}),
      ms: Math.round(performance.now() - startedAt),
    });
    return response;
  };
  return Object.assign(answer, { access: options.access, scope: options.scope });
}
