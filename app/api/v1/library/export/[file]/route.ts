import { Readable } from "node:stream";
import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { EXPORTS, openExport } from "@/lib/transfers/exporting/queries";

/** Each reads a whole library. */
const LIMIT = { name: "library-export", max: 20, windowMs: 60 * 60_000 };

/** A reader's own library as a file: for other apps, for programs, for the insurance, or whole with its covers. */
export const GET = apiRoute<{ file: string }>({ access: "user", limit: LIMIT }, async ({ actor, params }) => {
  const name = EXPORTS.find((one) => one === params.file);
  if (!actor || !name) throw new Problem(404, "export_not_found", "There is no such file.");
  const { type, fileName, content } = openExport(actor.id, name);
  return new Response(Readable.toWeb(Readable.from(content, { objectMode: false })) as ReadableStream, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "private, no-store",
    },
  });
});
