import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { getFeedbackPhotoUrl, readFeedbackPhoto } from "@/lib/scans/moderation/queries";

/** A reader's photo, or the view that it became, for moderators alone. No cache may keep it. */
export const GET = apiRoute<{ id: string }>(
  { access: "moderator", scope: "moderation:read" },
  async ({ actor, params }) => {
    const notFound = () => new Problem(404, "photo_not_found", "There is no such photo.");
    if (!/^[1-9]\d{0,9}$/.test(params.id)) throw notFound();
    const url = await getFeedbackPhotoUrl(actor, Number(params.id));
    if (url)
      return new Response(null, { status: 302, headers: { Location: url, "Cache-Control": "private, no-store" } });
    const photo = await readFeedbackPhoto(actor, Number(params.id));
    if (!photo) throw notFound();
    return new Response(new Uint8Array(photo), {
      headers: {
        "Content-Type": "image/jpeg",
        "Content-Length": String(photo.length),
        "Cache-Control": "private, no-store",
      },
    });
  },
);
