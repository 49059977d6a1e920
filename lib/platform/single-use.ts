import "server-only";
import { randomBytes } from "node:crypto";
import { redis } from "./redis";

/** What something is kept for, and for how long. */
export type Use = { name: string; seconds: number };

const keyOf = (use: Use, handle: string) => `ridizi:once:${use.name}:${handle}`;

/**
 * Keeps a value until it is taken or its time is over, under a handle that cannot be guessed unless the caller brings one.
 * In Redis, not in a cookie: only here can it be known whether it was taken already. Throws while Redis is away: what needs
 * it waits, nothing opens.
 */
export async function keepOnce(use: Use, value: unknown, handle = randomBytes(32).toString("base64url")) {
  await redis().set(keyOf(use, handle), JSON.stringify(value), "EX", use.seconds);
  return handle;
}

/** Takes it away: of any number who ask at the same time one gets it, the others undefined. Callers parse what they get. */
export async function takeOnce(use: Use, handle: string): Promise<unknown> {
  return parsed(await redis().getdel(keyOf(use, handle)));
}

/** Looks at it and leaves it there, for who may try more than once. */
export async function lookAtOnce(use: Use, handle: string): Promise<unknown> {
  return parsed(await redis().get(keyOf(use, handle)));
}

const parsed = (kept: string | null): unknown => (kept === null ? undefined : JSON.parse(kept));
