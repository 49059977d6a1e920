import { sourceOf } from "@/lib/accounts/attempts/commands";
import { apiRoute, readJson } from "@/lib/accounts/route";
import { deviceOf } from "@/lib/accounts/sessions/rules";
import { register } from "@/lib/accounts/tokens/commands";
import { presentToken, registerInput } from "@/lib/accounts/tokens/schema";
import { Problem, tooManyRequests } from "@/lib/platform/http";

const REFUSALS = {
  password_weak: [400, "This password is among the first that are tried."],
  username_taken: [409, "Somebody has this name already."],
  email_taken: [409, "There is an account with this e-mail address."],
  registration_closed: [403, "This site takes no new accounts."],
  invitation_needed: [403, "This site takes new accounts by invitation: please send its secret in invitation."],
  invitation_over: [403, "This invitation was used already, or is over."],
  second_factor_demanded: [403, "The account is made, but this site wants a second factor of it."],
} as const;

/** `{"username", "email", "password", "invitation"}` → 201 `{token, expires_at, user}`. Nothing else may be said: a role least of all. */
export const POST = apiRoute({ access: "public", isForStrangers: true }, async ({ request }) => {
  const input = await readJson(request, registerInput);
  const source = sourceOf(request.headers);
  const opened = await register(input, { source, device: deviceOf(request.headers.get("user-agent")) });
  if (!opened.ok && opened.reason === "too_many_requests") throw tooManyRequests(opened.retryAfterSeconds);
  if (!opened.ok) {
    const [status, message] = REFUSALS[opened.reason];
    throw new Problem(status, opened.reason, ("message" in opened && opened.message) || message);
  }
  return Response.json(presentToken(opened), { status: 201, headers: { "Cache-Control": "no-store" } });
});
