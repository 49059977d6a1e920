import "server-only";
import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher, fetch, type Response } from "undici";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { sleep } from "@/lib/platform/sleep";
import { version } from "@/package.json";
import { isInBackground } from "../queries";
import {
  admit,
  afterFailure,
  afterNothing,
  afterSuccess,
  backoffMs,
  CLOSED,
  closedUntil,
  isMoved,
  isOwnHost,
  isPage,
  isPrivateAddress,
  mayGo,
  reasonOfStatus,
  retryAfterMs,
  takeSlot,
} from "../rules";
import { breakerState, type FailureReason, ProviderError, type Service, slots } from "../schema";
import { cacheKey, getCached, putCached } from "./response-cache";
import { change } from "./shared-state";

const ATTEMPTS_MAX = 3;
/** One request with its redirects and its body. */
const REQUEST_MS = 6_000;
const CONNECT_MS = 3_000;
const REDIRECTS_MAX = 4;
/** How long a request may wait for its slot in the budget before its caller is told to come back. */
const SLOT_WAIT_MAX_MS = 8_000;
/** A `Retry-After` up to this is waited for, a longer one is the caller's business. */
const RETRY_WAIT_MAX_MS = 3_000;
const STATE_TTL_MS = 6 * 3_600_000;
const TEXT_BYTES_MAX = 4_000_000;
const PICTURE_BYTES_MAX = 12_000_000;
const CONNECTIONS_MAX = 4;

export type TextRequest<Value> = {
  accept: "application/json" | "application/xml";
  /** Makes the value of the body; a ProviderError `malformed` for a body that is not what was asked for. */
  parse: (body: string) => Value;
  /** Whether something that was asked for is not in the value: it may be soon, so such answers are kept for a shorter time. */
  isLacking: (value: Value) => boolean;
  signal: AbortSignal;
};

/**
 * Asks a service for text: from the cache, else within budget and breaker, again where that may help. Throws
 * ProviderError for whatever does not end in a value, `not_found` for 404.
 */
export async function readText<Value>(service: Service, url: URL, request: TextRequest<Value>): Promise<Value> {
  const key = cacheKey(service.name, url);
  const cached = await getCached(key);
  if (cached?.isNotFound) throw new ProviderError("not_found", "it does not know it");
  const known = cached && readAgain(cached.body, request.parse);
  if (known) return known.value;
  try {
    return await ask(service, url, request.accept, request.signal, async (response) => {
      const body = (await readBody(response, TEXT_BYTES_MAX)).toString("utf8");
      if (isPage(response.headers.get("content-type"), body)) {
        throw new ProviderError("malformed", "it answered with a web page instead of data");
      }
      const value = request.parse(body);
      await putCached(key, { isNotFound: false, body }, request.isLacking(value));
      return value;
    });
  } catch (error) {
    if (error instanceof ProviderError && error.reason === "not_found") {
      await putCached(key, { isNotFound: true, body: "" }, true);
    }
    throw error;
  }
}

/** A kept answer's value; undefined where a later version of us does not understand what an earlier one did. */
function readAgain<Value>(body: string, parse: (body: string) => Value): { value: Value } | undefined {
  try {
    return { value: parse(body) };
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

/** Asks a service for a picture's bytes, within budget and breaker; whether they are a picture is for the caller to see. */
export const readPicture = (service: Service, url: URL, signal: AbortSignal): Promise<Buffer> =>
  ask(service, url, "image/jpeg,image/png,image/webp,image/*;q=0.5", signal, (response) =>
    readBody(response, PICTURE_BYTES_MAX),
  );

/** Whether the service may be asked now, and else until when not. */
export const breakerOf = (service: Service) =>
  change(breakerOfName(service.name), (state) => ({ state, result: state }));

async function ask<Value>(
  service: Service,
  url: URL,
  accept: string,
  signal: AbortSignal,
  read: (response: Response) => Promise<Value>,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(service, url, accept, signal, read);
    } catch (error) {
      if (!(error instanceof ProviderError) || !mayHelp(error) || attempt >= ATTEMPTS_MAX || signal.aborted)
        throw error;
      await sleep(error.retryAfterMs ?? backoffMs(attempt), signal);
    }
  }
}

/** Whether asking again soon may help. An open breaker and an empty budget also say how long they will be so. */
const mayHelp = ({ reason, retryAfterMs: wait }: ProviderError): boolean =>
  reason === "unavailable"
    ? wait === null || wait <= RETRY_WAIT_MAX_MS
    : reason === "limited" && wait !== null && wait <= RETRY_WAIT_MAX_MS;

async function askOnce<Value>(
  service: Service,
  url: URL,
  accept: string,
  signal: AbortSignal,
  read: (response: Response) => Promise<Value>,
): Promise<Value> {
  const breaker = breakerOfName(service.name);
  await waitForTurn(service, signal);
  const startedAt = Date.now();
  try {
    const value = await send(service, url, accept, signal, read);
    await change(breaker, (state) => ({ state: afterSuccess(state, Date.now()), result: undefined }));
    return value;
  } catch (error) {
    const failure = asProviderError(error);
    const ms = Date.now() - startedAt;
    log.info("enrichment.request_failed", {
      service: service.name,
      reason: failure.reason,
      problem: failure.message,
      ms,
    });
    await change(breaker, (state) => ({
      state: settled(state, failure, signal.aborted),
      result: undefined,
    }));
    throw failure;
  }
}

