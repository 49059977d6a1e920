import "server-only";
import { unstable_rethrow } from "next/navigation";
import { clientAddress } from "@/lib/platform/client-address";
import { env } from "@/lib/platform/env";
import { isForged, Problem, problemResponse, tooManyRequests } from "@/lib/platform/http";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { type Limit, takeFrom } from "@/lib/platform/rate-limit";
import { storageErrorOf } from "@/lib/platform/storage-error";
import { isUnreachable, retryUnreachable } from "@/lib/platform/unreachable";
import { type Access, canAccess, canActAs } from "./policy";
import type { Actor } from "./schema";
import { getActor } from "./session";

const MINUTE_MS = 60_000;
const DEFAULT_LIMIT: Limit = { name: "api", max: 600, windowMs: MINUTE_MS };

type Context<Params> = { params: Promise<Params> };

export type ApiRequest<Params> = {
  request: Request;
  actor: Actor | null;
  params: Params;
  requestId: string;
};

type Options = {
  access: Access;
  /** Counted per account, or per address for visitors. */
  limit?: Limit;
};

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

async function admit({ access, limit = DEFAULT_LIMIT }: Options, request: Request, actor: Actor | null) {
  if (!canAccess(actor, access)) {
    if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
    throw new Problem(403, "forbidden", "This account may not do that.");
  }
  const verdict = await takeFrom(limit, actor ? `user-${actor.id}` : clientAddress(request.headers));
  if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
}

/** Refuses a `username` in a request that is not the caller's own; none at all is fine. Throws Problem 403. */
export function refuseOtherName(actor: Actor | null, username: string | undefined): void {
  if (username && !canActAs(actor, username)) {
    throw new Problem(403, "not_your_name", "A username is taken only from that reader's own session.");
  }
}

/**
 * The gate of every REST route: names who may call, counts, gives the request an id, and turns whatever goes wrong
 * into the error envelope. A handler throws `Problem` for an answer that is not success.
 */
export function apiRoute<Params extends Record<string, string | string[]> = Record<string, never>>(
  options: Options,
  handler: (call: ApiRequest<Params>) => Promise<Response>,
) {
  const answer = async (request: Request, context: Context<Params>): Promise<Response> => {
    const requestId = newId();
    const startedAt = performance.now();
    let response: Response;
    try {
      if (isForged(request, env().web.appUrl))
        throw new Problem(403, "foreign_origin", "Another site may not do this in a reader's name.");
      // A request without a cookie is a visitor's: no need to ask the database who that is.
      const actor = request.headers.has("cookie") ? await getActor() : null;
      await admit(options, request, actor);
      const call = { request, actor, params: await context.params, requestId };
      // A read may be repeated while the database comes back; what writes decides that for itself.
      response = await (request.method === "GET" ? retryUnreachable(() => handler(call)) : handler(call));
      response.headers.set("X-Request-Id", requestId);
    } catch (error) {
      unstable_rethrow(error);
      response = problemResponse(toProblem(error, requestId), requestId);
    }
    log.info("request", {
      requestId,
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
      ms: Math.round(performance.now() - startedAt),
    });
    return response;
  };
  return Object.assign(answer, { access: options.access });
}
