import { apiRoute, refuseOtherName } from "@/lib/accounts/route";
import { identifyCover } from "@/lib/identify/commands";
import { presentMatch } from "@/lib/identify/schema";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import { readUpload } from "@/lib/platform/upload";

const LIMIT = { name: "match", max: 60, windowMs: 60_000 };

/** 503 where the same picture will do in a moment, 413 where a smaller picture would do, 422 where this one cannot be read, 415 for what is no photo. */
const STATUS = {
  not_ready: 503,
  too_many_pixels: 413,
  too_small: 422,
  broken: 422,
  not_a_picture: 415,
  heic: 415,
  svg: 415,
  animated: 415,
};

export const POST = apiRoute(
  { access: "public", scope: "scans:write", limit: LIMIT, isWatched: true },
  async ({ request, actor, requestId }) => {
    const { file, fields } = await readUpload(request, "image", env().upload.maxBytes);
    refuseOtherName(actor, fields.username);
    const result = await identifyCover({ actor, requestId }, file);
    if (!result.ok)
      throw new Problem(
        STATUS[result.reason],
        result.reason,
        result.message ?? "This picture cannot be used.",
        result.reason === "not_ready" ? { "Retry-After": "2" } : {},
      );
    return Response.json(presentMatch(result.answer, actor?.username ?? null), {
      headers: { "Cache-Control": "no-store" },
    });
  },
);
