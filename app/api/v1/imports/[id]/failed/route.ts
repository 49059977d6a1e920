import { Readable } from "node:stream";
import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { openFailed } from "@/lib/transfers/exporting/queries";

/** What of an import is not in the library, in the columns of its file: to be mended and brought again. */
export const GET = apiRoute<{ id: string }>({ access: "user" }, async ({ actor, params }) => {
  const opened = actor ? await openFailed(actor.id, params.id) : undefined;
  if (!opened) throw new Problem(404, "import_not_found", "There is no such import.");
  return new Response(Readable.toWeb(Readable.from(opened.text)) as ReadableStream, {
    headers: {
      "Content-Type": opened.type,
      "Content-Disposition": `attachment; filename="${opened.fileName}"`,
      "Cache-Control": "private, no-store",
    },
  });
});
