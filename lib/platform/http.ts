import "server-only";

/** An answer other than success, thrown by a route and turned into the error envelope at its boundary. */
export class Problem extends Error {
  override name = "Problem" as const;
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** `{ error, code, requestId }`, the one shape of every error. */
export function problemResponse(problem: Problem, requestId: string): Response {
  return Response.json(
    { error: problem.message, code: problem.code, requestId },
    { status: problem.status, headers: { ...problem.headers, "X-Request-Id": requestId, "Cache-Control": "no-store" } },
  );
}

export function tooManyRequests(retryAfterSeconds: number): Problem {
  return new Problem(429, "too_many_requests", `Too many requests. Please wait ${retryAfterSeconds} s and try again.`, {
    "Retry-After": String(retryAfterSeconds),
  });
}
