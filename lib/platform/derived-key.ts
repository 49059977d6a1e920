import "server-only";
import { hkdfSync } from "node:crypto";
import { env } from "./env";

const KEY_BYTES = 32;

/**
 * A key made of AUTH_SECRET for one use alone: what is signed for another use, by us or by next-auth, is worth nothing for
 * this one. A purpose that is in use keeps its name, or everything signed under it is void.
 */
export function derivedKey(purpose: string): Uint8Array {
  const { secret } = env().accounts;
  if (!secret) throw new Error("AUTH_SECRET is not set: nothing can be signed. See .env.example.");
  return new Uint8Array(hkdfSync("sha256", secret, "", `ridizi ${purpose}`, KEY_BYTES));
}
