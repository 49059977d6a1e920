import { expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { securityIncidents } from "@/db/schema/ops";
import { searchAudit } from "@/lib/accounts/audit/queries";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { signToken } from "@/lib/accounts/tokens/adapters/jwt";
import { reportIncident } from "@/lib/ops/incidents/commands";
import { GET as exportIncident } from "../../incidents/[id]/export/route";
import { GET as exportAudit } from "./route";

async function asCaller(actor: Actor): Promise<Record<string, string>> {
  const session = await beginSession(actor.id, { kind: "token", device: "curl", address: "192.0.2.1" });
  return { authorization: `Bearer ${await signToken({ sessionId: session.id, userId: actor.id }, new Date())}` };
}

const actsOf = async ({ username }: Actor) =>
  (await searchAudit({ act: undefined, actor: username, before: undefined })).lines.map(({ act, subject }) => [
    act,
    subject,
  ]);

it("writes down who takes the log of acts or an incident along, and nothing of who may not", async () => {
  const [admin, moderator] = [await buildUser({ role: "admin" }), await buildUser({ role: "moderator" })];
  const reported = await reportIncident(await buildUser({ role: "admin" }), { title: "Odd", severity: "low" });
  if (!reported.ok) throw new Error(reported.reason);
  const id = String(reported.incidentId);
  for (const [actor, status] of [
    [admin, 200],
    [moderator, 403],
  ] as const) {
    const headers = await asCaller(actor);
    const log = await exportAudit(new Request("http://localhost/x", { headers }), { params: Promise.resolve({}) });
    const request = new Request("http://localhost/x", { headers });
    const incident = await exportIncident(request, { params: Promise.resolve({ id }) });
    expect([log.status, incident.status]).toEqual([status, status]);
  }
  expect(await actsOf(admin)).toEqual([
    ["ops.incident_exported", `incident:${id}`],
    ["accounts.audit_exported", null],
  ]);
  expect(await actsOf(moderator)).toEqual([]);
  await db.delete(securityIncidents);
});
