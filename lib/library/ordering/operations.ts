import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { spelledId as id } from "@/lib/platform/given";
import { sortCollection } from "../commands";
import { sortCollectionInput } from "../schema";
import { moveBook } from "./commands";
import { moveBookInput, place } from "./schema";

const one = z.object({ id });

export const sortCollectionOperation = operation(
  {
    id: "library.sort_collection",
    method: "PUT",
    path: "/collections/{id}/sort",
    summary: "Say in which order a collection opens",
    access: "user",
    scope: "library:write",
    params: one,
    body: sortCollectionInput.omit({ collectionId: true }),
    answers: { 204: null },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await sortCollection(actor, { collectionId: params.id, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const moveBookOperation = operation(
  {
    id: "library.move_book",
    method: "POST",
    path: "/collections/{id}/books/move",
    summary: "Move a book to another place in the order by hand",
    description:
      "The collection opens in that order from then on. `place` is one of the ends, or beside another book by its `book_id`. The answer's `undo` as `place` takes the move back.",
    access: "user",
    scope: "library:write",
    params: one,
    body: moveBookInput.omit({ collectionId: true }),
    answers: { 200: z.object({ undo: place }) },
    refusals: { collection_not_found: 404, not_there: 404 },
  },
  ({ actor, params, body }) => moveBook(actor, { collectionId: params.id, ...body }),
);
