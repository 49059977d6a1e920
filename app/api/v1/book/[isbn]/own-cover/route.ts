import { apiRoute } from "@/lib/accounts/route";
import { getBookIdByName } from "@/lib/catalog/queries";
import { keepOwnPhoto } from "@/lib/covers/choice/commands";
import { previewOwnPhoto } from "@/lib/covers/straightening/queries";
import { readCorners } from "@/lib/covers/straightening/rules";
import type { OwnCoverKept, OwnCoverPreview } from "@/lib/covers/straightening/schema";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import { readUpload } from "@/lib/platform/upload";

/** Each takes tenths of a second of the threads that readers' photos need; a corner that is moved asks once it rests. */
const LIMIT = { name: "own-cover", max: 60, windowMs: 60_000 };

const STATUS: Record<string, number> = {
  book_not_found: 404,
  already_there: 409,
  too_many_pixels: 413,
  not_a_picture: 415,
  heic: 415,
  svg: 415,
  animated: 415,
};

const refused = ({ reason, message }: { reason: string; message?: string }) =>
  new Problem(STATUS[reason] ?? 422, reason, message ?? "This picture cannot be used.");

/**
 * A reader's own photo of a book, in the field `image`. With `corners` and `keep=yes` the cover between them is kept; else the
 * answer says where a cover may lie in it and shows that, and nothing is kept.
 */
export const POST = apiRoute<{ isbn: string }>(
  { access: "user", scope: "catalog:write", limit: LIMIT },
  async ({ request, actor, params }) => {
    const bookId = await getBookIdByName(params.isbn);
    if (!actor || bookId === undefined)
      throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
    const { file, fields } = await readUpload(request, "image", env().upload.maxBytes);
    const corners = fields.corners === undefined ? undefined : readCorners(fields.corners);
    if (!corners && (fields.corners !== undefined || fields.keep === "yes"))
      throw new Problem(400, "bad_corners", "corners are four points within the photo: x,y,x,y,x,y,x,y.");

    const headers = { "Cache-Control": "no-store" };
    if (corners && fields.keep === "yes") {
      const kept = await keepOwnPhoto(actor, bookId, file, corners);
      if (!kept.ok) throw refused(kept);
      return Response.json({ as: kept.as } satisfies OwnCoverKept, { headers });
    }
    const preview = await previewOwnPhoto(bookId, file, corners);
    if (!preview.ok) throw refused(preview);
    const { view } = preview;
    const answer: OwnCoverPreview = {
      corners: preview.corners,
      view: view.ok ? `data:image/jpeg;base64,${view.jpeg.toString("base64")}` : null,
      problem: view.ok ? null : (view.message ?? null),
    };
    return Response.json(answer, { headers });
  },
);
