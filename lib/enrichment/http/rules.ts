import { BlockList, isIP } from "node:net";
import type { BreakerState, FailureReason, Limit, Service, Slots } from "./schema";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

/** Who says "too many" and "again at once" gets this much peace all the same. */
const RETRY_AFTER_MIN_MS = SECOND_MS;

/** How long to wait by a `Retry-After` header, in seconds or as a date; null when it says nothing usable. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.max(RETRY_AFTER_MIN_MS, Number(text) * SECOND_MS);
  // A date has letters in it: `Date.parse` takes "-1" and "1.5" for dates as well.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(RETRY_AFTER_MIN_MS, at - now);
}

/** Of each budget, for what readers wait for: a crawl would use all of it up, for minutes. */
const READERS_SHARE = 0.2;

/** So many a window, readers' own among them, may what nobody waits for on the screen fill up. */
const backgroundMax = (max: number): number => max - Math.floor(max * READERS_SHARE);

/**
 * Takes the next free slot within the limit, so that no window of its length ever holds more than `max`, wherever it
 * begins; what is in the background leaves a share of them. `waitMs` says when it is; longer than `waitMaxMs`, and nothing
 * is taken.
 */
export function takeSlot(
  taken: Slots,
  { max, windowMs }: Pick<Limit, "max" | "windowMs">,
  now: number,
  waitMaxMs: number,
  { isInBackground = false } = {},
): { slots: Slots; waitMs: number; isTaken: boolean } {
  const latest = taken.filter((at) => at > now - windowMs).slice(-max);
  const freeing = latest.at(-(isInBackground ? backgroundMax(max) : max));
  const at = Math.max(now, freeing === undefined ? now : freeing + windowMs, latest.at(-1) ?? 0);
  const waitMs = at - now;
  return waitMs > waitMaxMs
    ? { slots: latest, waitMs, isTaken: false }
    : { slots: [...latest, at].slice(-max), waitMs, isTaken: true };
}

export const CLOSED: BreakerState = { failures: 0, openUntil: 0, openForMs: 0, probeUntil: 0, reason: "unavailable" };

const FAILURES_MAX = 5;
const OPEN_MS = { first: 30 * SECOND_MS, limited: 60 * SECOND_MS, max: HOUR_MS };
/**
 * How long one probe may take before another may try: three times what a request may, with its redirects and its body. The
 * wait for the budget is over when it begins.
 */
const PROBE_MS = 20 * SECOND_MS;

/** Until when no request may go, or 0: what waits for its turn looks here first, without becoming the one that goes to see. */
export const closedUntil = (
  { openUntil, probeUntil }: Pick<BreakerState, "openUntil" | "probeUntil">,
  now: number,
): number => (openUntil !== 0 && now < Math.max(openUntil, probeUntil) ? Math.max(openUntil, probeUntil) : 0);

export type Admission = { state: BreakerState; isAdmitted: boolean; retryAfterMs: number };

/** Whether a request may go. When the breaker has been open long enough, one goes to see and the others wait for it. */
export function admit(state: BreakerState, now: number): Admission {
  if (state.openUntil === 0) return { state, isAdmitted: true, retryAfterMs: 0 };
  const until = closedUntil(state, now);
  if (until > 0) return { state, isAdmitted: false, retryAfterMs: until - now };
  return { state: { ...state, probeUntil: now + PROBE_MS }, isAdmitted: true, retryAfterMs: 0 };
}

/** An answer came. One that was under way when the breaker opened does not close it. */
export const afterSuccess = (state: BreakerState, now: number): BreakerState =>
  now < state.openUntil ? state : CLOSED;

/** A request ended without saying anything of the provider: the next one may be the probe. */
export const afterNothing = (state: BreakerState): BreakerState => ({ ...state, probeUntil: 0 });

/**
 * A request failed. The fifth in a row opens the breaker, a failed probe opens it for twice as long, and "too many
 * requests" opens it at once, for as long as the provider says.
 */
