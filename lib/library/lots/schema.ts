import { z } from "zod";
import { spelledId as id, namedMoment as moment } from "@/lib/platform/given";
import { shelfQuery } from "@/lib/shelf/schema";
import { position } from "../schema";

/** More than a page shows at once, and few enough for one statement. */
export const LOT_MAX = 500;

/** The rest: where it stood before and who had put it in, as the server said; without them it is new there. */
const kept = z.object({
  bookId: id,
  addedAt: moment.optional(),
  position: position.optional(),
  addedById: id.nullish(),
});

const dated = z.object({ bookId: id, addedAt: moment });

/**
 * Many books at once: taken out of one collection, put into one, or both, which is moving them. The same shape takes it
 * back: `dates` are then since when books were where they stay, before others like them were moved there.
 */
export const lotInput = z
  .object({
    take: z.object({ collectionId: id, bookIds: z.array(id).min(1).max(LOT_MAX) }).optional(),
    put: z.object({ collectionId: id, books: z.array(kept).min(1).max(LOT_MAX) }).optional(),
    dates: z.object({ collectionId: id, books: z.array(dated).min(1).max(LOT_MAX) }).optional(),
  })
  .refine(({ take, put }) => take !== undefined || put !== undefined, "Choose what to do with the books.")
  .refine(({ take, put }) => take?.collectionId !== put?.collectionId, "Choose another collection.");
export type LotInput = z.output<typeof lotInput>;

/** All books that a query of the reader's own means, or that are in a collection: as the server finds them, not the browser. */
export const lotSource = z.union([z.object({ query: shelfQuery }), z.object({ collectionId: id })]);
export type LotSource = z.output<typeof lotSource>;

/** Behind which book a part of a lot begins, as the part before said; 0: at the first. */
export const afterBook = z.int().min(0);

/** The same with all of a source, a part at a time: put into a collection, taken out of the one that they are of, or both. */
export const changeAllInput = z
  .object({ of: lotSource, after: afterBook, takes: z.boolean(), intoId: id.optional() })
  .refine(({ takes, intoId }) => takes || intoId !== undefined, "Choose what to do with the books.")
  .refine(
    ({ of, takes }) => !takes || "collectionId" in of,
    "What a query means is in no one place to be taken out of.",
  )
  .refine(({ of, intoId }) => !("collectionId" in of) || of.collectionId !== intoId, "Choose another collection.");
export type ChangeAllInput = z.output<typeof changeAllInput>;

/** How many books were taken out, were put in, and stayed because others put them in. */
export type LotResult = { taken: number; added: number; stayed: number };