function settled(state: typeof CLOSED, failure: ProviderError, isAborted: boolean): typeof CLOSED {
  // An answer is an answer, also to a question that was none, and a wait that we broke off says nothing of the provider.
  if (failure.reason === "not_found" || failure.reason === "misunderstood") return afterSuccess(state, Date.now());
  return isAborted ? afterNothing(state) : afterFailure(state, failure, Date.now());
}

/**
 * Waits until a request may go; throws where it may not. Whoever need not wait at all is told before the wait, and the
 * breaker is passed after it, since it may have opened meanwhile.
 */
async function waitForTurn(service: Service, signal: AbortSignal): Promise<void> {
  const { openUntil, probeUntil, reason } = await breakerOf(service);
  const now = Date.now();
  const until = closedUntil({ openUntil, probeUntil }, now);
  if (until > 0) throw leftAlone(reason, until - now);
  await waitForSlots(service, signal);
  await passBreaker(service);
}

const breakerOfName = (name: string) => ({
  key: `ridizi:provider:${name}:breaker`,
  schema: breakerState,
  initial: CLOSED,
  ttlMs: STATE_TTL_MS,
});

async function passBreaker(service: Service): Promise<void> {
  const { isAdmitted, retryAfterMs, reason } = await change(breakerOfName(service.name), (before) => {
    const { state, ...admission } = admit(before, Date.now());
    return { state, result: { ...admission, reason: before.reason } };
  });
  if (!isAdmitted) throw leftAlone(reason, retryAfterMs);
}

function leftAlone(reason: FailureReason, waitMs: number): ProviderError {
  const why = reason === "limited" ? "it asked us to wait" : "it has failed repeatedly and is left alone for a while";
  return new ProviderError(reason, why, Math.max(1, waitMs));
}

async function waitForSlots({ limits }: Service, signal: AbortSignal): Promise<void> {
  const patience = { isInBackground: isInBackground() };
  for (const limit of limits) {
    const key = `ridizi:provider:${limit.name}:budget`;
    const { isTaken, waitMs } = await change(
      { key, schema: slots, initial: [], ttlMs: limit.windowMs + SLOT_WAIT_MAX_MS },
      (state) => {
        const { slots: next, ...result } = takeSlot(state, limit, Date.now(), SLOT_WAIT_MAX_MS, patience);
        return { state: next, result };
      },
    );
    if (!isTaken) throw new ProviderError("limited", "our own budget of requests to it is used up", waitMs);
    await sleep(waitMs, signal);
    if (signal.aborted) throw new ProviderError("unavailable", "there was no time left to ask it");
  }
}

async function send<Value>(
  service: Service,
  url: URL,
  accept: string,
  callerSignal: AbortSignal,
  read: (response: Response) => Promise<Value>,
): Promise<Value> {
  const signal = AbortSignal.any([callerSignal, AbortSignal.timeout(REQUEST_MS)]);
  const headers = { "user-agent": userAgent(), accept };
  let at = url;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    if (!mayGo(at, service)) throw new ProviderError("malformed", "it sent us on to a host that is not its own");
    const response = await fetch(at, { dispatcher: agentFor(at, service), headers, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      if (!URL.canParse(location, at)) throw new ProviderError("malformed", "it sent us on to no address at all");
      at = new URL(location, at);
      continue;
    }
    const reason = reasonOfStatus(response.status);
    if (reason === null) return await read(response);
    await response.body?.cancel();
    const waitMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
    throw new ProviderError(reason, `it answered with status ${response.status}`, waitMs);
  }
  throw new ProviderError("malformed", "it sent us on and on");
}

/** The body, broken off where it is too long: compressed or not, what counts is what it unfolds to. */
async function readBody(response: Response, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) throw new ProviderError("malformed", "its answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What fetch throws is about the connection, or about time. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (!(error instanceof Error)) throw error;
  const isTime = error.name === "TimeoutError" || error.name === "AbortError";
  return new ProviderError("unavailable", isTime ? "it did not answer in time" : "it could not be reached", null, {
    cause: error,
  });
}

/** Who asks: providers want to know, and let those who say it ask more often. */
function userAgent(): string {
  const { providers, web } = env();
  const isPublic = web.appUrl.startsWith("https://");
  const who = [isPublic ? `+${web.appUrl}` : null, providers.contact ?? null].filter((part) => part !== null);
  return `Ridizi/${version} (${who.join("; ") || "self-hosted, no contact given"})`;
}

/** Connections to the host from the configuration, and to others, which must not lead into a private network. */
function agentFor(url: URL, service: Service): Dispatcher {
  if (isMoved(service) && isOwnHost(url, service)) return singleton("provider-agent-own", () => newAgent());
  if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) {
    throw new ProviderError("malformed", "it sent us on to a host that is not its own");
  }
  return singleton("provider-agent-public", () => newAgent(lookUpPublic));
}

const newAgent = (lookupHost?: LookupFunction) =>
  new Agent({
    connections: CONNECTIONS_MAX,
    connect: { timeout: CONNECT_MS, ...(lookupHost ? { lookup: lookupHost } : {}) },
  });

/** Resolves a name as usual, and takes a private address for none. Checked while connecting, so the name cannot change between. */
const lookUpPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (!first) return callback(new Error("the name leads into a private network"), "");
    if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};
