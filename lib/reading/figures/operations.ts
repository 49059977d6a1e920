import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { getFigures } from "./queries";
import { CHART_KEYS } from "./schema";

const year = z.union([z.literal("all"), z.coerce.number().int().min(1900).max(2200)]);
const notes = z.array(z.string()).describe("What is left out, in a sentence each.");

export const getFiguresOperation = operation(
  {
    id: "reading.get_figures",
    method: "GET",
    path: "/reading/figures",
    summary: "Read the figures of a year of reading",
    description:
      "Without `year` of the last one in which something was finished. `calendar` has the days on which something was read or finished.",
    access: "user",
    scope: "library:read",
    query: z.object({ year: year.optional() }),
    answers: {
      200: z.object({
        year: z.union([z.literal("all"), z.int()]),
        years: z.array(z.int()),
        count: z.int(),
        everRead: z.int(),
        pages: z.int(),
        withoutPages: z.int(),
        charts: z.array(
          z.object({
            key: z.enum(CHART_KEYS),
            title: z.string(),
            unit: z.string(),
            items: z.array(z.object({ label: z.string(), name: z.string(), value: z.number() })),
            notes,
          }),
        ),
        calendar: z
          .object({
            year: z.int(),
            days: z.array(z.object({ day: z.iso.date(), pages: z.number(), finished: z.int() })),
            notes,
          })
          .nullable(),
      }),
    },
  },
  ({ actor, query }) => getFigures(actor.id, query.year),
);
