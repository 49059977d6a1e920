import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { readText } from "@/lib/platform/upload";
import { askForTitle } from "@/lib/scans/pending/commands";
import { getPending, listMyPending } from "@/lib/scans/pending/queries";
import { askByTitleInput, presentPending } from "@/lib/scans/pending/schema";

const NO_STORE = { "Cache-Control": "no-store" };
const BODY_BYTES_MAX = 8_192;
const LIMIT = { name: "pending-title", max: 30, windowMs: 60_000 };

/** What the reader asked for and has not been told the end of. */
export const GET = apiRoute({ access: "user", scope: "scans:read" }, async ({ actor }) => {
  const mine = actor ? await listMyPending(actor.id) : [];
  return Response.json({ pending: mine.map(presentPending) }, { headers: NO_STORE });
});

/** `{"title": "…", "author": "…", "collection_id": 1}` for a book whose cover was not recognised → 202. */
export const POST = apiRoute({ access: "user", scope: "scans:write", limit: LIMIT }, async ({ request, actor }) => {
  if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
  const text = await readText(request, BODY_BYTES_MAX);
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Problem(400, "malformed", 'This is not JSON. Please send {"title": "…"}.'), { cause });
  }
  const input = askByTitleInput.safeParse({ ...body, collectionId: body?.collection_id });
  if (!input.success) throw new Problem(400, "invalid_input", input.error.issues[0]?.message ?? "What is the title?");
  const asked = await askForTitle(actor, input.data);
  if (!asked.ok) throw new Problem(404, asked.reason, asked.message ?? "There is no such collection.");
  const pending = await getPending(asked.id);
  if (!pending) throw new Error("a book that was just asked for is not pending");
  const shown = presentPending(pending);
  return Response.json(shown, { status: 202, headers: { ...NO_STORE, Location: shown.status_url } });
});
