import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { decodeBookName } from "@/lib/catalog/rules";
import { takeOwnPhoto } from "@/lib/covers/straightening/queries";
import { OWN_PHOTO_LIMIT, OWN_PHOTO_REFUSALS, ownPhotoAnswer, ownPhotoBody } from "@/lib/covers/straightening/schema";
import { env } from "@/lib/platform/env";
import { fail } from "@/lib/platform/result";
import { addPicture, askForTitle } from "./commands";
import { getPending, listMyPending } from "./queries";
import { askByTitleInput, pendingAnswer, pendingInput, toPendingAnswer } from "./schema";

const pendingNotFound = () => fail("pending_not_found", "There is no such request.");

export const listMyPendingOperation = operation(
  {
    id: "scans.list_pending",
    method: "GET",
    path: "/pending",
    summary: "List the books that one asked for",
    description: "Those that have not come yet, or whose end one has not been told.",
    access: "user",
    scope: "scans:read",
    answers: { 200: z.object({ pending: z.array(pendingAnswer) }) },
  },
  async ({ actor }) => ({ pending: (await listMyPending(actor.id)).map(toPendingAnswer) }),
);

export const askForTitleOperation = operation(
  {
    id: "scans.ask_for_title",
    method: "POST",
    path: "/pending",
    summary: "Ask for a book by its title",
    description: "For one whose cover was not recognised. `POST /barcode` asks for one by its ISBN.",
    access: "user",
    scope: "scans:write",
    limit: { name: "pending-title", max: 30, windowMs: 60_000 },
    body: askByTitleInput,
    answers: { 202: pendingAnswer },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, body }) => {
    const asked = await askForTitle(actor, body);
    if (!asked.ok) return asked;
    const pending = await getPending(asked.id);
    if (!pending) throw new Error("a book that was just asked for is not pending");
    const shown = toPendingAnswer(pending);
    return reply(202, shown, { Location: shown.statusUrl });
  },
);

export const getPendingOperation = operation(
  {
    id: "scans.get_pending",
    method: "GET",
    path: "/pending/{id}",
    summary: "Read how a book stands that was asked for",
    description: "Anybody who knows its name may follow it: there is nothing of a reader in it.",
    access: "public",
    scope: "scans:read",
    // Whoever follows one asks several times a second at first.
    limit: { name: "pending", max: 600, windowMs: 60_000 },
    params: pendingInput,
    answers: { 200: pendingAnswer },
    refusals: { pending_not_found: 404 },
  },
  async ({ params }) => {
    const pending = await getPending(params.id);
    return pending ? toPendingAnswer(pending) : pendingNotFound();
  },
);

export const addPictureOperation = operation(
  {
    id: "scans.add_picture",
    method: "POST",
    path: "/pending/{id}/cover",
    summary: "Bring one's own photo of a book that is asked for",
    description:
      "It waits with the book for a moderator. Without `keep` nothing is kept; see `POST /book/{isbn}/own-cover`.",
    access: "user",
    scope: "scans:write",
    limit: OWN_PHOTO_LIMIT,
    params: pendingInput,
    upload: { field: "image", bytesMax: () => env().upload.maxBytes },
    body: ownPhotoBody,
    answers: { 200: ownPhotoAnswer },
    refusals: OWN_PHOTO_REFUSALS,
  },
  async ({ actor, params, body, file }) => {
    const pending = await getPending(decodeBookName(params.id));
    if (!pending) return pendingNotFound();
    return takeOwnPhoto(file, body, {
      bookId: null,
      keep: (corners) => addPicture(actor, pending.id, file, corners),
    });
  },
);