export function afterFailure(
  state: BreakerState,
  failure: { reason: FailureReason; retryAfterMs: number | null },
  now: number,
): BreakerState {
  const failures = state.failures + 1;
  const isLimited = failure.reason === "limited";
  const isOpen = now < state.openUntil;
  if (isOpen && !isLimited) return { ...state, failures };
  const wasProbe = state.openUntil !== 0;
  if (!isLimited && !wasProbe && failures < FAILURES_MAX) return { ...state, failures };
  const first = isLimited ? OPEN_MS.limited : OPEN_MS.first;
  const openForMs = Math.min(
    OPEN_MS.max,
    failure.retryAfterMs ?? (state.openForMs === 0 ? first : isOpen ? state.openForMs : state.openForMs * 2),
  );
  const openUntil = Math.max(state.openUntil, now + openForMs);
  return { failures, openUntil, openForMs, probeUntil: 0, reason: failure.reason };
}

const BACKOFF_BASE_MS = 300;
const BACKOFF_MAX_MS = 5_000;

/** How long to wait before attempt 1, 2 … again: anything up to a limit that doubles, so that processes do not march in step. */
export const backoffMs = (attempt: number, random: () => number = Math.random): number =>
  Math.round(random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt));

/** What a status says, or null when the body may be read. */
export function reasonOfStatus(status: number): FailureReason | null {
  if (status >= 200 && status < 300) return null;
  if (status === 404 || status === 410) return "not_found";
  if (status === 401 || status === 403 || status === 451) return "refused";
  if (status === 429) return "limited";
  if (status === 408 || status === 425 || status >= 500) return "unavailable";
  if (status >= 400) return "misunderstood";
  return "malformed";
}

/** Beyond these prefixes lie the networks of which nobody outside should make us ask: RFC 6890, and what maps onto it. */
const PRIVATE = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  PRIVATE.addSubnet(address, prefix, "ipv4");

const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet("2000::", 3, "ipv6");
for (const [address, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  PRIVATE.addSubnet(address, prefix, "ipv6");

/** Whether an address is anything but one of the public internet. What is no address at all counts as private. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return PRIVATE.check(address, "ipv4");
  if (family === 6) return !PUBLIC_V6.check(address, "ipv6") || PRIVATE.check(address, "ipv6");
  return true;
}

/** Whether the operator put this service somewhere of their own, as for the fake provider. */
export const isMoved = ({ baseUrl, publicUrl }: Pick<Service, "baseUrl" | "publicUrl">): boolean =>
  baseUrl !== publicUrl;

/** A server of the operator's own has no budget to be kept, only a bound. */
const OWN_LIMIT = { max: 50, windowMs: SECOND_MS };

/** The limits of a service where it is: those its provider set, or, moved to an address of the operator's, a wide one. */
export const limitsAt = (place: Pick<Service, "baseUrl" | "publicUrl">, ...limits: Limit[]): Limit[] =>
  isMoved(place) ? limits.slice(0, 1).map(({ name }) => ({ name, ...OWN_LIMIT })) : limits;

/** Whether the host is the very one from the configuration. */
export const isOwnHost = (url: URL, { baseUrl }: Service): boolean => url.origin === new URL(baseUrl).origin;

/** Whether a service's request, or a redirect of it, may go there: its own host, or by https to one that belongs to it. */
export function mayGo(url: URL, service: Service): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (isOwnHost(url, service)) return true;
  if (url.protocol !== "https:" || url.port !== "") return false;
  return [new URL(service.publicUrl).hostname, ...service.redirectHosts].some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host,
  );
}

/** Pages come where data should: notices of maintenance, of a proxy, of a firewall. */
export const isPage = (contentType: string | null, body: string): boolean =>
  /^text\/html|^application\/xhtml/i.test(contentType ?? "") || /^\s*(<!doctype html|<html)/i.test(body.slice(0, 300));
