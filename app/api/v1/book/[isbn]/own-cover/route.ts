import { apiRoute } from "@/lib/accounts/route";
import { getBookIdByName } from "@/lib/catalog/queries";
import { keepOwnPhoto } from "@/lib/covers/choice/commands";
import { Problem } from "@/lib/platform/http";
import { answerOwnPhoto, OWN_PHOTO_LIMIT } from "../../../own-photo";

/** A reader's own photo of a book in the catalogue; see `answerOwnPhoto`. */
export const POST = apiRoute<{ isbn: string }>(
  { access: "user", scope: "catalog:write", limit: OWN_PHOTO_LIMIT },
  async ({ request, actor, params }) => {
    const bookId = await getBookIdByName(params.isbn);
    if (!actor || bookId === undefined)
      throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
    const keep = (photo: Uint8Array, corners: Parameters<typeof keepOwnPhoto>[3]) =>
      keepOwnPhoto(actor, bookId, photo, corners);
    return answerOwnPhoto(request, { bookId, keep });
  },
);
