import { apiRoute, refuseOtherName } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { listRecentScans } from "@/lib/scans/queries";
import { presentScan } from "@/lib/scans/schema";

const LIMIT_DEFAULT = 30;
const LIMIT_MAX = 100;

/** The caller's own history, one entry a book, the latest first. `?limit=` up to 100, `?cursor=` of the page before. */
export const GET = apiRoute<{ username: string }>(
  { access: "user", scope: "scans:read" },
  async ({ request, actor, params }) => {
    if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
    refuseOtherName(actor, params.username);
    const asked = new URL(request.url).searchParams;
    const limit = Math.min(LIMIT_MAX, Math.max(1, Math.trunc(Number(asked.get("limit"))) || LIMIT_DEFAULT));
    const { scans, cursor } = await listRecentScans(actor.id, asked.get("cursor") ?? undefined, limit);
    const body = { scans: scans.map(presentScan), next_cursor: cursor };
    return Response.json(body, { headers: { "Cache-Control": "no-store" } });
  },
);
