import "server-only";
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { env } from "./env";

const STAMP = "x-ridizi-peer";

/**
 * Makes a request carry the address of its TCP peer. Next hands routes no socket, and keeps an `X-Forwarded-For` that the
 * client made up; without this a caller could choose the address that it is limited by.
 */
export function stampPeerAddress({ headers, socket }: IncomingMessage): void {
  headers[STAMP] = socket.remoteAddress ?? "unknown";
}

/**
 * The caller's address: the TCP peer, or, behind `TRUST_PROXY` proxies of ours, the entry that the outermost of
 * them wrote. Entries further left are the client's own words and are never read.
 */
export function clientAddress(headers: Headers, trustedProxies = env().web.trustProxy): string {
  const peer = headers.get(STAMP) ?? "unknown";
  if (trustedProxies === 0) return peer;
  const chain = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return chain.at(-trustedProxies) ?? peer;
}

/** What is counted as one place: an IPv4 address, or the first half of an IPv6 one: one household has 2^64 of those. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain)) return address.slice(0, ADDRESS_LENGTH_MAX);
  const [before = [], after] = plain.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
  const groups = [...before, ...zeros, ...(after ?? [])].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** As long as one is written; a proxy that says more says something else. */
const ADDRESS_LENGTH_MAX = 45;

/** The place that a request comes from, for counting. */
export const clientNetwork = (headers: Headers): string => networkOf(clientAddress(headers));
