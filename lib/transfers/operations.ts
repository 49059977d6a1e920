import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { pageQuery } from "@/lib/platform/api/paging";
import { attachment, Problem } from "@/lib/platform/http";
import {
  bringFile,
  bringText,
  chooseOptions,
  forgetImport,
  recallImport,
  retryRows,
  startImport,
  undoImport,
} from "./commands";
import { chooseBook, makeBook, skipRow } from "./deciding/commands";
import { EXPORTS, openExport, openFailed } from "./exporting/queries";
import { getImport, listImports, listRows } from "./queries";
import {
  chooseInput,
  DATE_STYLES,
  FILE_BYTES_MAX,
  FORMAT_KEYS,
  IMPORT_STATES,
  importInput,
  importOptions,
  makeBookInput,
  optionsInput,
  ROW_REASON_KEYS,
  ROW_STATES,
  retryInput,
  rowInput,
} from "./schema";

const notFound = () => new Problem(404, "import_not_found", "There is no such import.");
const IMPORT_REFUSALS = { import_not_found: 404 };
const ROW_REFUSALS = { row_not_found: 404, already_decided: 409 };

const summary = z
  .object({
    id: z.string(),
    format: z.enum(FORMAT_KEYS),
    fileName: z.string().nullable(),
    state: z.enum(IMPORT_STATES),
    createdAt: z.date(),
    endedAt: z.date().nullable(),
    total: z.int(),
    counts: z.object(Object.fromEntries(ROW_STATES.map((state) => [state, z.int()]))),
  })
  .meta({ id: "Import" });

const row = z
  .object({
    id: z.int(),
    line: z.int(),
    state: z.enum(ROW_STATES),
    reason: z.enum(ROW_REASON_KEYS).nullable(),
    title: z.string(),
    authors: z.array(z.string()),
    isbn: z.string().nullable(),
    says: z.array(z.string()),
    href: z.string().nullable(),
  })
  .meta({ id: "ImportRow" });

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

export const listImportsOperation = operation(
  {
    id: "transfers.list_imports",
    method: "GET",
    path: "/imports",
    summary: "List the files that one brought",
    description: "The latest first.",
    access: "user",
    scope: "library:read",
    answers: { 200: z.object({ imports: z.array(summary) }) },
  },
  async ({ actor }) => ({ imports: await listImports(actor.id) }),
);

export const getImportOperation = operation(
  {
    id: "transfers.get_import",
    method: "GET",
    path: "/imports/{import_id}",
    summary: "Read how an import stands",
    access: "user",
    scope: "library:read",
    params: importInput,
    answers: {
      200: summary.extend({
        options: importOptions,
        encoding: z.string(),
        dates: z.enum(DATE_STYLES).describe("`unclear` or `mixed`: `date_order` is wanted before it can start."),
        columns: z.array(z.object({ name: z.string(), becomes: z.string().nullable() })),
      }),
    },
    refusals: IMPORT_REFUSALS,
  },
  async ({ actor, params }) => {
    const found = await getImport(actor.id, params.importId);
    if (!found) throw notFound();
    const { facts, ...rest } = found;
    return { ...rest, encoding: facts.encoding, dates: facts.dates, columns: facts.columns };
  },
);

export const listRowsOperation = operation(
  {
    id: "transfers.list_rows",
    method: "GET",
    path: "/imports/{import_id}/rows",
    summary: "List the rows of an import",
    description: "In the order of the file.",
    access: "user",
    scope: "library:read",
    params: importInput,
    query: pageQuery(50).extend({ show: z.enum(ROW_STATES).optional() }),
    answers: { 200: z.object({ rows: z.array(row), nextCursor: z.string().nullable() }) },
    refusals: IMPORT_REFUSALS,
  },
  async ({ actor, params, query: { show, cursor, limit } }) => {
    const found = await getImport(actor.id, params.importId);
    if (!found) throw notFound();
    const after = /^\d{1,10}$/.test(cursor ?? "") ? Number(cursor) : 0;
    const page = await listRows(found.id, { show, after, limit });
    return { rows: page.rows, nextCursor: page.next?.toString() ?? null };
  },
);

