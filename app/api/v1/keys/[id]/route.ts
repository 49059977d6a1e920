import { revokeKey } from "@/lib/accounts/keys/commands";
import { keyInput } from "@/lib/accounts/keys/schema";
import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";

/** Ends one of the account's own keys, at once. */
export const DELETE = apiRoute<{ id: string }>({ access: "user" }, async ({ actor, params }) => {
  const parsed = keyInput.safeParse({ keyId: params.id });
  const revoked = actor && parsed.success ? await revokeKey(actor, parsed.data) : undefined;
  if (!revoked?.ok) throw new Problem(404, "key_not_found", "There is no such key.");
  return new Response(null, { status: 204 });
});
