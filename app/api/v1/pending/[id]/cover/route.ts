import { apiRoute } from "@/lib/accounts/route";
import { decodeBookName } from "@/lib/catalog/rules";
import { Problem } from "@/lib/platform/http";
import { addPicture } from "@/lib/scans/pending/commands";
import { getPending } from "@/lib/scans/pending/queries";
import { answerOwnPhoto, OWN_PHOTO_LIMIT } from "../../../own-photo";

/** A reader's own photo of a book that is asked for, which waits with it; see `answerOwnPhoto`. */
export const POST = apiRoute<{ id: string }>(
  { access: "user", scope: "scans:write", limit: OWN_PHOTO_LIMIT },
  async ({ request, actor, params }) => {
    const pending = await getPending(decodeBookName(params.id));
    if (!actor || !pending) throw new Problem(404, "pending_not_found", "There is no such request.");
    const keep = (photo: Uint8Array, corners: Parameters<typeof addPicture>[3]) =>
      addPicture(actor, pending.id, photo, corners);
    return answerOwnPhoto(request, { bookId: null, keep });
  },
);
