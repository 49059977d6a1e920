import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { decodeBookName } from "@/lib/catalog/rules";
import { takeOwnPhoto } from "@/lib/covers/straightening/queries";
import { OWN_PHOTO_LIMIT, OWN_PHOTO_REFUSALS, ownPhotoAnswer, ownPhotoBody } from "@/lib/covers/straightening/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { env } from "@/lib/platform/env";
import { fail } from "@/lib/platform/result";
import { withdrawWish } from "../own/commands";
import {
  addPicture,
  approvePending,
  askForTitle,
  chooseCandidate,
  markTold,
  rejectPending,
  reopenPending,
  retryPending,
  typeBook,
  wish,
} from "./commands";
import { getPending, listMyPending, listPending, PENDING_FILTERS } from "./queries";
import {
  approvePendingInput,
  askByTitleInput,
  chooseCandidateInput,
  pendingAnswer,
  pendingInput,
  toPendingAnswer,
  typeBookInput,
  typedBook,
  wishInput,
} from "./schema";

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

const become = z.object({ isbn: z.string().nullable().describe("What it has become; null: it waits still.") });
const PENDING_REFUSALS = { pending_not_found: 404 };
const DECIDED_REFUSALS = { ...PENDING_REFUSALS, changed_since: 409 };

export const wishOperation = operation(
  {
    id: "scans.wish",
    method: "PUT",
    path: "/pending/{id}/wish",
    summary: "Wait for a book, and say into which collection it is to come",
    description: "Null: into none.",
    access: "user",
    scope: "scans:write",
    params: pendingInput,
    body: wishInput.omit({ id: true }),
    answers: { 204: null },
    refusals: { ...PENDING_REFUSALS, collection_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await wish(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const withdrawWishOperation = operation(
  {
    id: "scans.withdraw_wish",
    method: "DELETE",
    path: "/pending/{id}/wish",
    summary: "Wait for a book no more",
    description: "What one asked for in words of one's own goes with it, where nobody else waits for it.",
    access: "user",
    scope: "scans:write",
    params: pendingInput,
    answers: { 204: null },
    refusals: { wish_not_found: 404 },
  },
  async ({ actor, params }) => {
    const done = await withdrawWish(actor, { pendingId: params.id });
    return done.ok ? reply(204) : done;
  },
);

export const markToldOperation = operation(
  {
    id: "scans.mark_told",
    method: "POST",
    path: "/pending/{id}/told",
    summary: "Note that one has seen how it ended",
    access: "user",
    scope: "scans:write",
    params: pendingInput,
    answers: { 204: null },
    refusals: PENDING_REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await markTold(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const chooseCandidateOperation = operation(
  {
    id: "scans.choose_candidate",
    method: "POST",
    path: "/pending/{id}/choose",
    summary: "Say which of the candidates it is",
    description: "By one who waits for it, or a moderator. `evidence` is that of the candidate.",
    access: "user",
    scope: "scans:write",
    params: pendingInput,
    body: chooseCandidateInput.omit({ id: true }),
    answers: { 200: become },
    refusals: { ...DECIDED_REFUSALS, another_book: 409 },
  },
  ({ actor, params, body }) => chooseCandidate(actor, { ...params, ...body }),
);

export const typeBookOperation = operation(
  {
    id: "scans.type_book",
    method: "PUT",
    path: "/pending/{id}/book",
    summary: "Type in a book that nobody knows",
    description:
      "A moderator's becomes the book at once; any other reader's waits for one. `pictures` is for moderators.",
    access: "user",
    scope: "scans:write",
    params: pendingInput,
    body: typeBookInput.omit({ id: true }),
    bodyBytesMax: 300_000,
    answers: { 200: become },
    refusals: { ...DECIDED_REFUSALS, still_looking: 409, already_typed: 409 },
  },
  ({ actor, params, body }) => typeBook(actor, { ...params, ...body }),
);

const moderated = pendingAnswer.extend({
  message: z.string().nullable(),
  attempts: z.int(),
  timesAsked: z.int(),
  typed: typedBook.nullable(),
  typedBy: z.string().nullable(),
  pictures: z.array(
    z.object({ id: z.int(), sha256: z.string(), width: z.int(), height: z.int(), by: z.string().nullable() }),
  ),
  evidence: z.string(),
});

export const listPendingOperation = operation(
  {
    id: "scans.list_all_pending",
    method: "GET",
    path: "/admin/pending",
    summary: "List the books that readers asked for",
    description: "The newest first. `attention`: a person must say more.",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(30).extend({ show: z.enum(PENDING_FILTERS).default("attention") }),
    answers: { 200: z.object({ pending: z.array(moderated), nextCursor: z.string().nullable() }) },
  },
  async ({ query: { show, cursor, limit } }) => {
    const page = await listPending(show, cursor, limit);
    const pending = page.pending.map((one) => ({ ...one, ...toPendingAnswer(one) }));
    return { pending, nextCursor: page.cursor };
  },
);

export const approvePendingOperation = operation(
  {
    id: "scans.approve_pending",
    method: "POST",
    path: "/admin/pending/{id}/approve",
    summary: "Make a book of what a reader typed",
    description: "`evidence` is that of the list: what was seen of it.",
    access: "moderator",
    scope: "moderation:write",
    params: pendingInput,
    body: approvePendingInput.omit({ id: true }),
    answers: { 200: become },
    refusals: DECIDED_REFUSALS,
  },
  ({ actor, params, body }) => approvePending(actor, { ...params, ...body }),
);

export const rejectPendingOperation = operation(
  {
    id: "scans.reject_pending",
    method: "POST",
    path: "/admin/pending/{id}/reject",
    summary: "Say that there will be no such book",
    description: "Its readers are told, and it is not looked up again.",
    access: "moderator",
    scope: "moderation:write",
    params: pendingInput,
    answers: { 204: null },
    refusals: DECIDED_REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await rejectPending(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const reopenPendingOperation = operation(
  {
    id: "scans.reopen_pending",
    method: "POST",
    path: "/admin/pending/{id}/reopen",
    summary: "Take a rejection back",
    access: "moderator",
    scope: "moderation:write",
    params: pendingInput,
    answers: { 204: null },
    refusals: DECIDED_REFUSALS,
  },
  async ({ actor, params }) => {
    const done = await reopenPending(actor, params);
    return done.ok ? reply(204) : done;
  },
);

export const retryPendingOperation = operation(
  {
    id: "scans.retry_pending",
    method: "POST",
    path: "/admin/pending/{id}/retry",
    summary: "Look a book up again, now",
    access: "moderator",
    scope: "moderation:write",
    params: pendingInput,
    answers: { 202: null },
    refusals: { ...DECIDED_REFUSALS, offline: 422 },
  },
  async ({ actor, params }) => {
    const done = await retryPending(actor, params);
    return done.ok ? reply(202) : done;
  },
);
