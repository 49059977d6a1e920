import { sourceOf } from "@/lib/accounts/attempts/commands";
import { apiRoute, readJson } from "@/lib/accounts/route";
import { deviceOf } from "@/lib/accounts/sessions/rules";
import { logIn } from "@/lib/accounts/tokens/commands";
import { loginInput, presentToken } from "@/lib/accounts/tokens/schema";
import { Problem, tooManyRequests } from "@/lib/platform/http";

/** A program signs in once a week; right ones count here too. Wrong ones have limits of their own. */
const LIMIT = { name: "login", max: 30, windowMs: 10 * 60_000 };

/** Right passwords hear that a code is missing or wrong: whoever has none of the two hears nothing. */
const STATUS = {
  wrong_credentials: 401,
  code_needed: 401,
  wrong_code: 401,
  too_many_codes: 429,
  second_factor_demanded: 403,
};

/** `{"username" or "email", "password"}`, with `code` where the account has a second factor → `{token, expires_at, user}`. */
export const POST = apiRoute({ access: "public", limit: LIMIT, isForStrangers: true }, async ({ request }) => {
  const input = await readJson(request, loginInput);
  const source = sourceOf(request.headers);
  const known = await logIn(input, { source, device: deviceOf(request.headers.get("user-agent")) });
  if (!known.ok && known.reason === "too_many_requests") throw tooManyRequests(known.retryAfterSeconds);
  if (!known.ok)
    throw new Problem(STATUS[known.reason], known.reason, known.message ?? "No account has this name and password.");
  return Response.json(presentToken(known), { headers: { "Cache-Control": "no-store" } });
});
