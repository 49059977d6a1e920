import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookInPath } from "@/lib/catalog/answers/schema";
import { getBookIdByName } from "@/lib/catalog/queries";
import { env } from "@/lib/platform/env";
import { spelledId } from "@/lib/platform/given";
import { Problem } from "@/lib/platform/http";
import { readCoverFile } from "../queries";
import { COVER_SIZES } from "../schema";
import { takeOwnPhoto } from "../straightening/queries";
import { OWN_PHOTO_LIMIT, OWN_PHOTO_REFUSALS, ownPhotoAnswer, ownPhotoBody } from "../straightening/schema";
import { chooseCover, decideSpare, keepOwnPhoto, setCoverAside, undoUse } from "./commands";
import { getCoverChoice } from "./queries";
import { chooseCoverInput, decideSpareInput, undoUseInput } from "./schema";

/** Throws Problem 404 for a book that is not there. */
async function bookIdOf(isbn: string): Promise<number> {
  const bookId = await getBookIdByName(isbn);
  if (bookId === undefined) throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
  return bookId;
}

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
    const bookId = await bookIdOf(params.isbn);
    return takeOwnPhoto(file, body, { bookId, keep: (corners) => keepOwnPhoto(actor, bookId, file, corners) });
  },
);

const ofBook = z.object({ isbn: bookInPath });
const ofCover = ofBook.extend({ coverId: spelledId });
const before = undoUseInput.shape.before.describe("The cover that stood for the book until then; null: none did.");
const REFUSALS = { book_not_found: 404, cover_not_found: 404 };

const picture = {
  id: z.int(),
  source: z.string(),
  provider: z.string().nullable(),
  sha256: z.string().describe("Names its file under `/admin/covers`."),
  width: z.int(),
  height: z.int(),
  at: z.date(),
};

export const getCoverChoiceOperation = operation(
  {
    id: "covers.list_pictures",
    method: "GET",
    path: "/admin/book/{isbn}/covers",
    summary: "List all pictures of a book",
    description: "Those in use, and those that are proposed, were rejected or taken away.",
    access: "moderator",
    scope: "moderation:read",
    params: ofBook,
    answers: {
      200: z.object({
        used: z.array(z.object({ ...picture, isPrimary: z.boolean(), isChosen: z.boolean() })),
        spare: z.array(
          z.object({
            ...picture,
            state: z.enum(["proposed", "rejected", "removed"]),
            person: z.string().nullable(),
          }),
        ),
      }),
    },
    refusals: { book_not_found: 404 },
  },
  async ({ params }) => getCoverChoice(await bookIdOf(params.isbn)),
);

export const readPictureOperation = operation(
  {
    id: "covers.read_picture",
    method: "GET",
    path: "/admin/covers/{sha256}",
    summary: "Read any picture of a book, in use or not",
    access: "moderator",
    scope: "moderation:read",
    // A book's page shows each of its pictures.
    limit: { name: "cover", max: 3_000, windowMs: 60_000 },
    params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    query: z.object({
      size: z
        .enum(COVER_SIZES, `size is one of ${COVER_SIZES.join(", ")}.`)
        .default("thumb")
        .describe("Small ones are WebP."),
    }),
    answers: { 200: { type: "image/jpeg" } },
    refusals: { cover_not_found: 404 },
  },
  async ({ params, query }) => {
    const file = await readCoverFile(params.sha256, query.size);
    if (!file) throw new Problem(404, "cover_not_found", "There is no such cover.");
    return new Response(new Uint8Array(file.bytes), {
      headers: { "Content-Type": file.mime, "Cache-Control": "private, max-age=86400, immutable" },
    });
  },
);

export const chooseCoverOperation = operation(
  {
    id: "covers.choose_cover",
    method: "POST",
    path: "/admin/book/{isbn}/covers/{cover_id}/choose",
    summary: "Let a picture stand for its book",
    description: "With `is_chosen` no source takes its place from it.",
    access: "moderator",
    scope: "moderation:write",
    params: ofCover,
    body: chooseCoverInput.pick({ isChosen: true }),
    answers: { 200: z.object({ before }) },
    refusals: REFUSALS,
  },
  async ({ actor, params: { isbn, coverId }, body }) =>
    chooseCover(actor, { bookId: await bookIdOf(isbn), coverId, ...body }),
);

export const setCoverAsideOperation = operation(
  {
    id: "covers.set_cover_aside",
    method: "DELETE",
    path: "/admin/book/{isbn}/covers/{cover_id}",
    summary: "Take a picture of a book out of use",
    description: "For a month it can be put back: decide about `spare_id` as `returned`.",
    access: "moderator",
    scope: "moderation:write",
    params: ofCover,
    answers: { 200: z.object({ spareId: z.int() }) },
    refusals: REFUSALS,
  },
  async ({ actor, params: { isbn, coverId } }) => setCoverAside(actor, { bookId: await bookIdOf(isbn), coverId }),
);

export const decideSpareOperation = operation(
  {
    id: "covers.decide_spare",
    method: "POST",
    path: "/admin/book/{isbn}/spares/{spare_id}/decide",
    summary: "Decide about a picture that is not in use",
    description:
      "`shown`: it stands for the book from then on. `returned`: it is again what it was before it was taken away. `proposed`: it waits again.",
    access: "moderator",
    scope: "moderation:write",
    params: ofBook.extend({ spareId: spelledId }),
    body: decideSpareInput.pick({ as: true }),
    answers: { 200: z.object({ before, coverId: z.int().nullable() }) },
    refusals: { ...REFUSALS, already_there: 409 },
  },
  async ({ actor, params: { isbn, spareId }, body }) =>
    decideSpare(actor, { bookId: await bookIdOf(isbn), spareId, ...body }),
);

export const undoUseOperation = operation(
  {
    id: "covers.undo_use",
    method: "POST",
    path: "/admin/book/{isbn}/covers/{cover_id}/undo",
    summary: "Take a picture out of use that was decided to be shown",
    description: "It is what it was before. The body is the `before` of the decision's answer.",
    access: "moderator",
    scope: "moderation:write",
    params: ofCover,
    body: undoUseInput.pick({ before: true }),
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, params: { isbn, coverId }, body }) => {
    const done = await undoUse(actor, { bookId: await bookIdOf(isbn), coverId, ...body });
    return done.ok ? reply(204) : done;
  },
);
