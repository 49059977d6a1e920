import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation, reply } from "@/lib/accounts/operation";
import type { Actor } from "@/lib/accounts/schema";
import { bookInPath } from "@/lib/catalog/answers/schema";
import { getBookIdByName } from "@/lib/catalog/queries";
import { getLibraryOf } from "@/lib/households/queries";
import { fail } from "@/lib/platform/result";
import { copyAnswer, detailsAnswer, placedCopyAnswer, toPlacedAnswer } from "./answers/schema";
import { addCopy, deleteCopy, moveAll, moveCopies, ownBook, putBack, restoreCopy, updateCopy } from "./commands";
import { listCopiesOfBook, listPlacedByIds } from "./queries";
import {
  addCopyBody,
  copyDetailsInput,
  copyInput,
  MOVED_MAX,
  moveAllInput,
  moveCopiesInput,
  ownBookInput,
  putBackInput,
  restoreCopyInput,
} from "./schema";

const moved = z.object({
  moved: z.int().describe("So many did not stand there already."),
  undo: putBackInput.describe("What `copies.put_back` takes."),
});
const placeNotFound = { place_not_found: 404 };
const bookNotFound = { book_not_found: 404 };
const copyNotFound = { copy_not_found: 404 };

/** A copy of the actor's household. */
async function getPlaced(actor: Actor, copyId: number) {
  const library = await getLibraryOf(actor.id);
  const [copy] = library ? await listPlacedByIds({ libraryId: library.libraryId, userId: actor.id }, [copyId]) : [];
  return copy && toPlacedAnswer(copy);
}

/** What was just made, as it is read. */
async function show(actor: Actor, made: { copyId: number }) {
  const copy = await getPlaced(actor, made.copyId);
  // Another device was quicker to delete it.
  return copy ?? fail("copy_not_found", "This copy is no longer there.");
}

export const listCopiesOperation = operation(
  {
    id: "copies.list_copies",
    method: "GET",
    path: "/copies",
    summary: "List the copies that one's household has of a book",
    description: "One's own first. What stands in a place: see `copies.list_placed`.",
    access: "user",
    scope: "library:read",
    query: z.object({ isbn: bookInPath }),
    answers: { 200: z.object({ copies: z.array(copyAnswer) }) },
    refusals: bookNotFound,
  },
  async ({ actor, query }) => {
    const [library, bookId] = [await getLibraryOf(actor.id), await getBookIdByName(query.isbn)];
    if (bookId === undefined) return fail("book_not_found", "This book is not in the catalogue.");
    return { copies: library ? await listCopiesOfBook(library.libraryId, actor.id, bookId) : [] };
  },
);

export const getCopyOperation = operation(
  {
    id: "copies.get_copy",
    method: "GET",
    path: "/copies/{copy_id}",
    summary: "Read what is said of a copy",
    access: "user",
    scope: "library:read",
    params: copyInput,
    answers: { 200: placedCopyAnswer },
    refusals: copyNotFound,
  },
  ({ actor, params }) => show(actor, params),
);

export const addCopyOperation = operation(
  {
    id: "copies.add_copy",
    method: "POST",
    path: "/copies",
    summary: "Add a copy of a book",
    description: "Several of one book are several copies. What there is not to say of it is left out.",
    access: "user",
    scope: "library:write",
    body: addCopyBody,
    bodyBytesMax: LARGE_BODY,
    answers: { 201: placedCopyAnswer },
    refusals: { ...bookNotFound, ...placeNotFound },
  },
  async ({ actor, body }) => {
    const made = await addCopy(actor, body);
    return made.ok ? show(actor, made) : made;
  },
);

export const ownBookOperation = operation(
  {
    id: "copies.own_book",
    method: "POST",
    path: "/copies/own",
    summary: "Say that one has a book",
    description: "Refused where one has said so before: a second copy is added on purpose, see `copies.add_copy`.",
    access: "user",
    scope: "library:write",
    body: ownBookInput,
    answers: { 201: placedCopyAnswer },
    refusals: { ...bookNotFound, already_owned: 409 },
  },
  async ({ actor, body }) => {
    const made = await ownBook(actor, body);
    return made.ok ? show(actor, made) : made;
  },
);

export const updateCopyOperation = operation(
  {
    id: "copies.update_copy",
    method: "PUT",
    path: "/copies/{copy_id}",
    summary: "Change what is said of one's copy",
    description: "All of it, as `copies.get_copy` answers. The answer's `before` sent in the same way undoes it.",
    access: "user",
    scope: "library:write",
    params: copyInput,
    body: copyDetailsInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: z.object({ before: detailsAnswer }) },
    refusals: { ...copyNotFound, ...placeNotFound },
  },
  ({ actor, params, body }) => updateCopy(actor, { ...params, ...body }),
);

export const deleteCopyOperation = operation(
  {
    id: "copies.delete_copy",
    method: "DELETE",
    path: "/copies/{copy_id}",
    summary: "Take one's copy off the shelf for good",
    access: "user",
    scope: "library:write",
    params: copyInput,
    answers: {
      200: z.object({
        undo: detailsAnswer
          .extend({ bookId: z.int(), createdAt: z.date() })
          .describe("What `copies.restore_copy` takes."),
      }),
    },
    refusals: copyNotFound,
  },
  ({ actor, params }) => deleteCopy(actor, params),
);

export const restoreCopyOperation = operation(
  {
    id: "copies.restore_copy",
    method: "POST",
    path: "/copies/restore",
    summary: "Bring a deleted copy back",
    description: "Where its place is gone meanwhile it stands nowhere.",
    access: "user",
    scope: "library:write",
    body: restoreCopyInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 201: placedCopyAnswer },
    refusals: { ...bookNotFound, ...placeNotFound },
  },
  async ({ actor, body }) => {
    const made = await restoreCopy(actor, body);
    return made.ok ? show(actor, made) : made;
  },
);

export const moveCopiesOperation = operation(
  {
    id: "copies.move_copies",
    method: "POST",
    path: "/copies/moves",
    summary: "Put copies of one's household into a place",
    description: `Up to ${MOVED_MAX} at once; \`place_id\` null: nowhere in particular.`,
    access: "user",
    scope: "library:write",
    body: moveCopiesInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: moved },
    refusals: placeNotFound,
  },
  ({ actor, body }) => moveCopies(actor, body),
);

export const moveAllOperation = operation(
  {
    id: "copies.move_all",
    method: "POST",
    path: "/copies/moves/all",
    summary: "Put all that stands in a place into another one",
    description: `With what is below it; \`from_id\` null: all that stands nowhere. Up to ${MOVED_MAX} at once.`,
    access: "user",
    scope: "library:write",
    body: moveAllInput,
    answers: { 200: moved },
    refusals: placeNotFound,
  },
  ({ actor, body }) => moveAll(actor, body),
);

export const putBackOperation = operation(
  {
    id: "copies.put_back",
    method: "POST",
    path: "/copies/moves/undo",
    summary: "Undo a move of copies",
    description: "What somebody has moved on since stays where it is.",
    access: "user",
    scope: "library:write",
    body: putBackInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 204: null },
    refusals: { changed_since: 409 },
  },
  async ({ actor, body }) => {
    const done = await putBack(actor, body);
    return done.ok ? reply(204) : done;
  },
);
