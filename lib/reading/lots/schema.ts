import { z } from "zod";
import { shelfQuery } from "@/lib/shelf/schema";
import { givenDay, restoreInput, STATUSES } from "../schema";

/** More than a page shows at once. */
const LOT_MAX = 500;

export const setStatusesInput = z.object({
  books: z.array(z.string().min(1).max(40)).min(1).max(LOT_MAX, `Choose at most ${LOT_MAX} books at once.`),
  status: z.enum(STATUSES).nullable(),
  /** The reader's own day, for what begins or is put away with it. */
  day: givenDay,
});
export type SetStatusesInput = z.output<typeof setStatusesInput>;

/** So many of all that a query means are written in one transaction: it takes some statements a book. */
export const STATUSES_PART = 200;

/** The same of all books that a query of the reader's own means, a part at a time: those behind `after`, by their ids. */
export const setAllStatusesInput = setStatusesInput
  .omit({ books: true })
  .extend({ query: shelfQuery, after: z.int().min(0) });
export type SetAllStatusesInput = z.output<typeof setAllStatusesInput>;

export const restoreStatusesInput = z.object({ undo: z.array(restoreInput).max(LOT_MAX) });
export type RestoreStatusesInput = z.output<typeof restoreStatusesInput>;
