import { sourceOf } from "@/lib/accounts/attempts/commands";
import { createKey } from "@/lib/accounts/keys/commands";
import { listKeys } from "@/lib/accounts/keys/queries";
import { createKeyRequest, presentKey } from "@/lib/accounts/keys/schema";
import { proveOwner } from "@/lib/accounts/proof/commands";
import { apiRoute, readJson } from "@/lib/accounts/route";
import { Problem, tooManyRequests } from "@/lib/platform/http";

const NO_STORE = { "Cache-Control": "no-store" };
const LIMIT = { name: "keys", max: 30, windowMs: 60 * 60_000 };

const STATUS = {
  scope_not_allowed: 403,
  too_many_keys: 409,
  password_needed: 403,
  wrong_password: 403,
  not_fresh: 403,
};

/** The account's own keys, without their secrets. */
export const GET = apiRoute({ access: "user" }, async ({ actor }) => {
  const keys = actor ? await listKeys(actor.id) : [];
  return Response.json({ keys: keys.map(presentKey) }, { headers: NO_STORE });
});

/**
 * `{"name", "scopes", "expires_in_days", "password"}` → 201 with the key in `key`, this once. `password` where the session is
 * not a new one. No key makes keys: this has no scope.
 */
export const POST = apiRoute({ access: "user", limit: LIMIT }, async ({ request, actor, session }) => {
  if (!actor || !session) throw new Problem(401, "signed_out", "Please sign in first.");
  const { expires_in_days: expiresInDays, password, ...input } = await readJson(request, createKeyRequest);
  const source = sourceOf(request.headers);
  const proven = await proveOwner(actor, { startedAt: session.startedAt, password, source });
  if (!proven.ok && proven.reason === "too_many_requests") throw tooManyRequests(proven.retryAfterSeconds);
  const made = proven.ok ? await createKey(actor, { ...input, expiresInDays }) : proven;
  if (!made.ok) throw new Problem(STATUS[made.reason], made.reason, made.message ?? "The key was not made.");
  return Response.json({ ...presentKey(made.summary), key: made.key }, { status: 201, headers: NO_STORE });
});
