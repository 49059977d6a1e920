import { createHash, randomBytes } from "node:crypto";

/** Nobody guesses one of 2^192. */
const TOKEN_BYTES = 24;
const TOKEN = /^[\w-]{32}$/;

/** What stands in the address of a shared collection. */
export const drawToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** SHA-256 is enough: what it hides is random through and through, unlike a password. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

export const isToken = (text: string): boolean => TOKEN.test(text);

/** Pages of a shared collection that one visitor may ask for: turning its pages does not reach it, copying does. */
export const SHARED_PAGES = { name: "shared-collection", max: 60, windowMs: 60_000 };
