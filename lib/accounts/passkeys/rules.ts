import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { Use } from "@/lib/platform/single-use";

/** More than anybody has devices; each is asked about whenever another is added. */
export const PASSKEYS_MAX = 20;

/** How long a browser's question may stand open. Autofill waits as long as the page is looked at. */
const CHALLENGE_SECONDS = 10 * 60;
export const TO_ADD: Use = { name: "passkey-to-add", seconds: CHALLENGE_SECONDS };
export const TO_SIGN_IN: Use = { name: "passkey-to-sign-in", seconds: CHALLENGE_SECONDS };

/** What credentials are found by: their ids tell capitals apart, which the database's texts do not. */
export const hashOfCredential = (credentialId: string): string =>
  createHash("sha256").update(credentialId).digest("hex");

/** The site as passkeys know it: they are made for a host name, and none is made for a bare address or without https. */
export function relyingPartyOf(appUrl: string): { id: string; origin: string } | undefined {
  const { hostname, origin, protocol } = new URL(appUrl);
  const isAddress = isIP(hostname) !== 0 || hostname.startsWith("[");
  const isSafe = protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
  return isAddress || !isSafe ? undefined : { id: hostname, origin };
}
