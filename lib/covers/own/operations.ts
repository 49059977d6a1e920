import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { ownJpeg, Problem } from "@/lib/platform/http";
import { deleteOwnPicture } from "./commands";
import { listOwnPictures, readOwnPicture } from "./queries";
import { OWN_PICTURE_KINDS, OWN_PICTURE_STATES, ownPictureInput } from "./schema";

// What a reader brought themselves is theirs: no key sees or deletes it.

const picture = z.object({
  kind: z.enum(OWN_PICTURE_KINDS),
  id: z.int(),
  broughtAt: z.date(),
  state: z.enum(OWN_PICTURE_STATES),
  book: bookAnswer.nullable(),
});

export const listOwnPicturesOperation = operation(
  {
    id: "covers.list_own_pictures",
    method: "GET",
    path: "/account/pictures",
    summary: "List the pictures of books that one brought",
    description: "The newest sixty of each kind.",
    access: "user",
    answers: { 200: z.object({ pictures: z.array(picture) }) },
  },
  async ({ actor }) => {
    const listed = await listOwnPictures(actor.id);
    return { pictures: listed.map(({ book, ...one }) => ({ ...one, book: book && toBookAnswer(book) })) };
  },
);

export const readOwnPictureOperation = operation(
  {
    id: "covers.read_own_picture",
    method: "GET",
    path: "/account/pictures/{kind}/{id}",
    summary: "Read a picture of a book that one brought",
    access: "user",
    params: ownPictureInput,
    answers: { 200: { type: "image/jpeg" } },
    refusals: { picture_not_found: 404 },
  },
  async ({ actor, params }) => {
    const bytes = await readOwnPicture(actor.id, params);
    if (!bytes) throw new Problem(404, "picture_not_found", "There is no such picture.");
    return ownJpeg(bytes);
  },
);

export const deleteOwnPictureOperation = operation(
  {
    id: "covers.delete_own_picture",
    method: "DELETE",
    path: "/account/pictures/{kind}/{id}",
    summary: "Delete a picture of a book that one brought",
    description: "Where it stood for its book, another one does then.",
    access: "user",
    params: ownPictureInput,
    answers: { 204: null },
    refusals: { cover_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await deleteOwnPicture(actor, params);
    return done.ok ? reply(204) : done;
  },
);
