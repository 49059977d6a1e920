import { z } from "zod";
import { apiRoute } from "@/lib/accounts/route";
import { parseBookReference } from "@/lib/catalog/rules";
import { ensureCover } from "@/lib/covers/commands";
import { readCoverFile } from "@/lib/covers/queries";
import { COVER_SIZES } from "@/lib/covers/schema";
import { Problem } from "@/lib/platform/http";

/** A page of search results is fifty covers. */
const LIMIT = { name: "cover", max: 3_000, windowMs: 60_000 };

const query = z.object({ size: z.enum(COVER_SIZES).default("original") });

const notFound = () => new Problem(404, "cover_not_found", "There is no such cover.");

export const GET = apiRoute<{ filename: string }>(
  { access: "public", scope: "catalog:read", limit: LIMIT },
  async ({ request, params }) => {
    const url = new URL(request.url);
    const parsed = query.safeParse(Object.fromEntries(url.searchParams));
    if (!parsed.success) throw new Problem(400, "invalid_size", `size is one of ${COVER_SIZES.join(", ")}.`);
    // The name is only ever read as a book's number; it never becomes a path.
    const reference = parseBookReference(params.filename.replace(/\.jpg$/i, ""));
    if (typeof reference === "string") throw notFound();
    const cover = await ensureCover(reference);
    if (!cover) throw notFound();

    const { size } = parsed.data;
    const etag = `"${cover.sha256.slice(0, 32)}-${size}"`;
    // With `?v=` the address names this very picture, so it may be kept for ever.
    const maxAge = url.searchParams.has("v") ? "public, max-age=31536000, immutable" : "public, max-age=300";
    const headers = { ETag: etag, "Cache-Control": maxAge };
    if (
      request.headers
        .get("if-none-match")
        ?.split(",")
        // A proxy that compresses marks the tag as weak; for this question that is the same one.
        .some((tag) => tag.trim().replace(/^W\//, "") === etag)
    ) {
      return new Response(null, { status: 304, headers });
    }
    const file = await readCoverFile(cover.sha256, size);
    if (!file) throw notFound();
    return new Response(new Uint8Array(file.bytes), {
      headers: { ...headers, "Content-Type": file.mime, "Content-Length": String(file.bytes.length) },
    });
  },
);
