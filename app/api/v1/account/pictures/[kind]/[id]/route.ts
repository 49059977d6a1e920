import { apiRoute } from "@/lib/accounts/route";
import { readOwnPicture } from "@/lib/covers/own/queries";
import { ownPictureInput } from "@/lib/covers/own/schema";
import { Problem } from "@/lib/platform/http";

/** A picture of a book that one brought oneself; anybody else's is not there. No cache may keep it. */
export const GET = apiRoute<{ kind: string; id: string }>({ access: "user" }, async ({ actor, params }) => {
  const parsed = ownPictureInput.safeParse(params);
  const picture = actor && parsed.success ? await readOwnPicture(actor.id, parsed.data) : undefined;
  if (!picture) throw new Problem(404, "picture_not_found", "There is no such picture.");
  return new Response(new Uint8Array(picture), {
    headers: {
      "Content-Type": "image/jpeg",
      "Content-Length": String(picture.length),
      "Cache-Control": "private, no-store",
    },
  });
});
