import { apiRoute, refuseOtherName } from "@/lib/accounts/route";
import { presentBook } from "@/lib/catalog/schema";
import { identifyIsbn } from "@/lib/identify/commands";
import { Problem } from "@/lib/platform/http";
import { readText } from "@/lib/platform/upload";
import { presentPending } from "@/lib/scans/pending/schema";

const LIMIT = { name: "barcode", max: 240, windowMs: 60_000 };
const BODY_BYTES_MAX = 8_192;

/** The ISBN comes as JSON, as a form, or in the query: scanners and scripts do all three. */
async function readFields(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get("content-type") ?? "";
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const text = await readText(request, BODY_BYTES_MAX);
  if (text.trim() === "") return query;
  if (/^multipart\/form-data|^application\/x-www-form-urlencoded/i.test(type)) {
    const form = await new Response(text, { headers: { "content-type": type } }).formData().catch(() => {
      throw new Problem(400, "malformed", "This is not a complete form.");
    });
    return { ...query, ...Object.fromEntries(form) };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...query, ...parsed } : query;
  } catch (cause) {
    throw Object.assign(new Problem(400, "malformed", 'This is not JSON. Please send {"isbn": "…"}.'), { cause });
  }
}

const asText = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

export const POST = apiRoute(
  { access: "public", scope: "scans:write", limit: LIMIT },
  async ({ request, actor, requestId }) => {
    const fields = await readFields(request);
    refuseOtherName(actor, asText(fields.username));
    const collectionId = Number(asText(fields.collection_id)) || undefined;
    const result = await identifyIsbn({ actor, requestId }, asText(fields.isbn), collectionId);
    if (!result.ok) throw new Problem(400, result.reason, result.message ?? "This is not an ISBN.");
    const common = { username: actor?.username ?? null, requestId };
    const headers = { "Cache-Control": "no-store" };
    if (result.status === "pending") {
      const { isbn10, isbn13, pending } = result;
      const { id, status_url, reason, stucked } = presentPending(pending);
      return Response.json(
        { status: "pending", isbn: isbn10 ?? isbn13, isbn13, id, status_url, reason, stucked, ...common },
        { status: 202, headers: { ...headers, Location: status_url } },
      );
    }
    const { book } = result;
    return Response.json(
      { status: "match", filename: book.coverFile, year: book.year, ...presentBook(book), ...common },
      { headers },
    );
  },
);