export const chooseOptionsOperation = operation(
  {
    id: "transfers.choose_options",
    method: "PUT",
    path: "/imports/{import_id}/options",
    summary: "Choose how an import is done, before it starts",
    access: "user",
    scope: "library:write",
    params: importInput,
    body: optionsInput.shape.options,
    answers: { 204: null },
    refusals: { ...IMPORT_REFUSALS, has_begun: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await chooseOptions(actor, { ...params, options: body });
    return done.ok ? reply(204) : done;
  },
);

export const startImportOperation = operation(
  {
    id: "transfers.start",
    method: "POST",
    path: "/imports/{import_id}/start",
    summary: "Start an import",
    access: "user",
    scope: "library:write",
    params: importInput,
    answers: { 202: null },
    refusals: { ...IMPORT_REFUSALS, has_begun: 409, dates_unclear: 409 },
  },
  async ({ actor, params }) => {
    const done = await startImport(actor, params);
    return done.ok ? reply(202) : done;
  },
);

export const retryRowsOperation = operation(
  {
    id: "transfers.retry",
    method: "POST",
    path: "/imports/{import_id}/retry",
    summary: "Try failed rows of an import again",
    description: "All that failed, or the one row that is named, also one that was left out.",
    access: "user",
    scope: "library:write",
    params: importInput,
    body: retryInput.omit({ importId: true }),
    answers: { 202: z.object({ rows: z.int() }) },
    refusals: { ...IMPORT_REFUSALS, not_begun: 409, nothing_to_do: 409 },
  },
  ({ actor, params, body }) => retryRows(actor, { ...params, ...body }),
);

export const undoImportOperation = operation(
  {
    id: "transfers.undo",
    method: "POST",
    path: "/imports/{import_id}/undo",
    summary: "Take back what an import added",
    description: "What was changed since stays.",
    access: "user",
    scope: "library:write",
    params: importInput,
    answers: { 202: null },
    refusals: { ...IMPORT_REFUSALS, not_begun: 409 },
  },
  async ({ actor, params }) => {
    const done = await undoImport(actor, params);
    return done.ok ? reply(202) : done;
  },
);

export const forgetImportOperation = operation(
  {
    id: "transfers.forget",
    method: "DELETE",
    path: "/imports/{import_id}",
    summary: "Delete a file that one brought, with its rows",
    description: "What it added to the library stays. For a quarter of an hour it can be brought back.",
    access: "user",
    scope: "library:write",
    params: importInput,
    answers: { 204: null },
    refusals: { ...IMPORT_REFUSALS, at_work: 409 },
  },
  async ({ actor, params }) => {
    const done = await forgetImport(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const recallImportOperation = operation(
  {
    id: "transfers.recall",
    method: "POST",
    path: "/imports/{import_id}/restore",
    summary: "Bring a deleted import back",
    access: "user",
    scope: "library:write",
    params: importInput,
    answers: { 204: null },
    refusals: IMPORT_REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await recallImport(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const chooseBookOperation = operation(
  {
    id: "transfers.choose_book",
    method: "PUT",
    path: "/imports/{import_id}/rows/{row_id}/book",
    summary: "Say which book a row means",
    access: "user",
    scope: "library:write",
    params: rowInput,
    body: chooseInput.pick({ isbn: true }),
    answers: { 204: null },
    refusals: { ...ROW_REFUSALS, book_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await chooseBook(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const makeBookOperation = operation(
  {
    id: "transfers.make_book",
    method: "POST",
    path: "/imports/{import_id}/rows/{row_id}/book",
    summary: "Make the book that a row means",
    description: "A moderator's is there at once; any other reader's is looked for, and waits for one.",
    access: "user",
    scope: "library:write",
    params: rowInput,
    body: makeBookInput.omit({ importId: true, rowId: true }),
    bodyBytesMax: 100_000,
    answers: { 201: z.object({ isPending: z.boolean() }) },
    refusals: ROW_REFUSALS,
  },
  ({ actor, params, body }) => makeBook(actor, { ...params, ...body }),
);

export const skipRowOperation = operation(
  {
    id: "transfers.skip_row",
    method: "POST",
    path: "/imports/{import_id}/rows/{row_id}/skip",
    summary: "Leave a row out",
    description: "Nothing is done with it until it is tried again.",
    access: "user",
    scope: "library:write",
    params: rowInput,
    answers: { 204: null },
    refusals: ROW_REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await skipRow(actor, params);
    return done.ok ? reply(204) : done;
  },
);
