import { z } from "zod";
import { spelledId as id } from "@/lib/platform/given";
import type { CollectionBooks, CollectionWords } from "../schema";

export const shareInput = z.object({ collectionId: id, namesOwner: z.boolean() });
export type ShareInput = z.output<typeof shareInput>;

/** `undo`: as the end of the link has given it. */
export const restoreLinkInput = z.object({ collectionId: id, undo: z.string().max(2_000) });
export type RestoreLinkInput = z.output<typeof restoreLinkInput>;

/** A link that was ended, in its undo: all of its row, when that was, and the hash of what took its place. */
export const endedLink = z.object({
  hash: z.string(),
  sealed: z.string(),
  namesOwner: z.boolean(),
  madeAt: z.coerce.date(),
  endedAt: z.coerce.date(),
  replacedBy: z.string().nullable(),
});
export type EndedLink = z.output<typeof endedLink>;

/** The link to a collection as its owner sees it. Without a token it cannot be shown again: a new one can be made. */
export type CollectionLink = { token: string | null; namesOwner: boolean; madeAt: Date };

/** A collection as everybody sees it who has the link. */
export type SharedCollection = CollectionWords & {
  /** Whose it is, where they want that to be known. */
  owner: string | null;
  bookCount: number;
  content: CollectionBooks;
};
