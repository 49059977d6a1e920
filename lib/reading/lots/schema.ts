import { z } from "zod";
import { givenBookName } from "@/lib/catalog/names/schema";
import { givenDay, restoreInput, STATUSES } from "../schema";

/** More than a page shows at once. */
const LOT_MAX = 500;

export const setStatusesInput = z.object({
  books: z.array(givenBookName).min(1).max(LOT_MAX, `Choose at most ${LOT_MAX} books at once.`),
  status: z.enum(STATUSES).nullable(),
  /** The reader's own day, for what begins or is put away with it. */
  day: givenDay,
});
export type SetStatusesInput = z.output<typeof setStatusesInput>;

export const restoreStatusesInput = z.object({ undo: z.array(restoreInput).max(LOT_MAX) });
export type RestoreStatusesInput = z.output<typeof restoreStatusesInput>;
