import "server-only";
import { loader } from "../loader";
import { listActs, searchAudit } from "./queries";
import type { AuditSearch } from "./schema";

/** Lines of the log that a search finds, and the acts there are. */
export const loadAudit = loader("admin", "/admin/audit", async (_, search: AuditSearch) => {
  const [page, acts] = await Promise.all([searchAudit(search), listActs()]);
  return { ...page, acts };
});
