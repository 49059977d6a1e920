import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation, reply } from "@/lib/accounts/operation";
import { spelledId as id } from "@/lib/platform/given";
import { SHELF_SORTS, savedQuery } from "@/lib/shelf/schema";
import { canEditCollection } from "../policy";
import { getCollection } from "../queries";
import { collectionNotFound } from "../rules";
import { collectionAnswer } from "../schema";
import { changeQuery, saveQuery } from "./commands";
import { getQuery } from "./queries";
import { saveQueryInput } from "./schema";

const one = z.object({ id });
/** What is kept must be read whatever it says; what comes in must say an order that there is. */
const query = savedQuery.extend({ sort: z.enum(SHELF_SORTS).default("added") });

export const saveQueryOperation = operation(
  {
    id: "library.save_query",
    method: "POST",
    path: "/smart-collections",
    summary: "Make a collection that fills itself",
    description: "What is in it is what the query means whenever somebody looks.",
    access: "user",
    scope: "library:write",
    body: saveQueryInput.extend({ query }),
    bodyBytesMax: LARGE_BODY,
    answers: { 201: collectionAnswer },
    refusals: { name_taken: 409, too_many: 409 },
  },
  async ({ actor, body }) => {
    const made = await saveQuery(actor, body);
    return made.ok ? made.collection : made;
  },
);

export const getQueryOperation = operation(
  {
    id: "library.get_query",
    method: "GET",
    path: "/smart-collections/{id}/query",
    summary: "Read by what a collection fills itself",
    access: "user",
    scope: "library:read",
    params: one,
    answers: { 200: savedQuery },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params }) => {
    const collection = await getCollection(params.id);
    const isOwn = collection !== undefined && canEditCollection(actor, collection);
    return (isOwn ? await getQuery(collection.id) : undefined) ?? collectionNotFound();
  },
);

export const changeQueryOperation = operation(
  {
    id: "library.change_query",
    method: "PUT",
    path: "/smart-collections/{id}/query",
    summary: "Fill a collection by another query",
    access: "user",
    scope: "library:write",
    params: one,
    body: query,
    bodyBytesMax: LARGE_BODY,
    answers: { 204: null },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await changeQuery(actor, { collectionId: params.id, query: body });
    return done.ok ? reply(204) : done;
  },
);
