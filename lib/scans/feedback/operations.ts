import "server-only";
import { operation, reply } from "@/lib/accounts/operation";
import type { Actor } from "@/lib/accounts/schema";
import { clientNetwork } from "@/lib/platform/client-address";
import { env } from "@/lib/platform/env";
import { tooManyRequests } from "@/lib/platform/http";
import { countsOf, takeFromAll } from "@/lib/platform/rate-limit";
import { giveFeedback, withdrawFeedback } from "./commands";
import { feedbackAnswer, giveFeedbackInput } from "./schema";

const LIMIT = { name: "feedback", max: 60, windowMs: 60_000 };
/** Photos stay on the disk until a moderator has looked: nobody has that many books to show in a day. */
const PHOTO_LIMIT = { name: "feedback-photo", max: 300, windowMs: 24 * 60 * 60_000 };

const ofScan = giveFeedbackInput.pick({ requestId: true });

async function countPhoto(request: Request, actor: Actor | null): Promise<void> {
  const who = actor ? `user-${actor.id}` : undefined;
  const verdict = await takeFromAll(countsOf(PHOTO_LIMIT, clientNetwork(request.headers), who));
  if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
}

export const giveFeedbackOperation = operation(
  {
    id: "scans.give_feedback",
    method: "POST",
    path: "/scans/{requestId}/feedback",
    summary: "Say whether an answer was right",
    description:
      "In place of what was said before. `requestId` is what the answer called so. With a photo, which its sender agrees to have kept, as a form.",
    access: "public",
    scope: "scans:write",
    limit: LIMIT,
    params: ofScan,
    body: giveFeedbackInput.omit({ requestId: true }),
    upload: { field: "photo", bytesMax: () => env().upload.maxBytes, isOptional: true },
    answers: { 200: feedbackAnswer },
    refusals: {
      scan_not_found: 404,
      book_not_found: 404,
      no_answer: 422,
      book_needed: 422,
      not_another_edition: 422,
      contradiction: 422,
      too_many_pixels: 413,
      too_small: 422,
      broken: 422,
      not_a_picture: 415,
      heic: 415,
      svg: 415,
      animated: 415,
    },
  },
  async ({ request, actor, params, body, file }) => {
    if (file) await countPhoto(request, actor);
    const result = await giveFeedback(actor, { ...params, ...body }, file);
    return result.ok ? result.feedback : result;
  },
);

export const withdrawFeedbackOperation = operation(
  {
    id: "scans.withdraw_feedback",
    method: "DELETE",
    path: "/scans/{requestId}/feedback",
    summary: "Take back what one said of an answer",
    access: "public",
    scope: "scans:write",
    limit: LIMIT,
    params: ofScan,
    answers: { 204: null },
    refusals: { scan_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await withdrawFeedback(actor, params.requestId);
    return done.ok ? reply(204) : done;
  },
);
