import { apiRoute } from "@/lib/accounts/route";
import { readCorners } from "@/lib/covers/straightening/rules";
import type { Corners } from "@/lib/covers/straightening/schema";
import { Problem } from "@/lib/platform/http";
import { proposeView } from "@/lib/scans/moderation/queries";
import { presentProposedView } from "@/lib/scans/moderation/schema";

/** Each takes tenths of a second of the threads that readers' photos need. */
const LIMIT = { name: "straightened", max: 240, windowMs: 60_000 };

/** `corners=x,y,x,y,x,y,x,y`; without them the server looks for the cover itself. */
function parseCorners(given: string | null): Corners | undefined {
  const corners = given === null ? undefined : readCorners(given);
  if (given === null || corners) return corners;
  throw new Problem(400, "bad_corners", "corners are four points within the photo: x,y,x,y,x,y,x,y.");
}

/** The view that a reader's photo would become, for moderators alone. */
export const GET = apiRoute<{ id: string }>(
  { access: "moderator", scope: "moderation:read", limit: LIMIT },
  async ({ request, actor, params }) => {
    const corners = parseCorners(new URL(request.url).searchParams.get("corners"));
    const proposed = /^[1-9]\d{0,9}$/.test(params.id)
      ? await proposeView(actor, Number(params.id), corners)
      : undefined;
    if (!proposed || (!proposed.ok && proposed.reason === "photo_gone"))
      throw new Problem(404, "photo_not_found", "There is no such photo.");
    return Response.json(presentProposedView(proposed), { headers: { "Cache-Control": "private, no-store" } });
  },
);
