import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import { apiRoute } from "@/lib/accounts/route";
import { getIncident } from "@/lib/ops/incidents/queries";
import { writeReport } from "@/lib/ops/incidents/rules";
import { Problem } from "@/lib/platform/http";

/** An incident with its notes and its review as a document in Markdown. */
export const GET = apiRoute<{ id: string }>({ access: "admin" }, async ({ params, actor }) => {
  const incident = /^[1-9]\d{0,8}$/.test(params.id) ? await getIncident(Number(params.id)) : undefined;
  if (!incident) throw new Problem(404, "incident_not_found", "There is no such incident.");
  if (actor)
    await recordAuditAlone({ act: "ops.incident_exported", actorId: actor.id, subject: `incident:${incident.id}` });
  return new Response(writeReport(incident), {
    headers: {
      "Content-Type": "text/markdown; charset=utf-8",
      "Content-Disposition": `attachment; filename="incident-${incident.id}.md"`,
      "Cache-Control": "private, no-store",
    },
  });
});
