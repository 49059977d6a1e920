import "server-only";
import { operation } from "@/lib/accounts/operation";
import { ownJpeg, Problem } from "@/lib/platform/http";
import { readOwnPhoto } from "./queries";
import { ownPhotoInput } from "./schema";

// What is a reader's own to look through and clear away: no key sees or deletes it.

export const readOwnPhotoOperation = operation(
  {
    id: "scans.read_own_photo",
    method: "GET",
    path: "/account/photos/{photo_id}",
    summary: "Read a photo of one's own scan",
    access: "user",
    params: ownPhotoInput,
    answers: { 200: { type: "image/jpeg" } },
    refusals: { photo_not_found: 404 },
  },
  async ({ actor, params }) => {
    const photo = await readOwnPhoto(actor.id, params.photoId);
    if (!photo) throw new Problem(404, "photo_not_found", "There is no such photo.");
    return ownJpeg(photo);
  },
);
