import { z } from "zod";
import { SHELF_SORTS, shelfQuery } from "@/lib/shelf/schema";
import { createCollectionInput, id } from "../schema";

/** Which of its owner's books a collection holds that fills itself, and in which order. */
export const savedQuery = z.object({ filter: shelfQuery, sort: z.enum(SHELF_SORTS).catch("added") });
export type SavedQuery = z.output<typeof savedQuery>;

export const saveQueryInput = createCollectionInput.extend({ query: savedQuery });
export type SaveQueryInput = z.output<typeof saveQueryInput>;

export const changeQueryInput = z.object({ collectionId: id, query: savedQuery });
export type ChangeQueryInput = z.output<typeof changeQueryInput>;
