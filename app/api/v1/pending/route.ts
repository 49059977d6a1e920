import { apiRoute, readJson } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { askForTitle } from "@/lib/scans/pending/commands";
import { getPending, listMyPending } from "@/lib/scans/pending/queries";
import { askByTitleBody, presentPending } from "@/lib/scans/pending/schema";

const NO_STORE = { "Cache-Control": "no-store" };
const LIMIT = { name: "pending-title", max: 30, windowMs: 60_000 };

/** What the reader asked for and has not been told the end of. */
export const GET = apiRoute({ access: "user", scope: "scans:read" }, async ({ actor }) => {
  const mine = actor ? await listMyPending(actor.id) : [];
  return Response.json({ pending: mine.map(presentPending) }, { headers: NO_STORE });
});

/** `{"title": "…", "author": "…", "collection_id": 1}` for a book whose cover was not recognised → 202. */
export const POST = apiRoute({ access: "user", scope: "scans:write", limit: LIMIT }, async ({ request, actor }) => {
  if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
  const asked = await askForTitle(actor, await readJson(request, askByTitleBody));
  if (!asked.ok) throw new Problem(404, asked.reason, asked.message ?? "There is no such collection.");
  const pending = await getPending(asked.id);
  if (!pending) throw new Error("a book that was just asked for is not pending");
  const shown = presentPending(pending);
  return Response.json(shown, { status: 202, headers: { ...NO_STORE, Location: shown.status_url } });
});
