import "server-only";
import { loader } from "@/lib/accounts/loader";
import { canModeratePending } from "@/lib/scans/policy";
import { listProposals } from "./proposing/queries";
import { entryOf, getImport, getRow, listImports, listRows } from "./queries";
import { type ImportPage, importInput, rowInput } from "./schema";

/** What the reader has brought. */
export const loadImports = loader("user", "/library/import", (actor) => listImports(actor.id));

/** An import of the reader's own; undefined for anybody else's. */
export const loadImport = loader(
  "user",
  (id) => `/library/import/${id}`,
  async (actor, id: string) => {
    const parsed = importInput.safeParse({ importId: id });
    const found = parsed.success ? await getImport(actor.id, parsed.data.importId) : undefined;
    return found && { import: found, mayTake: canModeratePending(actor) };
  },
);

/** Rows of an import of the reader's own. */
export const loadRows = loader("user", "/library/import", async (actor, id: string, page: ImportPage) => {
  const found = await getImport(actor.id, id);
  return found && listRows(id, page);
});

/** Books that the rows of an import of the reader's own may mean, by row. */
export const loadProposals = loader("user", "/library/import", async (actor, importId: string, rowIds: number[]) => {
  const found = new Map<number, Awaited<ReturnType<typeof listProposals>>>();
  for (const rowId of rowIds) {
    const parsed = rowInput.safeParse({ importId, rowId });
    const row = parsed.success ? await getRow(actor.id, parsed.data.importId, rowId) : undefined;
    const entry = row && entryOf(row);
    if (entry) found.set(rowId, await listProposals(entry));
  }
  return found;
});
