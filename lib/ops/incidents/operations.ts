import "server-only";
import { z } from "zod";
import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import { LARGE_BODY, operation, reply } from "@/lib/accounts/operation";
import { clientNetwork } from "@/lib/platform/client-address";
import { spelledId } from "@/lib/platform/given";
import { fail } from "@/lib/platform/result";
import {
  addNote,
  addTouched,
  blockAddress,
  checkAudit,
  endTouchedSessions,
  moveIncident,
  notifyTouched,
  putNoticeAway,
  removeTouched,
  reportIncident,
  revokeTouchedKey,
  unblockAddress,
  writeReview,
} from "./commands";
import { getIncident, listIncidents, listNotices } from "./queries";
import { writeReport } from "./rules";
import {
  addTouchedInput,
  blockInput,
  CAUSES,
  moveInput,
  noteInput,
  notifyInput,
  reportInput,
  reviewInput,
  SEVERITIES,
  STATES,
} from "./schema";

// What happened to the safety of the site is for people alone: no key sees or decides any of it.

const ofIncident = z.object({ incidentId: spelledId });
const ofAccount = ofIncident.extend({ userId: spelledId });
const REFUSALS = { incident_not_found: 404 };
const notFound = () => fail("incident_not_found", "There is no such incident.");

const summary = z.object({
  id: z.int(),
  cause: z.enum(CAUSES),
  subject: z.object({ kind: z.enum(["address", "user", "key", "line", "report"]), value: z.string() }),
  subjectName: z.string().nullable().describe("The account's name, where it is about one that exists."),
  title: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  state: z.enum(STATES),
  figures: z.record(z.string(), z.number()),
  openedAt: z.date(),
  lastSeenAt: z.date(),
});

const detail = summary.extend({
  closedAt: z.date().nullable(),
  review: z.string(),
  notice: z.string().describe("What readers were told."),
  notes: z.array(z.object({ id: z.int(), author: z.string().nullable(), writtenAt: z.date(), text: z.string() })),
  touched: z.array(
    z.object({
      userId: z.int(),
      username: z.string(),
      notifiedAt: z.date().nullable(),
      readAt: z.date().nullable(),
    }),
  ),
  blockedUntil: z.date().nullable().describe("Until when its address is refused."),
});

export const listIncidentsOperation = operation(
  {
    id: "ops.list_incidents",
    method: "GET",
    path: "/admin/incidents",
    summary: "List incidents",
    description: "A hundred at most: those that wait for somebody first, the newest of each state first.",
    access: "admin",
    answers: { 200: z.object({ incidents: z.array(summary) }) },
  },
  async () => ({ incidents: await listIncidents() }),
);

export const reportIncidentOperation = operation(
  {
    id: "ops.report_incident",
    method: "POST",
    path: "/admin/incidents",
    summary: "Open an incident that one has noticed",
    access: "admin",
    body: reportInput,
    answers: { 201: z.object({ incidentId: z.int() }) },
    refusals: REFUSALS,
  },
  ({ actor, body }) => reportIncident(actor, body),
);

export const getIncidentOperation = operation(
  {
    id: "ops.get_incident",
    method: "GET",
    path: "/admin/incidents/{incident_id}",
    summary: "Read an incident",
    access: "admin",
    params: ofIncident,
    answers: { 200: detail },
    refusals: REFUSALS,
  },
  async ({ params }) => (await getIncident(params.incidentId)) ?? notFound(),
);

export const exportIncidentOperation = operation(
  {
    id: "ops.export_incident",
    method: "GET",
    path: "/admin/incidents/{incident_id}/export",
    summary: "Take an incident along as a document",
    description: "With its notes and its review, in Markdown.",
    access: "admin",
    params: ofIncident,
    answers: { 200: { type: "text/markdown" } },
    refusals: REFUSALS,
  },
  async ({ actor, params }) => {
    const incident = await getIncident(params.incidentId);
    if (!incident) return notFound();
    await recordAuditAlone({ act: "ops.incident_exported", actorId: actor.id, subject: `incident:${incident.id}` });
    return new Response(writeReport(incident), {
      headers: {
        "Content-Type": "text/markdown; charset=utf-8",
        "Content-Disposition": `attachment; filename="incident-${incident.id}.md"`,
        "Cache-Control": "private, no-store",
      },
    });
  },
);

