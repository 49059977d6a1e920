import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import { givenId } from "@/lib/platform/given";
import type { Verdict } from "../feedback/schema";

/** A photo of a scan that its reader agreed to have kept. */
export type OwnPhoto = {
  id: string;
  keptAt: Date;
  /** The book that the reader said it shows. */
  book: BookSummary | null;
  /** A moderator made it a further view: readers' photos are recognised by it. */
  isInUse: boolean;
};

export const ownPhotoInput = z.object({ photoId: z.uuid() });
export type OwnPhotoInput = z.output<typeof ownPhotoInput>;

/** What a reader said of an answer. */
export type OwnFeedback = {
  id: number;
  verdict: Verdict;
  saidAt: Date;
  note: string | null;
  /** What it is by the reader's word, or else what the answer named. */
  book: BookSummary | null;
  hasPhoto: boolean;
};

export const ownFeedbackInput = z.object({ feedbackId: givenId });
export type OwnFeedbackInput = z.output<typeof ownFeedbackInput>;

/** The name of a pending book, as its address has it. */
export const ownWishInput = z.object({ pendingId: z.string().trim().min(1).max(60) });
export type OwnWishInput = z.output<typeof ownWishInput>;

/** A book that a reader waits for, or waited for. */
export type OwnWish = {
  /** Its name in addresses. */
  id: string;
  /** What the reader typed, or the ISBN. */
  name: string;
  askedAt: Date;
  hasCome: boolean;
};
