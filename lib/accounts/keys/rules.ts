import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const ID_BYTES = 8;
const SECRET_BYTES = 32;
const DAY_MS = 24 * 60 * 60_000;

export const KEY_PREFIX = "rdz_";
const KEY = /^rdz_([0-9a-f]{16})_([\w-]{43})$/;

/** SHA-256 is enough: what it hides has 256 random bits, unlike a password. */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** A new key, `rdz_<id>_<secret>`, and what is kept of it. */
export function drawKey(): { id: string; secretHash: string; key: string } {
  const [id, secret] = [randomBytes(ID_BYTES).toString("hex"), randomBytes(SECRET_BYTES).toString("base64url")];
  return { id, secretHash: hashOf(secret), key: `${KEY_PREFIX}${id}_${secret}` };
}

export function parseKey(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

const NO_KEY = hashOf("no key has this secret");

/** Compares in the same time whether or not there is such a key, and wherever the two differ. */
export function isSecretOf(secret: string, secretHash: string | undefined): boolean {
  const isEqual = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(secretHash ?? NO_KEY));
  return isEqual && secretHash !== undefined;
}

export const expiryOf = (days: number | null, now: Date): Date | null =>
  days === null ? null : new Date(now.getTime() + days * DAY_MS);
