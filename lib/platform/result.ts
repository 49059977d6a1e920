/** An expected outcome of a command. Anything unexpected throws and is caught once, at the boundary. */
type Ok<Value> = { ok: true } & Value;
export type Fail<Reason extends string> = { ok: false; reason: Reason; message?: string };

export function ok(): Ok<object>;
export function ok<Value extends object>(value: Value): Ok<Value>;
export function ok(value: object = {}) {
  return { ok: true as const, ...value };
}

/** Whoever came too often hears for how long to wait: on the pages, at the API and in forms in the same words. */
export const sayTooMany = (seconds: number): string =>
  `Too many tries. Please wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`} and try again.`;

/** The same as an outcome, of what a limit answered. */
export const tooManyTries = ({ retryAfterSeconds }: { retryAfterSeconds: number }) => ({
  ...fail("too_many_requests", sayTooMany(retryAfterSeconds)),
  retryAfterSeconds,
});

/** `reason` is a literal that views must exhaust; `message` is for people and may be shown as it is. */
export function fail<const Reason extends string>(reason: Reason, message?: string): Fail<Reason> {
  return message === undefined ? { ok: false, reason } : { ok: false, reason, message };
}
