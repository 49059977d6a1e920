import type { Hit } from "@/lib/platform/rate-limit";

/** Where somebody signs in from: the address, and what an earlier success left in the browser. */
export type Source = { address: string; deviceCookie: string | undefined };

/** A try at a password that has been counted and not yet judged; a right one is taken back. */
export type Attempt = {
  hit: Hit;
  who: string;
  /** "account-7", or "nobody-…" for an account that there is not. */
  name: string;
};
