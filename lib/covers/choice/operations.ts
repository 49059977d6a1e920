import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { bookInPath } from "@/lib/catalog/answers/schema";
import { getBookIdByName } from "@/lib/catalog/queries";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import { takeOwnPhoto } from "../straightening/queries";
import { OWN_PHOTO_LIMIT, OWN_PHOTO_REFUSALS, ownPhotoAnswer, ownPhotoBody } from "../straightening/schema";
import { keepOwnPhoto } from "./commands";

export const keepOwnPhotoOperation = operation(
  {
    id: "covers.keep_own_photo",
    method: "POST",
    path: "/book/{isbn}/own-cover",
    summary: "Bring one's own photo of a book as its cover",
    description:
      "Without `keep` the answer says where a cover lies in the photo and shows it, and nothing is kept. What is kept is the cover alone; a moderator's stands for the book at once, any other reader's is proposed.",
    access: "user",
    scope: "catalog:write",
    limit: OWN_PHOTO_LIMIT,
    params: z.object({ isbn: bookInPath }),
    upload: { field: "image", bytesMax: () => env().upload.maxBytes },
    body: ownPhotoBody,
    answers: { 200: ownPhotoAnswer },
    refusals: OWN_PHOTO_REFUSALS,
  },
  async ({ actor, params, body, file }) => {
    const bookId = await getBookIdByName(params.isbn);
    if (bookId === undefined) throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
    return takeOwnPhoto(file, body, { bookId, keep: (corners) => keepOwnPhoto(actor, bookId, file, corners) });
  },
);
