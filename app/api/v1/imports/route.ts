import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { readUpload } from "@/lib/platform/upload";
import { bringFile, bringText } from "@/lib/transfers/commands";
import { FILE_BYTES_MAX } from "@/lib/transfers/schema";

/** Each file is read whole and kept row by row. */
const LIMIT = { name: "import", max: 20, windowMs: 60 * 60_000 };

/** Brings a file of another app, or a pasted list: nothing is done with it before its reader has looked at it. */
export const POST = apiRoute({ access: "user", limit: LIMIT }, async ({ request, actor }) => {
  if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
  const { file, fields } = await readUpload(request, "file", FILE_BYTES_MAX);
  const isPasted = fields.name === undefined;
  const result = isPasted
    ? await bringText(actor, file.toString("utf8"))
    : await bringFile(actor, { file, name: fields.name ?? "" });
  if (!result.ok && result.reason === "busy")
    throw new Problem(503, result.reason, result.message ?? "Please try again in a minute.", { "Retry-After": "60" });
  if (!result.ok) throw new Problem(422, result.reason, result.message ?? "This file cannot be read.");
  const { importId, format, rows } = result;
  return Response.json({ id: importId, format, rows }, { status: 201, headers: { "Cache-Control": "no-store" } });
});
