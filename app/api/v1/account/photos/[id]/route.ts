import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { readOwnPhoto } from "@/lib/scans/own/queries";
import { ownPhotoInput } from "@/lib/scans/own/schema";

/** A photo of one's own scan; anybody else's is not there. No cache may keep it. */
export const GET = apiRoute<{ id: string }>({ access: "user" }, async ({ actor, params }) => {
  const parsed = ownPhotoInput.safeParse({ photoId: params.id });
  const photo = actor && parsed.success ? await readOwnPhoto(actor.id, parsed.data.photoId) : undefined;
  if (!photo) throw new Problem(404, "photo_not_found", "There is no such photo.");
  return new Response(new Uint8Array(photo), {
    headers: {
      "Content-Type": "image/jpeg",
      "Content-Length": String(photo.length),
      "Cache-Control": "private, no-store",
    },
  });
});
