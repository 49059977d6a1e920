import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import { pageThroughAudit } from "@/lib/accounts/audit/queries";
import { auditSearch, type NamedAuditLine } from "@/lib/accounts/audit/schema";
import { apiRoute } from "@/lib/accounts/route";
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";

const HEADINGS = ["sequence", "at", "act", "actor", "actor_reference", "subject", "details", "previous_hash", "hash"];

const cellsOf = (line: NamedAuditLine) => [
  ...[line.sequence, line.at.toISOString(), line.act, line.actorName, line.actor, line.subject],
  ...[JSON.stringify(line.details), line.previousHash, line.hash],
];

/** The log of acts as a CSV, the newest line first; `act` and `actor` (a username) choose among them. */
export const GET = apiRoute({ access: "admin" }, async ({ request, actor }) => {
  const search = auditSearch.parse(Object.fromEntries(new URL(request.url).searchParams));
  // Whoever takes it along has everybody's acts.
  if (actor) await recordAuditAlone({ act: "accounts.audit_exported", actorId: actor.id });
  const pages = pageThroughAudit(search);
  const encoder = new TextEncoder();
  // Page by page, so that a log of years is never in memory as a whole.
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(CSV_BEGIN + csvLine(HEADINGS))),
    async pull(controller) {
      const { value, done } = await pages.next();
      if (value) controller.enqueue(encoder.encode(value.map((line) => csvLine(cellsOf(line))).join("")));
      if (done) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="ridizi-audit.csv"',
      "Cache-Control": "private, no-store",
    },
  });
});
