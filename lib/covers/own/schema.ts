import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import { spelledId } from "@/lib/platform/given";

export const OWN_PICTURE_KINDS = ["used", "spare", "pending"] as const;
export const OWN_PICTURE_STATES = ["shown", "used", "proposed", "rejected", "removed", "asked"] as const;

/** A picture of a book that a reader brought. */
export type OwnPicture = {
  /**
   * `used`: it is one of the book's covers; `spare`: it waits, was rejected or was taken
   * away; `pending`: it waits with a book that is not in the catalogue yet.
   */
  kind: (typeof OWN_PICTURE_KINDS)[number];
  id: number;
  broughtAt: Date;
  book: BookSummary | null;
  state: (typeof OWN_PICTURE_STATES)[number];
};

export const ownPictureInput = z.object({ kind: z.enum(OWN_PICTURE_KINDS), id: spelledId });
export type OwnPictureInput = z.output<typeof ownPictureInput>;
