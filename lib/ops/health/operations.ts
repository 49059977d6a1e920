import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { getReadiness } from "../queries";

const NO_STORE = { "Cache-Control": "no-store" };

export const checkLiveOperation = operation(
  {
    id: "ops.check_live",
    method: "GET",
    path: "/health/live",
    summary: "Ask whether the site answers at all",
    access: "public",
    answers: { 200: z.object({ live: z.literal(true) }) },
  },
  async () => reply(200, { live: true }, NO_STORE),
);

const model = { model: z.string(), version: z.string(), covers: z.int() };
const readiness = z.object({
  ready: z.boolean(),
  checks: z.object({ database: z.boolean(), redis: z.boolean(), index: z.boolean() }),
  index: z.object({ ...model, behind: z.int() }).nullable(),
  details: z.object({ extractor: z.string(), covers: z.int(), behind: z.int() }).nullable(),
  workers: z.object({ alive: z.int(), heardAt: z.date().nullable() }).nullable(),
  next: z.object(model).nullable(),
});

export const checkReadyOperation = operation(
  {
    id: "ops.check_ready",
    method: "GET",
    path: "/health/ready",
    summary: "Ask whether the site can recognise a book",
    description: "200 when it can, 503 while it cannot yet; both with the parts that it needs.",
    access: "public",
    answers: { 200: readiness, 503: readiness },
  },
  async () => {
    const found = await getReadiness();
    return reply(found.ready ? 200 : 503, found, NO_STORE);
  },
);
