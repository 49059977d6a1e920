import { z } from "zod";
import { type CollectionBooks, type CollectionWords, id } from "../schema";

export const shareInput = z.object({ collectionId: id, namesOwner: z.boolean() });
export type ShareInput = z.output<typeof shareInput>;

/** The link to a collection as its owner sees it. Without a token it cannot be shown again: a new one can be made. */
export type CollectionLink = { token: string | null; namesOwner: boolean; madeAt: Date };

/** A collection as everybody sees it who has the link. */
export type SharedCollection = CollectionWords & {
  /** Whose it is, where they want that to be known. */
  owner: string | null;
  bookCount: number;
  content: CollectionBooks;
};
