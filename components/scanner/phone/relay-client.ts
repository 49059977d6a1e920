import type { Relayed } from "@/lib/scanning/relays/schema";
import { type Requested, request } from "../lookup/request";

/** A way from a phone to this page; `qrCode` is the address of the picture that leads the phone here. */
export type Relay = { token: string; url: string; qrCode: string };

const addressOf = (token: string) => `/api/v1/relays/${encodeURIComponent(token)}`;
const json = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export const openRelay = (signal: AbortSignal): Promise<Requested<Relay>> =>
  request(
    "/api/v1/relays",
    { method: "POST" },
    async (response) => {
      const {
        token,
        url,
        qr_code: qrCode,
      } = (await response.json()) as { token: string; url: string; qr_code: string };
      return { token, url, qrCode };
    },
    signal,
  );

/** Sends a code, or with null word that the phone is there. */
export const sendCode = (token: string, isbn: string | null): Promise<Requested<void>> =>
  request(`${addressOf(token)}/codes`, json({ isbn }), async () => undefined);

/**
 * What the phone has sent since `after`; waits for it. Undefined where the way is closed, null where no answer came. Without
 * the time limit of other requests: to wait is what it is for. Rejects only when `signal` is aborted.
 */
export async function awaitCodes(token: string, after: string, signal: AbortSignal) {
  try {
    const response = await fetch(`${addressOf(token)}/codes?after=${after}`, { signal });
    if (response.status === 404) return undefined;
    return response.ok ? ((await response.json()) as { codes: Relayed[] }).codes : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** Closes the way; also while the page is being left. */
export function closeRelay(token: string): void {
  void fetch(addressOf(token), { method: "DELETE", keepalive: true }).catch(() => undefined);
}
