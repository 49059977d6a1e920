import { z } from "zod";
import { apiRoute } from "@/lib/accounts/route";
import { readCoverFile } from "@/lib/covers/queries";
import { COVER_SIZES } from "@/lib/covers/schema";
import { Problem } from "@/lib/platform/http";

/** A book's page shows each of its pictures. */
const LIMIT = { name: "cover", max: 3_000, windowMs: 60_000 };

const query = z.object({ size: z.enum(COVER_SIZES).default("thumb") });

/** Any picture of a book, in use or not, for those who choose among them. */
export const GET = apiRoute<{ sha256: string }>(
  { access: "moderator", scope: "moderation:read", limit: LIMIT },
  async ({ request, params }) => {
    const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!parsed.success) throw new Problem(400, "invalid_size", `size is one of ${COVER_SIZES.join(", ")}.`);
    const isNamed = /^[0-9a-f]{64}$/.test(params.sha256);
    const file = isNamed ? await readCoverFile(params.sha256, parsed.data.size) : undefined;
    if (!file) throw new Problem(404, "cover_not_found", "There is no such cover.");
    return new Response(new Uint8Array(file.bytes), {
      headers: { "Content-Type": file.mime, "Cache-Control": "private, max-age=86400, immutable" },
    });
  },
);
