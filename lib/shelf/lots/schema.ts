import { z } from "zod";
import { setStatusesInput } from "@/lib/reading/lots/schema";
import { shelfQuery } from "../schema";

/** So many of all that a query means are written in one transaction: it takes some statements a book. */
export const STATUSES_PART = 200;

/** Where the actor is with all books that a query of the reader's own means, a part at a time: those behind `after`, by their ids. */
export const setAllStatusesInput = setStatusesInput
  .omit({ books: true })
  .extend({ query: shelfQuery, after: z.int().min(0) });
export type SetAllStatusesInput = z.output<typeof setAllStatusesInput>;
