import "server-only";
import { loader } from "@/lib/accounts/loader";
import { canModeratePending } from "@/lib/scans/policy";
import { listProposalsOf } from "./proposing/queries";
import { getImport, listImports, listRows } from "./queries";
import { type ImportPage, importInput } from "./schema";

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
export const loadProposals = loader("user", "/library/import", (actor, importId: string, rowIds: number[]) =>
  listProposalsOf(actor.id, importId, rowIds),
);
