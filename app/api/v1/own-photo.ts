import { previewOwnPhoto } from "@/lib/covers/straightening/queries";
import { readCorners } from "@/lib/covers/straightening/rules";
import type { Corners, OwnCoverKept, OwnCoverPreview } from "@/lib/covers/straightening/schema";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import type { Fail } from "@/lib/platform/result";
import { readUpload } from "@/lib/platform/upload";

/** Each takes tenths of a second of the threads that readers' photos need; a corner that is moved asks once it rests. */
export const OWN_PHOTO_LIMIT = { name: "own-cover", max: 60, windowMs: 60_000 };

const STATUS: Record<string, number> = {
  book_not_found: 404,
  pending_not_found: 404,
  already_there: 409,
  changed_since: 409,
  too_many_pixels: 413,
  not_a_picture: 415,
  heic: 415,
  svg: 415,
  animated: 415,
};

const refused = ({ reason, message }: { reason: string; message?: string }) =>
  new Problem(STATUS[reason] ?? 422, reason, message ?? "This picture cannot be used.");

type OwnPhotoOf = {
  /** Null: it is not in the catalogue. */
  bookId: number | null;
  keep: (photo: Uint8Array, corners: Corners) => Promise<({ ok: true } & OwnCoverKept) | Fail<string>>;
};

/**
 * A reader's own photo of a book, in the field `image`. With `corners` and `keep=yes` the cover between them is kept; else the
 * answer says where a cover may lie in it and shows that, and nothing is kept.
 */
export async function answerOwnPhoto(request: Request, { bookId, keep }: OwnPhotoOf): Promise<Response> {
  const { file, fields } = await readUpload(request, "image", env().upload.maxBytes);
  const corners = fields.corners === undefined ? undefined : readCorners(fields.corners);
  if (!corners && (fields.corners !== undefined || fields.keep === "yes"))
    throw new Problem(400, "bad_corners", "corners are four points within the photo: x,y,x,y,x,y,x,y.");

  const headers = { "Cache-Control": "no-store" };
  if (corners && fields.keep === "yes") {
    const kept = await keep(file, corners);
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
}
