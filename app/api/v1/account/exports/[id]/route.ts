import { Readable } from "node:stream";
import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { takeExport } from "@/lib/privacy/exports/commands";
import { exportInput } from "@/lib/privacy/exports/schema";

const LIMIT = { name: "export-fetch", max: 20, windowMs: 60_000 };

/** A reader's own copy of everything: for its owner, signed in in a browser, by a link of ours, for a week and a few times. */
export const GET = apiRoute<{ id: string }>({ access: "user", limit: LIMIT }, async ({ request, actor, params }) => {
  const notFound = () => new Problem(404, "export_not_found", "There is no such copy, or its time is over.");
  const parsed = exportInput.safeParse({ exportId: params.id });
  const signature = new URL(request.url).searchParams.get("signature") ?? "";
  if (!actor || !parsed.success) throw notFound();
  const taken = await takeExport(actor, { ...parsed.data, signature });
  if (!taken.ok) throw notFound();
  return new Response(Readable.toWeb(taken.stream) as ReadableStream, {
    headers: {
      "Content-Type": "application/zip",
      "Content-Length": String(taken.size),
      "Content-Disposition": 'attachment; filename="ridizi-my-data.zip"',
      "Cache-Control": "private, no-store",
      // The signature must not go to whatever the reader opens next.
      "Referrer-Policy": "no-referrer",
    },
  });
});
