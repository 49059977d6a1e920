import { apiRoute } from "@/lib/accounts/route";
import type { Actor } from "@/lib/accounts/schema";
import { clientNetwork } from "@/lib/platform/client-address";
import { env } from "@/lib/platform/env";
import { Problem, tooManyRequests } from "@/lib/platform/http";
import { countsOf, takeFromAll } from "@/lib/platform/rate-limit";
import { readText, readUpload } from "@/lib/platform/upload";
import { giveFeedback, withdrawFeedback } from "@/lib/scans/feedback/commands";
import { giveFeedbackInput, presentFeedback } from "@/lib/scans/feedback/schema";

type Params = { requestId: string };

const LIMIT = { name: "feedback", max: 60, windowMs: 60_000 };
/** Photos stay on the disk until a moderator has looked: nobody has that many books to show in a day. */
const PHOTO_LIMIT = { name: "feedback-photo", max: 300, windowMs: 24 * 60 * 60_000 };
const BODY_BYTES_MAX = 8_192;

/** 404 for what is not there, 413, 415 and 422 as `POST /match` has them for pictures, 422 for what cannot be said. */
const STATUS = {
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
};

/** The words come as JSON; with a photo, which its sender agrees to have kept, as a form with the file in `photo`. */
async function readFeedback(request: Request): Promise<{ fields: Record<string, unknown>; photo?: Buffer }> {
  if (/^multipart\/form-data/i.test(request.headers.get("content-type") ?? "")) {
    const { file, fields } = await readUpload(request, "photo", env().upload.maxBytes);
    return { fields, photo: file };
  }
  const malformed = new Problem(400, "malformed", 'This is not JSON. Please send {"verdict": "confirmed"}.');
  try {
    const parsed: unknown = JSON.parse(await readText(request, BODY_BYTES_MAX));
    if (typeof parsed !== "object" || parsed === null) throw malformed;
    return { fields: { ...parsed } };
  } catch (error) {
    throw error instanceof SyntaxError ? malformed : error;
  }
}

async function countPhoto(request: Request, actor: Actor | null): Promise<void> {
  const verdict = await takeFromAll(
    countsOf(PHOTO_LIMIT, clientNetwork(request.headers), actor ? `user-${actor.id}` : undefined),
  );
  if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
}

export const POST = apiRoute<Params>(
  { access: "public", scope: "scans:write", limit: LIMIT },
  async ({ request, actor, params }) => {
    const { fields, photo } = await readFeedback(request);
    const { verdict, isbn, right_isbn: rightIsbn, note } = fields;
    const parsed = giveFeedbackInput.safeParse({ requestId: params.requestId, verdict, isbn, rightIsbn, note });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      if (issue?.path[0] === "requestId") throw new Problem(404, "scan_not_found", "There is no such scan.");
      throw new Problem(400, "invalid_feedback", issue?.message ?? "This feedback is not valid.");
    }
    if (photo) await countPhoto(request, actor);
    const result = await giveFeedback(actor, parsed.data, photo);
    if (!result.ok) throw new Problem(STATUS[result.reason], result.reason, result.message ?? "This cannot be said.");
    return Response.json(presentFeedback(result.feedback), { headers: { "Cache-Control": "no-store" } });
  },
);

export const DELETE = apiRoute<Params>(
  { access: "public", scope: "scans:write", limit: LIMIT },
  async ({ actor, params }) => {
    const parsed = giveFeedbackInput.pick({ requestId: true }).safeParse(params);
    const result = parsed.success ? await withdrawFeedback(actor, parsed.data.requestId) : undefined;
    if (!result?.ok) throw new Problem(404, "scan_not_found", "There is no such scan.");
    return new Response(null, { status: 204 });
  },
);
