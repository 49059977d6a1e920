import "server-only";
import { z } from "zod";
import { pageQuery } from "@/lib/platform/api/paging";
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";
import { spelledId } from "@/lib/platform/given";
import { operation } from "../operation";
import { recordAuditAlone } from "./commands";
import { pageThroughAudit, searchAudit } from "./queries";
import type { NamedAuditLine } from "./schema";

// Everybody's acts: no key reads them.

const which = {
  act: z
    .string()
    .regex(/^[\w.]{1,60}$/, "An act is named like accounts.key_made.")
    .optional(),
  actor: z.string().trim().min(1).max(50).optional().describe("A username."),
};

const line = z.object({
  sequence: z.int(),
  at: z.date(),
  act: z.string(),
  actor: z.string().nullable().describe("A reference that leads to a person only as long as the account exists."),
  actorName: z.string().nullable(),
  subject: z.string().nullable(),
  subjectName: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  previousHash: z.string(),
  hash: z.string().describe("Of this line and the hash of the one before."),
});

export const searchAuditOperation = operation(
  {
    id: "accounts.search_audit",
    method: "GET",
    path: "/admin/audit",
    summary: "Search the log of acts",
    description: "The newest line first.",
    access: "admin",
    query: pageQuery(50).extend({
      ...which,
      cursor: spelledId.optional().describe("`next_cursor` of the page before."),
    }),
    answers: { 200: z.object({ lines: z.array(line), nextCursor: z.string().nullable() }) },
  },
  async ({ query: { act, actor, cursor, limit } }) => {
    const page = await searchAudit({ act, actor, before: cursor }, limit);
    return { lines: page.lines, nextCursor: page.next?.toString() ?? null };
  },
);

const HEADINGS = ["sequence", "at", "act", "actor", "actor_reference", "subject", "details", "previous_hash", "hash"];

const cellsOf = (line: NamedAuditLine) => [
  ...[line.sequence, line.at.toISOString(), line.act, line.actorName, line.actor, line.subject],
  ...[JSON.stringify(line.details), line.previousHash, line.hash],
];

export const exportAuditOperation = operation(
  {
    id: "accounts.export_audit",
    method: "GET",
    path: "/admin/audit/export",
    summary: "Take the log of acts along as a CSV",
    description: "The newest line first. That it was taken is written down, too.",
    access: "admin",
    query: z.object(which),
    answers: { 200: { type: "text/csv" } },
  },
  async ({ actor, query: { act, actor: doneBy } }) => {
    // Whoever takes it along has everybody's acts.
    await recordAuditAlone({ act: "accounts.audit_exported", actorId: actor.id });
    const pages = pageThroughAudit({ act, actor: doneBy });
    const encoder = new TextEncoder();
    // Page by page, so that a log of years is never in memory as a whole.
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encoder.encode(CSV_BEGIN + csvLine(HEADINGS))),
      async pull(controller) {
        const { value, done } = await pages.next();
        if (value) controller.enqueue(encoder.encode(value.map((one) => csvLine(cellsOf(one))).join("")));
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
  },
);
