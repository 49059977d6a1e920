import "server-only";
import { Readable } from "node:stream";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { noteExport } from "@/lib/accounts/signals/commands";
import { discardExport, requestExport, takeExport } from "./exports/commands";
import { getLatestExport } from "./exports/queries";
import { EXPORT_STATES, EXPORTS_LIMIT, exportInput } from "./exports/schema";

// A copy of everything is for a reader and nobody's program: no key asks for one or fetches it.

export const fetchExportOperation = operation(
  {
    id: "privacy.fetch_export",
    method: "GET",
    path: "/account/exports/{export_id}",
    summary: "Fetch a copy of all of one's data",
    description: "By the link that `GET /account/exports` names, for a week and a few times.",
    access: "user",
    limit: { name: "export-fetch", max: 20, windowMs: 60_000 },
    params: exportInput,
    query: z.object({ signature: z.string().max(200).default("") }),
    answers: { 200: { type: "application/zip" } },
    refusals: { export_not_found: 404 },
  },
  async ({ actor, params, query: { signature } }) => {
    const taken = await takeExport(actor, { ...params, signature });
    if (!taken.ok) return taken;
    return new Response(Readable.toWeb(taken.stream) as ReadableStream, {
      headers: {
        "Content-Type": "application/zip",
        "Content-Length": String(taken.size),
        "Content-Disposition": 'attachment; filename="ridizi-my-data.zip"',
        "Cache-Control": "private, no-store",
        // The signature must not go to whatever the reader opens next.
        "Referrer-Policy": "no-referrer",
      },
    });
  },
);

const exported = z.object({
  id: z.string(),
  state: z.enum(EXPORT_STATES),
  partsDone: z.int(),
  parts: z.int(),
  bytes: z.int().nullable(),
  requestedAt: z.date(),
  expiresAt: z.date().nullable(),
  downloadsLeft: z.int(),
  href: z.string().nullable().describe("Where to fetch it; null unless it is ready."),
});

export const getExportOperation = operation(
  {
    id: "privacy.get_export",
    method: "GET",
    path: "/account/exports",
    summary: "Read how the copy of one's data stands",
    description: "The one that was asked for last; `export` is null where there is none.",
    access: "user",
    answers: { 200: z.object({ export: exported.nullable() }) },
  },
  async ({ actor }) => ({ export: (await getLatestExport(actor.id)) ?? null }),
);

export const requestExportOperation = operation(
  {
    id: "privacy.request_export",
    method: "POST",
    path: "/account/exports",
    summary: "Ask for a copy of all of one's data",
    access: "user",
    limit: EXPORTS_LIMIT,
    answers: { 202: z.object({ exportId: z.string() }) },
    refusals: { already_there: 409 },
  },
  async ({ actor }) => {
    // Each try counts, also a refused one: many of them are a sign that somebody else is at work.
    void noteExport(actor.id);
    return requestExport(actor);
  },
);

export const discardExportOperation = operation(
  {
    id: "privacy.discard_export",
    method: "DELETE",
    path: "/account/exports/{export_id}",
    summary: "Delete a copy of one's data",
    description: "Or stop the one that is being made.",
    access: "user",
    params: exportInput,
    answers: { 204: null },
    refusals: { export_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await discardExport(actor, params);
    return done.ok ? reply(204) : done;
  },
);
