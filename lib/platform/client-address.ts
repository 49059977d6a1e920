import "server-only";
import { Server } from "node:http";
import { env } from "./env";
import { singleton } from "./singleton";

const STAMP = "x-ridizi-peer";

/**
 * Makes every incoming request carry the address of its TCP peer. Next hands routes no socket, and keeps an
 * `X-Forwarded-For` that the client made up; without this a caller could choose the address that it is limited by.
 */
export function stampPeerAddresses(): void {
  singleton("peer-stamp", () => {
    const emit = Server.prototype.emit;
    Server.prototype.emit = function stamp(this: Server, event: string, ...rest: unknown[]) {
      if (event === "request") {
        const request = rest[0] as { headers: Record<string, unknown>; socket: { remoteAddress?: string } };
        request.headers[STAMP] = request.socket.remoteAddress ?? "unknown";
      }
      return Reflect.apply(emit, this, [event, ...rest]);
    };
    return true;
  });
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
