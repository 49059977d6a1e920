import { apiRoute, readJson, refuseOtherName } from "@/lib/accounts/route";
import { presentBook } from "@/lib/catalog/schema";
import { Problem } from "@/lib/platform/http";
import { noteScan } from "@/lib/scans/commands";
import { noteScanBody } from "@/lib/scans/schema";

/** Together with the barcodes that this server looks up itself: to a hand it is the same. */
const LIMIT = { name: "barcode", max: 240, windowMs: 60_000 };

/** Notes a book that was scanned elsewhere, or without a signal: in the caller's own history, or of a visitor in the log alone. */
export const POST = apiRoute(
  { access: "public", scope: "scans:write", limit: LIMIT },
  async ({ request, actor, requestId: ownId }) => {
    const { username, requestId = ownId, isbn, at } = await readJson(request, noteScanBody);
    refuseOtherName(actor, username);
    // Nobody's word stands for a visitor's past: it would enter the figures of days that are over.
    const noted = await noteScan(actor, { isbn, at: actor ? at : undefined, requestId });
    if (!noted.ok) throw new Problem(404, noted.reason, noted.message ?? "This book is not in the catalogue.");
    const answer = { ...presentBook(noted.book), username: actor?.username ?? null, requestId };
    return Response.json(answer, { status: 201, headers: { "Cache-Control": "no-store" } });
  },
);
