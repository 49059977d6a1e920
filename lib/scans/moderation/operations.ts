import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { readCorners } from "@/lib/covers/straightening/rules";
import { type Corners, cornersSchema } from "@/lib/covers/straightening/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { ownJpeg, Problem } from "@/lib/platform/http";
import { VERDICTS } from "../feedback/schema";
import { SCAN_STATUSES } from "../schema";
import { acceptFeedback, closeFeedback, removeView } from "./commands";
import { getFeedbackPhotoUrl, listAcceptedViews, listOpenFeedback, proposeView, readFeedbackPhoto } from "./queries";
import { acceptFeedbackInput, closeFeedbackInput, presentProposedView } from "./schema";

const ofFeedback = z.object({ feedbackId: spelledId });
const REFUSALS = { feedback_not_found: 404, already_decided: 409 };

export const listOpenFeedbackOperation = operation(
  {
    id: "scans.list_feedback",
    method: "GET",
    path: "/admin/feedback",
    summary: "List what readers said of answers and waits for a moderator",
    description: "The newest first, without who said it.",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(20),
    answers: {
      200: z.object({
        feedback: z.array(
          z.object({
            id: z.int(),
            verdict: z.enum(VERDICTS),
            note: z.string().nullable(),
            saidAt: z.date(),
            answer: z.enum(SCAN_STATUSES),
            book: bookAnswer.nullable(),
            rightBook: bookAnswer.nullable(),
            hasPhoto: z.boolean(),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ query: { cursor, limit } }) => {
    const page = await listOpenFeedback(cursor, limit);
    const feedback = page.feedback.map(({ book, rightBook, ...one }) => ({
      ...one,
      ...{ book: book && toBookAnswer(book), rightBook: rightBook && toBookAnswer(rightBook) },
    }));
    return { feedback, nextCursor: page.cursor };
  },
);

export const listAcceptedViewsOperation = operation(
  {
    id: "scans.list_views",
    method: "GET",
    path: "/admin/feedback/views",
    summary: "List the further views that readers' photos became",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(20),
    answers: {
      200: z.object({
        views: z.array(
          z.object({
            feedbackId: z.int(),
            book: bookAnswer,
            moderator: z.string().nullable(),
            acceptedAt: z.date().nullable(),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ query: { cursor, limit } }) => {
    const page = await listAcceptedViews(cursor, limit);
    return {
      views: page.views.map(({ book, ...one }) => ({ ...one, book: toBookAnswer(book) })),
      nextCursor: page.cursor,
    };
  },
);

const photoNotFound = () => new Problem(404, "photo_not_found", "There is no such photo.");

export const readFeedbackPhotoOperation = operation(
  {
    id: "scans.read_feedback_photo",
    method: "GET",
    path: "/admin/feedback/{feedback_id}/photo",
    summary: "Read a reader's photo, or the view that it became",
    description: "302 leads to it where photos lie in a bucket.",
    access: "moderator",
    scope: "moderation:read",
    params: ofFeedback,
    answers: { 200: { type: "image/jpeg" }, 302: null },
    refusals: { photo_not_found: 404 },
  },
  async ({ actor, params: { feedbackId } }) => {
    const url = await getFeedbackPhotoUrl(actor, feedbackId);
    if (url) return reply(302, null, { Location: url, "Cache-Control": "private, no-store" });
    const photo = await readFeedbackPhoto(actor, feedbackId);
    if (!photo) throw photoNotFound();
    return ownJpeg(photo);
  },
);

/** Throws Problem 400 for what is no four points. */
function parseCorners(given: string | undefined): Corners | undefined {
  const corners = given === undefined ? undefined : readCorners(given);
  if (given === undefined || corners) return corners;
  throw new Problem(400, "bad_corners", "corners are four points within the photo: x,y,x,y,x,y,x,y.");
}

export const proposeViewOperation = operation(
  {
    id: "scans.propose_view",
    method: "GET",
    path: "/admin/feedback/{feedback_id}/straightened",
    summary: "See the further view that a reader's photo would become",
    description:
      "Without `corners` the server looks for the cover itself. Without a view `problem` says why there is none.",
    access: "moderator",
    scope: "moderation:read",
    // Each takes tenths of a second of the threads that readers' photos need.
    limit: { name: "straightened", max: 240, windowMs: 60_000 },
    params: ofFeedback,
    query: z.object({
      corners: z.string().max(400).optional().describe("Four points, clockwise: x,y,x,y,x,y,x,y."),
    }),
    answers: {
      200: z.object({
        view: z
          .object({
            corners: cornersSchema,
            width: z.int(),
            height: z.int(),
            sha256: z.string(),
            picture: z.string().describe("A data address."),
          })
          .nullable(),
        problem: z.string().nullable(),
      }),
    },
    refusals: { photo_not_found: 404, bad_corners: 400 },
  },
  async ({ actor, params, query }) => {
    const proposed = await proposeView(actor, params.feedbackId, parseCorners(query.corners));
    if (!proposed || (!proposed.ok && proposed.reason === "photo_gone")) throw photoNotFound();
    return presentProposedView(proposed);
  },
);

export const acceptFeedbackOperation = operation(
  {
    id: "scans.accept_feedback",
    method: "POST",
    path: "/admin/feedback/{feedback_id}/accept",
    summary: "Make a reader's photo a further view of its book",
    description: "`corners` and `sha256` are those of the picture that was seen, and nothing else is added.",
    access: "moderator",
    scope: "moderation:write",
    params: ofFeedback,
    body: acceptFeedbackInput.omit({ feedbackId: true }),
    answers: { 200: z.object({ coverId: z.int() }) },
    refusals: {
      ...REFUSALS,
      ...{ photo_gone: 404, book_unknown: 409, not_as_seen: 409, already_there: 409 },
    },
  },
  ({ actor, params, body }) => acceptFeedback(actor, { ...params, ...body }),
);

export const removeViewOperation = operation(
  {
    id: "scans.remove_view",
    method: "DELETE",
    path: "/admin/feedback/{feedback_id}/view",
    summary: "Take a further view away again",
    access: "moderator",
    scope: "moderation:write",
    params: ofFeedback,
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await removeView(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const closeFeedbackOperation = operation(
  {
    id: "scans.close_feedback",
    method: "POST",
    path: "/admin/feedback/{feedback_id}/close",
    summary: "Close what a reader said, as done or dismissed",
    access: "moderator",
    scope: "moderation:write",
    params: ofFeedback,
    body: closeFeedbackInput.omit({ feedbackId: true }),
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params, body }) => {
    const done = await closeFeedback(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);
