import "server-only";
import { tally } from "@/lib/platform/tally";
import type { Signal } from "./schema";

const count = (signal: Signal, subject: string, other?: string) => tally(signal, subject, other);

/**
 * Somebody gave no right password for `account`: "account-7", or whatever else for an account that there is not, which is
 * kept nowhere.
 */
export async function noteFailedSignIn(network: string, account: string): Promise<void> {
  await count("sign_in_failed_from", network, account);
  if (account.startsWith("account-")) await count("sign_in_failed_on", account, network);
}

/** A key was shown that has run out, was revoked or never was. */
export const noteRefusedKey = (keyId: string, network: string) => count("key_refused", keyId, network);

/** A key was used. */
export const noteUsedKey = (keyId: string, network: string) => count("key_used", keyId, network);

/** Somebody asked for everything that is kept of them, or for a collection as a file. */
export const noteExport = (userId: number) => count("export_made", `account-${userId}`);

/** A match or a search was asked for: by "account-7", "key-<id>" or a visitor's network. */
export const noteAsking = (who: string) => count("asked", who);
