import { z } from "zod";
import { MOMENT_MAX, MOMENT_MIN } from "./day";

/** What an INT column holds: a larger number names no row, and the database would refuse it as an error of ours. */
const INT_MAX = 2_147_483_647;

/** The number of a row, as a page sends it that has it from us. */
export const givenId = z.int().positive().max(INT_MAX);

/** The same in digits too, as forms and addresses have it. */
export const spelledId = z.coerce.number().int().positive().max(INT_MAX);

/** A moment that the server named before, of anything that a column holds: an import may have brought it from long ago. */
export const namedMoment = z
  // As JSON or an action has it: numbers and words that a Date would make something of are none.
  .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
  .pipe(z.date().min(MOMENT_MIN).max(MOMENT_MAX));

/** Before the first day of this product nothing was done in it. */
const DONE_SINCE = new Date(Date.UTC(2020, 0, 1));
/** So far may clocks of two processes be apart. */
const CLOCK_MS = 60_000;

/** The same of what was done here: within the life of the product, and not yet to come. */
export const doneMoment = z.coerce
  .date()
  .min(DONE_SINCE)
  .refine((at) => at.getTime() <= Date.now() + CLOCK_MS, "This moment is yet to come.");
