import { z } from "zod";

export const PAGE_MAX = 100;

/** What asks for a page of a list: how many at most, and where the page before ended. */
export const pageQuery = (preset = 30) =>
  z.object({
    limit: z.coerce
      .number("limit is a number.")
      .int()
      .min(1)
      .max(PAGE_MAX, `At most ${PAGE_MAX} come at once; next_cursor of the answer leads on.`)
      .default(preset),
    cursor: z.string().max(4_000).optional().describe("`next_cursor` of the page before."),
  });
