import { z } from "zod";
import { id, moment, position } from "../schema";

/** More than a page shows at once, and few enough for one statement. */
export const LOT_MAX = 500;

/** The rest: where it stood before and who had put it in, as the server said; without them it is new there. */
const kept = z.object({
  bookId: id,
  addedAt: moment.optional(),
  position: position.optional(),
  addedById: id.nullish(),
});

/**
 * Many books at once: taken out of one collection, put into one, or both, which is moving them. The same shape takes it
 * back.
 */
export const lotInput = z
  .object({
    take: z.object({ collectionId: id, bookIds: z.array(id).min(1).max(LOT_MAX) }).optional(),
    put: z.object({ collectionId: id, books: z.array(kept).min(1).max(LOT_MAX) }).optional(),
  })
  .refine(({ take, put }) => take !== undefined || put !== undefined, "Choose what to do with the books.")
  .refine(({ take, put }) => take?.collectionId !== put?.collectionId, "Choose another collection.");
export type LotInput = z.output<typeof lotInput>;

/** How many books were taken out, were put in, and stayed because others put them in. */
export type LotResult = { taken: number; added: number; stayed: number };