export const moveIncidentOperation = operation(
  {
    id: "ops.move_incident",
    method: "POST",
    path: "/admin/incidents/{incident_id}/move",
    summary: "Bring an incident on to another state",
    description: "`from` is the state that one has seen. Closing needs a review.",
    access: "admin",
    params: ofIncident,
    body: moveInput.omit({ incidentId: true }),
    answers: { 204: null },
    refusals: { ...REFUSALS, moved_meanwhile: 409, no_review: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await moveIncident(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const addNoteOperation = operation(
  {
    id: "ops.add_incident_note",
    method: "POST",
    path: "/admin/incidents/{incident_id}/notes",
    summary: "Add a note to an incident",
    description: "Nobody can change it afterwards.",
    access: "admin",
    params: ofIncident,
    body: noteInput.omit({ incidentId: true }),
    bodyBytesMax: LARGE_BODY,
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params, body }) => {
    const done = await addNote(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const writeReviewOperation = operation(
  {
    id: "ops.write_incident_review",
    method: "PUT",
    path: "/admin/incidents/{incident_id}/review",
    summary: "Write what an incident was, why, and what changes",
    access: "admin",
    params: ofIncident,
    body: reviewInput.omit({ incidentId: true }),
    bodyBytesMax: LARGE_BODY,
    answers: { 204: null },
    refusals: { ...REFUSALS, closed: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await writeReview(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const blockAddressOperation = operation(
  {
    id: "ops.block_address",
    method: "PUT",
    path: "/admin/incidents/{incident_id}/block",
    summary: "Refuse every request from the address of an incident",
    description: "An incident that is about no address is not found here.",
    access: "admin",
    params: ofIncident,
    body: blockInput.omit({ incidentId: true }),
    answers: { 200: z.object({ until: z.date() }) },
    refusals: { ...REFUSALS, own_address: 409 },
  },
  ({ actor, params, body, request }) => blockAddress(actor, { ...params, ...body }, clientNetwork(request.headers)),
);

export const unblockAddressOperation = operation(
  {
    id: "ops.unblock_address",
    method: "DELETE",
    path: "/admin/incidents/{incident_id}/block",
    summary: "Let the address of an incident come again",
    access: "admin",
    params: ofIncident,
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await unblockAddress(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const addTouchedOperation = operation(
  {
    id: "ops.add_touched_account",
    method: "POST",
    path: "/admin/incidents/{incident_id}/accounts",
    summary: "Add an account that an incident touches",
    access: "admin",
    params: ofIncident,
    body: addTouchedInput.omit({ incidentId: true }),
    answers: { 204: null },
    refusals: { ...REFUSALS, account_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await addTouched(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const removeTouchedOperation = operation(
  {
    id: "ops.remove_touched_account",
    method: "DELETE",
    path: "/admin/incidents/{incident_id}/accounts/{user_id}",
    summary: "Take an account off an incident, as long as its reader was not told",
    access: "admin",
    params: ofAccount,
    answers: { 204: null },
    refusals: { ...REFUSALS, told_already: 409 },
  },
  async ({ actor, params }) => {
    const done = await removeTouched(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const endTouchedSessionsOperation = operation(
  {
    id: "ops.end_touched_sessions",
    method: "POST",
    path: "/admin/incidents/{incident_id}/accounts/{user_id}/end-sessions",
    summary: "End every session of an account that an incident touches",
    access: "admin",
    params: ofAccount,
    answers: { 200: z.object({ ended: z.int() }) },
    refusals: { ...REFUSALS, account_not_found: 404 },
  },
  ({ actor, params }) => endTouchedSessions(actor, params),
);

export const revokeTouchedKeyOperation = operation(
  {
    id: "ops.revoke_touched_key",
    method: "POST",
    path: "/admin/incidents/{incident_id}/revoke-key",
    summary: "End the key that an incident is about",
    access: "admin",
    params: ofIncident,
    answers: { 204: null },
    refusals: { ...REFUSALS, key_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await revokeTouchedKey(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const notifyTouchedOperation = operation(
  {
    id: "ops.notify_touched",
    method: "POST",
    path: "/admin/incidents/{incident_id}/notify",
    summary: "Tell the readers whose accounts an incident touches",
    description: "Those that have not been told yet.",
    access: "admin",
    params: ofIncident,
    body: notifyInput.omit({ incidentId: true }),
    bodyBytesMax: LARGE_BODY,
    answers: { 200: z.object({ told: z.int() }) },
    refusals: { ...REFUSALS, nobody_to_tell: 409 },
  },
  ({ actor, params, body }) => notifyTouched(actor, { ...params, ...body }),
);

export const checkAuditOperation = operation(
  {
    id: "ops.check_audit",
    method: "POST",
    path: "/admin/audit/check",
    summary: "Read the whole log of acts and say whether it is as it was written",
    description: "`at` is the first line that is not. That opens an incident.",
    access: "admin",
    answers: {
      200: z.object({
        isWhole: z.boolean(),
        lines: z.int().optional(),
        hash: z.string().optional().describe("That of the last line."),
        at: z.int().optional(),
      }),
    },
  },
  () => checkAudit(new Date()),
);

export const listNoticesOperation = operation(
  {
    id: "ops.list_notices",
    method: "GET",
    path: "/account/notices",
    summary: "List what one was told about the safety of the account",
    description: "What one has not put away yet.",
    access: "user",
    answers: { 200: z.object({ notices: z.array(z.object({ incidentId: z.int(), text: z.string(), at: z.date() })) }) },
  },
  async ({ actor }) => ({ notices: await listNotices(actor.id) }),
);

export const putNoticeAwayOperation = operation(
  {
    id: "ops.put_notice_away",
    method: "DELETE",
    path: "/account/notices/{incident_id}",
    summary: "Put a notice away that one has read",
    access: "user",
    params: ofIncident,
    answers: { 204: null },
  },
  async ({ actor, params }) => {
    await putNoticeAway(actor, params);
    return reply(204);
  },
);
