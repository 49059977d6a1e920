import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { canActAs } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";
import { bookAnswer, bookInPath, toBookAnswer } from "@/lib/catalog/answers/schema";
import { getBookIdByName } from "@/lib/catalog/queries";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId as id } from "@/lib/platform/given";
import { Problem } from "@/lib/platform/http";
import { fail } from "@/lib/platform/result";
import { listShelf } from "@/lib/shelf/queries";
import { addBook, createCollection, removeBook, restoreBook, updateCollection } from "./commands";
import { deleteCollection, restoreCollection } from "./deleting/commands";
import { canReadCollection } from "./policy";
import { getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "./queries";
import { collectionNotFound } from "./rules";
import {
  COLLECTION_SORTS,
  type CollectionSort,
  collectionAnswer,
  createCollectionInput,
  restoreBookInput,
  updateCollectionInput,
} from "./schema";
import { getQuery } from "./smart/queries";

const summary = collectionAnswer.extend({
  owner: z.string(),
  isSmart: z.boolean().describe("It fills itself, by a query: see `library.get_query`."),
  bookCount: z.int().nullable().describe("Null: of one that fills itself nobody has counted."),
});

const detail = summary.extend({
  description: z.string(),
  sort: z.enum(COLLECTION_SORTS).describe("The order in which it opens."),
  isShared: z.boolean().describe("Others of the owner's household see it."),
  createdAt: z.date(),
});

const ofSmart = "null in one that fills itself";
const shelved = bookAnswer.extend({
  bookId: z.int().describe("By which moves and lots name the book."),
  addedAt: z.date().nullable().describe(`When it was put in; ${ofSmart}.`),
  addedById: z.int().nullable().describe("Who put it in, where that is not the owner."),
  position: z.number().nullable().describe(`Its place in the order by hand; ${ofSmart}.`),
});

const username = z.string().min(1).max(200);
const ofReader = z.object({ username });
const oneOfReader = z.object({ username, id });
const one = z.object({ id });

/** Throws Problem 403 for a name that is not the caller's own. */
function mustBeOwn(actor: Actor, name: string): void {
  if (!canActAs(actor, name))
    throw new Problem(403, "not_your_name", "These are another reader's collections: use your own name.");
}

async function getReadable(actor: Actor, collectionId: number) {
  const collection = await getCollection(collectionId);
  return collection && canReadCollection(actor, collection) ? collection : undefined;
}

export const listCollectionsOperation = operation(
  {
    id: "library.list_collections",
    method: "GET",
    path: "/collections/{username}",
    summary: "List collections",
    description:
      "One's own name: all that one sees, with those that others of the household share. Another reader's name: those that they share with one.",
    access: "user",
    scope: "library:read",
    params: ofReader,
    answers: { 200: z.object({ collections: z.array(summary) }) },
  },
  async ({ actor, params }) => {
    const all = (await listCollections(actor.id)).map((one) => ({ ...one, owner: one.owner ?? actor.username }));
    if (canActAs(actor, params.username)) return { collections: all };
    const name = params.username.trim().toLowerCase();
    const theirs = all.filter(({ owner }) => owner.toLowerCase() === name);
    if (theirs.length === 0) throw new Problem(403, "not_your_name", "This reader shares no collection with you.");
    return { collections: theirs };
  },
);

export const createCollectionOperation = operation(
  {
    id: "library.create_collection",
    method: "POST",
    path: "/collections/{username}",
    summary: "Make a collection",
    access: "user",
    scope: "library:write",
    params: ofReader,
    body: createCollectionInput,
    answers: { 201: collectionAnswer },
    refusals: { name_taken: 409, too_many: 409 },
  },
  async ({ actor, params, body }) => {
    mustBeOwn(actor, params.username);
    const made = await createCollection(actor, body);
    return made.ok ? made.collection : made;
  },
);

export const getCollectionOperation = operation(
  {
    id: "library.get_collection",
    method: "GET",
    path: "/collections/{username}/{id}",
    summary: "Read what is said of a collection",
    description: "One that another reader shares stands under that reader's name.",
    access: "user",
    scope: "library:read",
    params: oneOfReader,
    answers: { 200: detail },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params }) => {
    const collection = await getReadable(actor, params.id);
    if (collection?.owner.toLowerCase() !== params.username.trim().toLowerCase()) return collectionNotFound();
    const { isSmart, bookCount, memberIds } = collection;
    return { ...collection, bookCount: isSmart ? null : bookCount, isShared: memberIds.length > 0 };
  },
);

export const updateCollectionOperation = operation(
  {
    id: "library.update_collection",
    method: "PUT",
    path: "/collections/{username}/{id}",
    summary: "Rename a collection, or change its icon or description",
    description: "What is left out stays as it is.",
    access: "user",
    scope: "library:write",
    params: oneOfReader,
    body: updateCollectionInput.omit({ collectionId: true }),
    answers: { 200: collectionAnswer },
    refusals: { collection_not_found: 404, name_taken: 409 },
  },
  async ({ actor, params, body }) => {
    mustBeOwn(actor, params.username);
    const done = await updateCollection(actor, { collectionId: params.id, ...body });
    return done.ok ? done.collection : done;
  },
);

export const deleteCollectionOperation = operation(
  {
    id: "library.delete_collection",
    method: "DELETE",
    path: "/collections/{username}/{id}",
    summary: "Delete a collection",
    description: "Its books stay in the catalogue. For a day it can be brought back, see `library.restore_collection`.",
    access: "user",
    scope: "library:write",
    params: oneOfReader,
    answers: { 204: null },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params }) => {
    mustBeOwn(actor, params.username);
    const done = await deleteCollection(actor, { collectionId: params.id });
    return done.ok ? reply(204) : done;
  },
);

