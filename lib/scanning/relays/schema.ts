import { z } from "zod";

/** 128 bits, as base64url writes them. */
export const relayToken = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** A code that a phone has read, or null: it has opened the address and says that it is there. */
export const relayBody = z.object({ isbn: z.string().min(1).max(40).nullable() });

/** One message of a phone. `id` rises. */
export type Relayed = { id: string; isbn: string | null };

/** Where a reader of messages goes on; the beginning without one. */
export const relayAfter = z
  .string()
  .regex(/^\d{1,18}-\d{1,18}$/)
  // With more digits it is beyond what Redis counts to.
  .catch("0-0");

/** So long after the page asked last, or the phone sent last, the way between them is forgotten with what was sent. */
export const RELAY_MS = 30 * 60_000;
/** A question waits so long for a message: less than proxies in between allow a request to take. */
export const RELAY_WAIT_MS = 20_000;
