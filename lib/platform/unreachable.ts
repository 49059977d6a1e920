import { sleep } from "./sleep";

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EPIPE",
  "PROTOCOL_CONNECTION_LOST",
  "ER_SERVER_SHUTDOWN",
  "ER_CON_COUNT_ERROR",
]);

const DELAYS_MS = [100, 300, 900];

/** True when a service is away, rather than the request to it wrong: worth another try, then a 503. */
export const isUnreachable = (error: unknown): boolean => hasCode(error, (code) => UNREACHABLE.has(code));

/** A service that was waited for in vain: whoever asked has waited long enough for it. */
const hasTimedOut = (error: unknown): boolean => hasCode(error, (code) => code === "ETIMEDOUT");

function hasCode(error: unknown, isMeant: (code: string) => boolean): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isMeant((at as { code?: string }).code ?? "")) return true;
    // Several addresses were tried and none answered.
    if (at instanceof AggregateError && at.errors.some((one) => hasCode(one, isMeant))) return true;
  }
  return false;
}

/** Runs a read again, with growing pauses, while the database is away. Only for work that may be repeated. */
export async function retryUnreachable<Value>(read: () => Promise<Value>): Promise<Value> {
  for (const delayMs of DELAYS_MS) {
    try {
      return await read();
    } catch (error) {
      if (!isUnreachable(error) || hasTimedOut(error)) throw error;
      await sleep(delayMs);
    }
  }
  return read();
}
