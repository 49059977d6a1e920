import { apiRoute } from "@/lib/accounts/route";
import { closeRelay } from "@/lib/scanning/relays/commands";
import { relayToken } from "@/lib/scanning/relays/schema";

/** Closes the way from a phone to a page. */
export const DELETE = apiRoute<{ token: string }>({ access: "public" }, async ({ params }) => {
  const token = relayToken.safeParse(params.token);
  if (token.success) await closeRelay(token.data);
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
});
