import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { spelledId } from "@/lib/platform/given";
import { ownJpeg, Problem } from "@/lib/platform/http";
import { VERDICTS } from "../feedback/schema";
import { deleteOwnFeedback, deleteOwnPhoto } from "./commands";
import { listOwnFeedback, listOwnPhotos, listOwnWishes, readOwnPhoto } from "./queries";
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

const withBook = <Row extends { book: BookSummary | null }>({ book, ...row }: Row) => ({
  ...row,
  book: book && toBookAnswer(book),
});

export const listOwnPhotosOperation = operation(
  {
    id: "scans.list_own_photos",
    method: "GET",
    path: "/account/photos",
    summary: "List the photos of one's scans that are kept",
    description: "The newest sixty.",
    access: "user",
    answers: {
      200: z.object({
        photos: z.array(
          z.object({ id: z.string(), keptAt: z.date(), isInUse: z.boolean(), book: bookAnswer.nullable() }),
        ),
      }),
    },
  },
  async ({ actor }) => ({ photos: (await listOwnPhotos(actor.id)).map(withBook) }),
);

export const deleteOwnPhotoOperation = operation(
  {
    id: "scans.delete_own_photo",
    method: "DELETE",
    path: "/account/photos/{photo_id}",
    summary: "Delete a photo of one's own scan",
    description: "With the further view that it became; what was said with it stays.",
    access: "user",
    params: ownPhotoInput,
    answers: { 204: null },
    refusals: { photo_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await deleteOwnPhoto(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const listOwnFeedbackOperation = operation(
  {
    id: "scans.list_own_feedback",
    method: "GET",
    path: "/account/feedback",
    summary: "List what one said of answers",
    description: "The last sixty.",
    access: "user",
    answers: {
      200: z.object({
        feedback: z.array(
          z.object({
            id: z.int(),
            verdict: z.enum(VERDICTS),
            saidAt: z.date(),
            note: z.string().nullable(),
            hasPhoto: z.boolean(),
            book: bookAnswer.nullable(),
          }),
        ),
      }),
    },
  },
  async ({ actor }) => ({ feedback: (await listOwnFeedback(actor.id)).map(withBook) }),
);

export const deleteOwnFeedbackOperation = operation(
  {
    id: "scans.delete_own_feedback",
    method: "DELETE",
    path: "/account/feedback/{feedback_id}",
    summary: "Delete what one said of an answer",
    description: "With the photo that came with it. The history stays as it is.",
    access: "user",
    params: z.object({ feedbackId: spelledId }),
    answers: { 204: null },
    refusals: { feedback_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await deleteOwnFeedback(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const listOwnWishesOperation = operation(
  {
    id: "scans.list_own_wishes",
    method: "GET",
    path: "/account/wishes",
    summary: "List the books that one waits for, or waited for",
    description: "The newest sixty. `id` is the name of each under `/pending`.",
    access: "user",
    answers: {
      200: z.object({
        wishes: z.array(z.object({ id: z.string(), name: z.string(), askedAt: z.date(), hasCome: z.boolean() })),
      }),
    },
  },
  async ({ actor }) => ({ wishes: await listOwnWishes(actor.id) }),
);
