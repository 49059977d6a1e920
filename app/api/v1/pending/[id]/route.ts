import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { getPending } from "@/lib/scans/pending/queries";
import { presentPending } from "@/lib/scans/pending/schema";

/** Whoever follows one asks several times a second at first. */
const LIMIT = { name: "pending", max: 600, windowMs: 60_000 };

export const GET = apiRoute<{ id: string }>(
  { access: "public", scope: "scans:read", limit: LIMIT },
  async ({ params }) => {
    const pending = await getPending(decodeURIComponent(params.id));
    if (!pending) throw new Problem(404, "not_found", "There is no such request.");
    return Response.json(presentPending(pending), { headers: { "Cache-Control": "no-store" } });
  },
);
