import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { parseBookReference } from "@/lib/catalog/rules";
import { hasAlready } from "@/lib/platform/api/etag";
import { Problem } from "@/lib/platform/http";
import { ensureCover } from "./commands";
import { readCoverFile } from "./queries";
import { COVER_SIZES } from "./schema";

const notFound = () => new Problem(404, "cover_not_found", "There is no such cover.");

export const readCoverOperation = operation(
  {
    id: "covers.read_cover",
    method: "GET",
    path: "/cover/{filename}",
    summary: "Read the cover of a book",
    description: "A book without one has one drawn.",
    access: "public",
    scope: "catalog:read",
    // A page of search results is fifty covers.
    limit: { name: "cover", max: 3_000, windowMs: 60_000 },
    params: z.object({ filename: z.string().describe("The book's ISBN or `local-<id>`, with `.jpg` or without.") }),
    query: z.object({
      size: z
        .enum(COVER_SIZES, `size is one of ${COVER_SIZES.join(", ")}.`)
        .default("original")
        .describe("Small ones are WebP."),
      v: z.string().max(200).optional().describe("Names this very picture, so that it may be kept for ever."),
    }),
    answers: { 200: { type: "image/jpeg" } },
    refusals: { cover_not_found: 404 },
  },
  async ({ request, params, query: { size, v } }) => {
    // The name is only ever read as a book's number; it never becomes a path.
    const reference = parseBookReference(params.filename.replace(/\.jpg$/i, ""));
    if (typeof reference === "string") throw notFound();
    const cover = await ensureCover(reference);
    if (!cover) throw notFound();

    const etag = `"${cover.sha256.slice(0, 32)}-${size}"`;
    const maxAge = v === undefined ? "public, max-age=300" : "public, max-age=31536000, immutable";
    const headers = { ETag: etag, "Cache-Control": maxAge };
    if (hasAlready(request.headers, etag)) return new Response(null, { status: 304, headers });
    const file = await readCoverFile(cover.sha256, size);
    if (!file) throw notFound();
    return new Response(new Uint8Array(file.bytes), {
      headers: { ...headers, "Content-Type": file.mime, "Content-Length": String(file.bytes.length) },
    });
  },
);
