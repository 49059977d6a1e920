import { apiRoute } from "@/lib/accounts/route";
import { env } from "@/lib/platform/env";
import { qrCodeOf } from "@/lib/platform/qr-code";
import { openRelay } from "@/lib/scanning/relays/commands";

const LIMIT = { name: "relay", max: 20, windowMs: 60_000 };

/** Opens a way from a phone's camera to the page that asks, with the picture that the phone reads to find it. */
export const POST = apiRoute({ access: "public", limit: LIMIT }, async () => {
  const { token } = await openRelay();
  // Behind the #: no server ever writes it down.
  const url = `${env().web.appUrl}/#phone=${token}`;
  const body = { token, url, qr_code: await qrCodeOf(url) };
  return Response.json(body, { status: 201, headers: { "Cache-Control": "no-store" } });
});