export const restoreCollectionOperation = operation(
  {
    id: "library.restore_collection",
    method: "POST",
    path: "/collections/{username}/{id}/restore",
    summary: "Bring a deleted collection back",
    access: "user",
    scope: "library:write",
    params: oneOfReader,
    answers: { 200: collectionAnswer },
    refusals: { collection_not_found: 404, name_taken: 409, too_many: 409 },
  },
  async ({ actor, params }) => {
    mustBeOwn(actor, params.username);
    const done = await restoreCollection(actor, { collectionId: params.id });
    return done.ok ? done.collection : done;
  },
);

export const addBookOperation = operation(
  {
    id: "library.add_book",
    method: "POST",
    path: "/collections/{username}/{id}/add",
    summary: "Put a book into a collection",
    description: "The collection is the caller's own, or one that their household shares.",
    access: "user",
    scope: "library:write",
    params: oneOfReader,
    body: z.object({ isbn: bookInPath }),
    answers: { 201: z.object({ collection: collectionAnswer }) },
    refusals: { book_not_found: 404, collection_not_found: 404, already_there: 409 },
  },
  ({ actor, params, body }) => {
    mustBeOwn(actor, params.username);
    return addBook(actor, { collectionId: params.id, ...body });
  },
);

export const listCollectionBooksOperation = operation(
  {
    id: "library.list_collection_books",
    method: "GET",
    path: "/collections/{id}/books",
    summary: "List the books of a collection",
    access: "user",
    scope: "library:read",
    params: one,
    query: pageQuery(48).extend({
      sort: z
        .enum(COLLECTION_SORTS)
        .optional()
        .describe("Left out: the collection's own order. One that fills itself has none by hand."),
    }),
    answers: { 200: z.object({ books: z.array(shelved), nextCursor: z.string().nullable() }) },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params, query }) => {
    const collection = await getReadable(actor, params.id);
    if (!collection) return collectionNotFound();
    if (collection.isSmart) return listFilled(actor, collection.id, query);
    const { sort = collection.sort, cursor, limit } = query;
    const page = await listCollectionBooks(collection.id, { sort, cursor, limit });
    const books = page.books.map(({ bookId, addedAt, addedById, position, ...book }) => ({
      ...toBookAnswer(book),
      ...{ bookId, addedAt, addedById, position },
    }));
    return { books, nextCursor: page.cursor };
  },
);

export const listCollectionChoicesOperation = operation(
  {
    id: "library.list_choices",
    method: "GET",
    path: "/book/{isbn}/collections",
    summary: "List the collections that have a book or can take it",
    description: "Those of one's own before those that others of the household share; the one used last first.",
    access: "user",
    scope: "library:read",
    params: z.object({ isbn: bookInPath }),
    answers: {
      200: z.object({
        collections: z.array(collectionAnswer.extend({ owner: z.string(), hasBook: z.boolean() })),
      }),
    },
    refusals: { book_not_found: 404 },
  },
  async ({ actor, params }) => {
    const bookId = await getBookIdByName(params.isbn);
    if (bookId === undefined) return fail("book_not_found", "This book is not in the catalogue.");
    const choices = await listCollectionChoices(actor.id, bookId);
    return { collections: choices.map((one) => ({ ...one, owner: one.owner ?? actor.username })) };
  },
);

type Asked = { sort?: CollectionSort; cursor?: string; limit: number };

/** What the query of a collection means that fills itself, which nobody but its owner sees. */
async function listFilled(actor: Actor, collectionId: number, { sort: asked, ...page }: Asked) {
  const query = await getQuery(collectionId);
  if (!query) return collectionNotFound();
  const sort = asked === undefined || asked === "hand" ? query.sort : asked;
  const found = await listShelf(actor.id, query.filter, { ...page, sort });
  const nowhere = { addedAt: null, addedById: null, position: null };
  const books = found.books.map((book) => ({ ...toBookAnswer(book), bookId: book.bookId, ...nowhere }));
  return { books, nextCursor: found.cursor };
}

export const removeBookOperation = operation(
  {
    id: "library.remove_book",
    method: "DELETE",
    path: "/collections/{id}/books/{isbn}",
    summary: "Take a book out of a collection",
    description: "Its owner takes out any book, others of the household those that they put in.",
    access: "user",
    scope: "library:write",
    params: z.object({ id, isbn: bookInPath }),
    answers: { 204: null },
    refusals: { book_not_found: 404, collection_not_found: 404, not_there: 404, not_yours: 403 },
  },
  async ({ actor, params }) => {
    const done = await removeBook(actor, { collectionId: params.id, isbn: params.isbn });
    return done.ok ? reply(204) : done;
  },
);

export const restoreBookOperation = operation(
  {
    id: "library.restore_book",
    method: "POST",
    path: "/collections/{id}/books/restore",
    summary: "Put a book back where it stood in a collection",
    description: "With `added_at`, `added_by_id` and `position` as the list of its books had them.",
    access: "user",
    scope: "library:write",
    params: one,
    body: restoreBookInput.omit({ collectionId: true }),
    answers: { 204: null },
    refusals: { book_not_found: 404, collection_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await restoreBook(actor, { collectionId: params.id, ...body });
    return done.ok ? reply(204) : done;
  },
);
