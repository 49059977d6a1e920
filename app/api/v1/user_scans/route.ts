import { apiRoute, readJson, refuseOtherName } from "@/lib/accounts/route";
import { presentBook } from "@/lib/catalog/schema";
import { Problem } from "@/lib/platform/http";
import { noteScan } from "@/lib/scans/commands";
import { noteScanBody } from "@/lib/scans/schema";

const LIMIT = { name: "user-scans", max: 240, windowMs: 60_000 };

/** Notes a book that was scanned elsewhere, or without a signal: in the caller's own history, or of a visitor in the log alone. */
export const POST = apiRoute(
  { access: "public", scope: "scans:write", limit: LIMIT },
  async ({ request, actor, requestId: ownId }) => {
    const { username, requestId = ownId, ...scan } = await readJson(request, noteScanBody);
    refuseOtherName(actor, username);
    const noted = await noteScan(actor, { ...scan, requestId });
    if (!noted.ok) throw new Problem(404, noted.reason, noted.message ?? "This book is not in the catalogue.");
    const answer = { ...presentBook(noted.book), username: actor?.username ?? null, requestId };
    return Response.json(answer, { status: 201, headers: { "Cache-Control": "no-store" } });
  },
);
