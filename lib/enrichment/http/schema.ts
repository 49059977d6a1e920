import { z } from "zod";

/** At most `max` requests in any window of that length; what has the same name is counted together. */
export type Limit = { name: string; max: number; windowMs: number };

/** One thing that is asked over HTTP, with budgets, a breaker and a cache of its own. */
export type Service = {
  /** Part of the keys that all processes share. */
  name: string;
  /** The base address from the configuration, without a slash at the end. */
  baseUrl: string;
  /** The base address by which the world knows it; another one is the operator's choice and may be a private address. */
  publicUrl: string;
  /** Hosts that it may send us on to; a leading dot stands for any host below. */
  redirectHosts: readonly string[];
  /** Longest window first: each is waited for before the next is looked at. */
  limits: readonly Limit[];
};

/**
 * `not_found` it does not know it · `refused` it does not want us (401, 403) · `limited` too many requests, theirs or our
 * own budget · `unavailable` errors, silence, an open breaker · `malformed` an answer that is not what was asked for ·
 * `misunderstood` it cannot do anything with our question (400 and the like), which is no trouble of its own.
 */
export const failureReasons = ["not_found", "refused", "limited", "unavailable", "malformed", "misunderstood"] as const;
export type FailureReason = (typeof failureReasons)[number];

/** What every connector throws. The message says what happened in words, without addresses, so that it may be shown. */
export class ProviderError extends Error {
  override name = "ProviderError" as const;
  constructor(
    readonly reason: FailureReason,
    message: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** When the latest requests were, or will be, sent: milliseconds since 1970, ascending. */
export const slots = z.array(z.number());
export type Slots = z.output<typeof slots>;

/** A breaker as all processes share it. Times are milliseconds since 1970, 0 for "not". */
export const breakerState = z.object({
  /** In a row. */
  failures: z.int().nonnegative(),
  openUntil: z.number(),
  /** How long it was opened last; doubles when the probe fails. */
  openForMs: z.number(),
  /** While one request finds out whether it may close. */
  probeUntil: z.number(),
  /** Why it is open. */
  reason: z.enum(failureReasons),
});
export type BreakerState = z.output<typeof breakerState>;
