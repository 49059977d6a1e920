import { apiRoute, readJson } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { awaitCodes, sendCode } from "@/lib/scanning/relays/commands";
import { relayAfter, relayBody, relayToken } from "@/lib/scanning/relays/schema";

const LIMIT = { name: "relay-codes", max: 240, windowMs: 60_000 };
/** Each question is held for a while: a page asks three in a quiet minute, and one a book. */
const WAIT_LIMIT = { name: "relay-wait", max: 120, windowMs: 60_000 };

const closed = () => new Problem(404, "relay_closed", "The page on the computer was closed. Show its code again.");

function tokenOf(given: string): string {
  const parsed = relayToken.safeParse(given);
  if (!parsed.success) throw closed();
  return parsed.data;
}

/** What a phone has sent since `?after=`, as soon as there is any; an empty list after twenty seconds. */
export const GET = apiRoute<{ token: string }>({ access: "public", limit: WAIT_LIMIT }, async ({ request, params }) => {
  const after = relayAfter.parse(new URL(request.url).searchParams.get("after"));
  const codes = await awaitCodes(tokenOf(params.token), after, request.signal);
  if (codes === null) throw closed();
  return Response.json({ codes }, { headers: { "Cache-Control": "no-store" } });
});

/** Sends a code to the page. */
export const POST = apiRoute<{ token: string }>({ access: "public", limit: LIMIT }, async ({ request, params }) => {
  const { isbn } = await readJson(request, relayBody);
  const sent = await sendCode(tokenOf(params.token), isbn);
  if (!sent.ok) throw new Problem(sent.reason === "relay_closed" ? 404 : 400, sent.reason, sent.message ?? "");
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
});
