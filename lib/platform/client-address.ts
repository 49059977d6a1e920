import "server-only";
import type { IncomingMessage } from "node:http";
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
