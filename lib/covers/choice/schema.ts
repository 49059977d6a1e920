import { z } from "zod";
import { givenId as id } from "@/lib/platform/given";

type Facts = { source: string; provider: string | null; sha256: string; width: number; height: number };

/** A cover of a book that is in use. */
export type UsedCover = Facts & { id: number; isPrimary: boolean; isChosen: boolean; at: Date };

/** One that is not. `person`: who proposes it, or took it away. */
export type SpareCover = Facts & {
  id: number;
  state: "proposed" | "rejected" | "removed";
  person: string | null;
  at: Date;
};

export type CoverChoice = { bookId: number; used: UsedCover[]; spare: SpareCover[] };

/** `isChosen`: no source takes its place from it. */
export const chooseCoverInput = z.object({ bookId: id, coverId: id, isChosen: z.boolean() });
export type ChooseCoverInput = z.output<typeof chooseCoverInput>;

export const setCoverAsideInput = z.object({ bookId: id, coverId: id });
export type SetCoverAsideInput = z.output<typeof setCoverAsideInput>;

/** `shown`: stands for the book from then on. `returned`: is again what it was before it was taken away. */
export const decideSpareInput = z.object({
  bookId: id,
  spareId: id,
  as: z.enum(["shown", "returned", "rejected", "proposed"]),
});
export type DecideSpareInput = z.output<typeof decideSpareInput>;

/** `before`: the cover that stood for the book until then, as the decision answered; null: none did. */
export const undoUseInput = z.object({
  bookId: id,
  coverId: id,
  before: z.object({ coverId: id, isChosen: z.boolean() }).nullable(),
});
export type UndoUseInput = z.output<typeof undoUseInput>;
