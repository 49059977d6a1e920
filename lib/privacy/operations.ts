import "server-only";
import { Readable } from "node:stream";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { takeExport } from "./exports/commands";
import { exportInput } from "./exports/schema";

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
