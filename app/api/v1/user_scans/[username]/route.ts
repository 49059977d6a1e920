import { apiRoute, refuseOtherName } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { deleteUserScans } from "@/lib/scans/commands";
import { deleteScansInput } from "@/lib/scans/schema";

/** Deletes the caller's own history, or with `?isbn=` what is in it of one book; the log of scans loses the name with it. */
export const DELETE = apiRoute<{ username: string }>(
  { access: "user", scope: "scans:write" },
  async ({ request, actor, params }) => {
    if (!actor) throw new Problem(401, "signed_out", "Please sign in first.");
    refuseOtherName(actor, params.username);
    const isbn = new URL(request.url).searchParams.get("isbn") ?? undefined;
    const parsed = deleteScansInput.safeParse({ isbn });
    if (!parsed.success) throw new Problem(400, "invalid_input", "This is not an ISBN.");
    const deleted = await deleteUserScans(actor, parsed.data);
    if (!deleted.ok) throw new Problem(404, deleted.reason, "This book is not in the catalogue.");
    return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
  },
);
