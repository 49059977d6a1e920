import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import type { Verdict } from "../feedback/schema";
import type { ScanStatus } from "../schema";

/** What a reader said, as a moderator sees it: not who said it. */
export type OpenFeedback = {
  id: number;
  verdict: Verdict;
  note: string | null;
  saidAt: Date;
  answer: ScanStatus;
  /** What the answer named, or what was shown. */
  book: BookSummary | null;
  /** What it is, by the reader's word. */
  rightBook: BookSummary | null;
  hasPhoto: boolean;
};

/** `cursor` names where the next page begins; null on the last one. */
export type OpenFeedbackPage = { feedback: OpenFeedback[]; cursor: string | null };

const feedbackId = z.int().positive();

export const acceptFeedbackInput = z.object({ feedbackId });
export type AcceptFeedbackInput = z.output<typeof acceptFeedbackInput>;

export const closeFeedbackInput = z.object({ feedbackId, as: z.enum(["dismissed", "done"]) });
export type CloseFeedbackInput = z.output<typeof closeFeedbackInput>;
