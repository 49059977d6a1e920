import {
  answerProblem,
  type ErrorBody,
  networkProblem,
  type RequestProblem,
  TIMEOUT_MS,
  timeoutProblem,
} from "./request-problem";

export type Requested<Value> = { ok: true; value: Value } | { ok: false; problem: RequestProblem };

/**
 * One request to the REST interface: the value that `read` makes of a success, or the problem in words for the reader.
 * Rejects only when `signal` is aborted.
 */
export async function request<Value>(
  url: string,
  init: RequestInit,
  read: (response: Response) => Promise<Value>,
  signal?: AbortSignal,
): Promise<Requested<Value>> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  const onAbort = () => limit.abort();
  // By hand: Safari before 17.4 has no AbortSignal.any.
  signal?.addEventListener("abort", onAbort);
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    if (response.ok) return { ok: true, value: await read(response) };
    return { ok: false, problem: answerProblem(await failureOf(response)) };
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.signal.aborted) return { ok: false, problem: timeoutProblem() };
    // A success that is not what was agreed (a captive portal answers 200 with a login page) is no answer either.
    return { ok: false, problem: networkProblem(navigator.onLine || error instanceof SyntaxError) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function failureOf(response: Response) {
  return {
    status: response.status,
    body: await errorBodyOf(response),
    retryAfterSeconds: Number.parseInt(response.headers.get("retry-after") ?? "", 10) || null,
  };
}

// A proxy in between answers in HTML, so nothing about the body is taken for granted.
async function errorBodyOf(response: Response): Promise<ErrorBody> {
  const body: unknown = await response.json().catch(() => null);
  const text = (field: string): string | null => {
    const value = typeof body === "object" && body !== null ? Reflect.get(body, field) : null;
    return typeof value === "string" ? value : null;
  };
  return { error: text("error"), requestId: text("requestId") ?? response.headers.get("x-request-id") };
}
