import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { attachment, Problem } from "@/lib/platform/http";
import { bringFile, bringText } from "./commands";
import { EXPORTS, openExport, openFailed } from "./exporting/queries";
import { FILE_BYTES_MAX, FORMAT_KEYS, importInput } from "./schema";

export const bringFileOperation = operation(
  {
    id: "transfers.bring_file",
    method: "POST",
    path: "/imports",
    summary: "Bring a file of another app, or a list",
    description:
      "Nothing is done with it before it is started. With `name` it is read as the file of that name, without one as a pasted text.",
    access: "user",
    scope: "library:write",
    // Each file is read whole and kept row by row.
    limit: { name: "import", max: 20, windowMs: 60 * 60_000 },
    upload: { field: "file", bytesMax: () => FILE_BYTES_MAX },
    body: z.object({ name: z.string().max(2_000).optional() }),
    answers: { 201: z.object({ id: z.string(), format: z.enum(FORMAT_KEYS), rows: z.int() }) },
    refusals: { busy: 503, too_many_imports: 409 },
  },
  async ({ actor, file, body: { name } }) => {
    const brought =
      name === undefined ? await bringText(actor, file.toString("utf8")) : await bringFile(actor, { file, name });
    if (!brought.ok) return brought;
    const { importId: id, format, rows } = brought;
    return { id, format, rows };
  },
);

export const readFailedOperation = operation(
  {
    id: "transfers.read_failed",
    method: "GET",
    path: "/imports/{import_id}/failed",
    summary: "Read the rows of an import that are not in the library",
    description: "In the columns of its file: to be mended and brought again.",
    access: "user",
    scope: "library:read",
    params: importInput,
    answers: { 200: { type: "text/csv" } },
    refusals: { import_not_found: 404 },
  },
  async ({ actor, params }) => {
    const opened = await openFailed(actor.id, params.importId);
    if (!opened) throw new Problem(404, "import_not_found", "There is no such import.");
    return attachment(opened.text, opened);
  },
);

export const exportLibraryOperation = operation(
  {
    id: "transfers.export_library",
    method: "GET",
    path: "/library/export/{file}",
    summary: "Read one's library as a file",
    description: "For other apps, for programs, for the insurance, or whole with its covers.",
    access: "user",
    scope: "library:read",
    // Each reads a whole library.
    limit: { name: "library-export", max: 20, windowMs: 60 * 60_000 },
    params: z.object({ file: z.enum(EXPORTS) }),
    answers: { 200: { type: "application/octet-stream" } },
  },
  async ({ actor, params }) => {
    const opened = openExport(actor.id, params.file);
    return attachment(opened.content, opened);
  },
);
