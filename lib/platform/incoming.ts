import "server-only";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { blockedForMs } from "./blocks";
import { clientAddress, networkOf, stampPeerAddress } from "./client-address";
import { corsFor } from "./cors";
import { type Env, env } from "./env";
import { PATIENCE, type Patience, patienceLeftMs } from "./patience";
import { singleton } from "./singleton";
import { openTls, type TlsDoor } from "./tls";
import { hstsFor, isOpenInPlain, secureAddress } from "./transport";

/** A route that reads its body itself is first to lose patience, and says so; what nobody reads just ends. */
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

type Web = Pick<Env["web"], "appUrl" | "trustProxy" | "corsOrigins" | "tlsDir">;

/** What is done to every connection and request before Next sees it, in every server of this process. */
export function guardRequests(patience = PATIENCE, web: Web = env().web): void {
  singleton("incoming", () => {
    const tls = web.tlsDir === undefined ? undefined : openTls(web.tlsDir);
    const emit = Server.prototype.emit;
    Server.prototype.emit = function guard(this: Server, event: string, ...rest: unknown[]) {
      const [first, second] = rest;
      if (event === "connection" && tls && first instanceof Socket && !(first instanceof TLSSocket)) {
        tls.receive(first, (socket) => Reflect.apply(emit, this, ["connection", socket]));
        return true;
      }
      if (event === "request") {
        const request = first as IncomingMessage;
        stampPeerAddress(request);
        request.url = withWholeEscapes(request.url ?? "/");
        if (hasBody(request)) endWhenTooSlow(request, patience);
        if (isAnswered(request, second as ServerResponse, web, tls)) return true;
      }
      return Reflect.apply(emit, this, [event, ...rest]);
    };
    return true;
  });
}

/** Headers of a proxy, which a client can write as well as one. */
const FORWARDED = ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded"];

/** What is the same for every answer; true where nothing else is to be said. */
function isAnswered(request: IncomingMessage, response: ServerResponse, web: Web, tls: TlsDoor | undefined): boolean {
  const { headers, url = "/" } = request;
  if (web.trustProxy === 0) for (const name of FORWARDED) delete headers[name];
  believeOwnOrigin(headers, web.appUrl);
  const isPlain = !(request.socket instanceof TLSSocket);
  if (tls && isPlain && !isOpenInPlain(url)) {
    const location = secureAddress(headers.host, url, web.appUrl, tls.names());
    response.writeHead(308, { Location: location, "Content-Length": "0", Connection: "close" }).end();
    return true;
  }
  const hsts = hstsFor(web.appUrl);
  if (hsts) response.setHeader("Strict-Transport-Security", hsts);
  if (isRefused(headers, response, web.trustProxy)) return true;
  const cors = corsFor(request, web.corsOrigins);
  for (const [name, value] of Object.entries(cors.headers)) response.setHeader(name, value);
  if (cors.endsHere) response.writeHead(204).end();
  return cors.endsHere;
}

/**
 * Next compares the Origin of a server action with the Host, which a proxy may have changed. No page can write an Origin:
 * where it is the site's own address, by configuration, that is the host.
 */
function believeOwnOrigin(headers: IncomingMessage["headers"], appUrl: string): void {
  const { origin, host } = new URL(appUrl);
  if (headers.origin === origin) headers["x-forwarded-host"] = host;
}

/** Whether an admin refuses whoever asks, and said so. */
function isRefused(headers: IncomingMessage["headers"], response: ServerResponse, trustProxy: number): boolean {
  const said = new Headers();
  for (const name of ["x-ridizi-peer", "x-forwarded-for"]) said.set(name, String(headers[name] ?? ""));
  const waitMs = blockedForMs(networkOf(clientAddress(said, trustProxy)));
  if (waitMs <= 0) return false;
  const retryAfter = String(Math.ceil(waitMs / 1_000));
  response.writeHead(429, {
    "Retry-After": retryAfter,
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });
  response.end("Requests from your network are not taken for now. Whoever runs the site can say why.\n");
  return true;
}

/**
 * An address in which every `%` that begins no escape of a text stands for itself. Next fails on `/book/%ff`, with 500 and
 * outside of every route; so it is the address of a book that there is not, and answered as such.
 */
export function withWholeEscapes(url: string): string {
  const [path = "", ...query] = url.split(/(?=[?#])/);
  const segments = path.split("/").map((segment) => (isText(segment) ? segment : segment.replaceAll("%", "%25")));
  return segments.join("/") + query.join("");
}

function isText(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0;

/** Ends the connection of a body that does not come, whether anybody reads it or not: Node itself waits five minutes. */
function endWhenTooSlow(request: IncomingMessage, patience: Patience): void {
  const { socket } = request;
  const startedAt = performance.now();
  const before = socket.bytesRead;
  const timer = setInterval(() => {
    if (request.complete || socket.destroyed) clearInterval(timer);
    else if (patienceLeftMs(patience, socket.bytesRead - before, performance.now() - startedAt) < -GRACE_MS)
      socket.destroy();
  }, LOOK_EVERY_MS).unref();
}
