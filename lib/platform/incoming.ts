import "server-only";
import { type IncomingMessage, Server } from "node:http";
import { stampPeerAddress } from "./client-address";
import { PATIENCE, type Patience, patienceLeftMs } from "./patience";
import { singleton } from "./singleton";

/** A route that reads its body itself is first to lose patience, and says so; what nobody reads just ends. */
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/** What is done to every request before Next sees it, in every server of this process. */
export function guardRequests(patience = PATIENCE): void {
  singleton("incoming", () => {
    const emit = Server.prototype.emit;
    Server.prototype.emit = function guard(this: Server, event: string, ...rest: unknown[]) {
      if (event === "request") {
        const request = rest[0] as IncomingMessage;
        stampPeerAddress(request);
        request.url = withWholeEscapes(request.url ?? "/");
        if (hasBody(request)) endWhenTooSlow(request, patience);
      }
      return Reflect.apply(emit, this, [event, ...rest]);
    };
    return true;
  });
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
