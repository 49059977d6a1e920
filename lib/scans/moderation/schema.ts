import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import { type Corners, cornersSchema } from "@/lib/covers/straightening/schema";
import { givenId as feedbackId } from "@/lib/platform/given";
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

/** The cover in a reader's photo, seen straight on: what becomes a further view if a moderator says so. */
export type ProposedView = {
  corners: Corners;
  width: number;
  height: number;
  /** Of `jpeg`: whoever accepts says which picture it was that they saw. */
  sha256: string;
  jpeg: Buffer;
};

/**
 * The JSON of `GET /api/v1/admin/feedback/<id>/straightened`: the view with its picture as a data URL, or null and in
 * plain words why there is none.
 */
export function presentProposedView(proposed: { ok: true; view: ProposedView } | { ok: false; message?: string }) {
  if (!proposed.ok) return { view: null, problem: proposed.message ?? "No view can be made of this photo." };
  const { jpeg, ...view } = proposed.view;
  return { view: { ...view, picture: `data:image/jpeg;base64,${jpeg.toString("base64")}` }, problem: null };
}
export type ProposedViewResponse = ReturnType<typeof presentProposedView>;
export type ShownView = NonNullable<ProposedViewResponse["view"]>;

/** A photo that became a further view, and who made it one. */
export type AcceptedView = {
  feedbackId: number;
  book: BookSummary;
  /** Null where that account is gone. */
  moderator: string | null;
  acceptedAt: Date | null;
};

/** As `OpenFeedbackPage`. */
export type AcceptedViewsPage = { views: AcceptedView[]; cursor: string | null };

export const acceptFeedbackInput = z.object({
  feedbackId,
  corners: cornersSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AcceptFeedbackInput = z.output<typeof acceptFeedbackInput>;

export const removeViewInput = z.object({ feedbackId });
export type RemoveViewInput = z.output<typeof removeViewInput>;

export const closeFeedbackInput = z.object({ feedbackId, as: z.enum(["dismissed", "done"]) });
export type CloseFeedbackInput = z.output<typeof closeFeedbackInput>;
