import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { readFeedbackPhoto } from "@/lib/scans/moderation/queries";

/** A reader's photo, or the view that it became, for moderators alone; to everybody else it is not there. No cache may keep it. */
export const GET = apiRoute<{ id: string }>({ access: "user" }, async ({ actor, params }) => {
  const photo = /^[1-9]\d{0,9}$/.test(params.id) ? await readFeedbackPhoto(actor, Number(params.id)) : undefined;
  if (!photo) throw new Problem(404, "photo_not_found", "There is no such photo.");
  return new Response(new Uint8Array(photo), {
    headers: {
      "Content-Type": "image/jpeg",
      "Content-Length": String(photo.length),
      "Cache-Control": "private, no-store",
    },
  });
});
