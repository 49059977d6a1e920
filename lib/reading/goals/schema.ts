import { z } from "zod";

export const BOOKS_MAX = 2_000;

/** As it stands in an address. */
export const goalYear = z.coerce.number().int().min(1900).max(2200);

/** `books` null: there is no goal any more. */
export const setGoalInput = z.object({
  year: z.int().min(1900).max(2200),
  books: z
    .int("Give a whole number of books.")
    .min(1, "One book is the least.")
    .max(BOOKS_MAX, "That is more than six a day.")
    .nullable(),
});
export type SetGoalInput = z.output<typeof setGoalInput>;
