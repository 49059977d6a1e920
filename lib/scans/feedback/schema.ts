import { z } from "zod";
import { givenText } from "@/lib/platform/text";

export const VERDICTS = ["confirmed", "rejected", "wrong_edition", "not_in_list", "bad_cover"] as const;
export type Verdict = (typeof VERDICTS)[number];

export const NOTE_LENGTH_MAX = 500;

const name = z.string().trim().min(1).max(40).optional();

export const giveFeedbackInput = z.object({
  /** The handle of the scan: what its answer called `requestId`. */
  requestId: z.uuid(),
  verdict: z.enum(VERDICTS, `verdict is one of ${VERDICTS.join(", ")}.`),
  /** The book that it is about, where that is not the one that the answer named. */
  isbn: name,
  /** The book that is right, where that is another one. */
  rightIsbn: name,
  note: givenText()
    .max(NOTE_LENGTH_MAX, `A note has at most ${NOTE_LENGTH_MAX} characters.`)
    .transform((text) => text || null)
    .nullable()
    .default(null),
});
export type GiveFeedbackInput = z.output<typeof giveFeedbackInput>;

/** What a reader said, as it is kept. */
export type GivenFeedback = {
  verdict: Verdict;
  /** Public names of the two books; null where there is none. */
  isbn: string | null;
  rightIsbn: string | null;
  note: string | null;
  hasPhoto: boolean;
};

export const feedbackAnswer = z.object({
  verdict: z.enum(VERDICTS),
  isbn: z.string().nullable(),
  rightIsbn: z.string().nullable(),
  note: z.string().nullable(),
  hasPhoto: z.boolean(),
});
