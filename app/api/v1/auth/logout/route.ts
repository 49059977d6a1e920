import { apiRoute } from "@/lib/accounts/route";
import { logOut } from "@/lib/accounts/tokens/commands";
import { Problem } from "@/lib/platform/http";

/** Ends the session that asks: its token, or its cookie, is worth nothing from now on. */
export const POST = apiRoute({ access: "user" }, async ({ actor, session }) => {
  if (!actor || !session) throw new Problem(401, "signed_out", "Please sign in first.");
  await logOut(actor, session.id);
  return new Response(null, { status: 204 });
});
