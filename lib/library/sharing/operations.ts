import "server-only";
import { z } from "zod";
import { linkSecret } from "@/lib/accounts/links/schema";
import { operation, reply } from "@/lib/accounts/operation";
import type { Actor } from "@/lib/accounts/schema";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { env } from "@/lib/platform/env";
import { spelledId as id } from "@/lib/platform/given";
import { shareWithHousehold } from "../commands";
import { canEditCollection } from "../policy";
import { getCollection } from "../queries";
import { collectionNotFound } from "../rules";
import { householdInput } from "../schema";
import { makeLink, nameOwner, restoreLink, revokeLink } from "./commands";
import { getLink, getSharedCollection } from "./queries";
import { RESTORE_WITHIN_MINUTES, SHARED_PAGES, sharedUrl } from "./rules";
import { type CollectionLink, restoreLinkInput, shareInput } from "./schema";

const one = z.object({ id });

const link = z
  .object({
    token: z.string().nullable().describe("Null where it cannot be shown again: then only a new one can be made."),
    url: z.string().nullable().describe("The page that it opens."),
    namesOwner: z.boolean().describe("The page says whose collection it is."),
    madeAt: z.date(),
  })
  .meta({ id: "CollectionLink" });
const undo = z.string().describe("What `library.restore_link` needs.");

const present = (made: CollectionLink): z.input<typeof link> => ({
  ...made,
  url: made.token && sharedUrl(env().web.appUrl, made.token),
});

async function getOwn(actor: Actor, collectionId: number) {
  const collection = await getCollection(collectionId);
  return collection && canEditCollection(actor, collection) ? collection : undefined;
}

export const shareWithHouseholdOperation = operation(
  {
    id: "library.share_with_household",
    method: "PUT",
    path: "/collections/{id}/household",
    summary: "Let one's household see a collection, or no longer",
    description: "Who sees it can put books into it.",
    access: "user",
    scope: "library:write",
    params: one,
    body: householdInput.omit({ collectionId: true }),
    answers: { 204: null },
    refusals: { collection_not_found: 404, fills_itself: 422, alone: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await shareWithHousehold(actor, { collectionId: params.id, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const getLinkOperation = operation(
  {
    id: "library.get_link",
    method: "GET",
    path: "/collections/{id}/link",
    summary: "Read the link to a collection",
    access: "user",
    scope: "library:read",
    params: one,
    answers: { 200: z.object({ link: link.nullable() }) },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params }) => {
    const collection = await getOwn(actor, params.id);
    if (!collection) return collectionNotFound();
    const made = await getLink(collection.id);
    return { link: made && present(made) };
  },
);

export const makeLinkOperation = operation(
  {
    id: "library.make_link",
    method: "POST",
    path: "/collections/{id}/link",
    summary: "Make a link by which everybody sees a collection",
    description: "One that there was stops working at once.",
    access: "user",
    scope: "library:write",
    isSecret: true,
    params: one,
    body: shareInput.omit({ collectionId: true }),
    answers: { 201: z.object({ link, undo: undo.nullable() }) },
    refusals: { collection_not_found: 404, fills_itself: 422 },
  },
  async ({ actor, params, body }) => {
    const made = await makeLink(actor, { collectionId: params.id, ...body });
    return made.ok ? { link: present(made.link), undo: made.undo } : made;
  },
);

export const nameOwnerOperation = operation(
  {
    id: "library.name_owner",
    method: "PATCH",
    path: "/collections/{id}/link",
    summary: "Say whether the linked page tells whose collection it is",
    description: "The link stays as it is.",
    access: "user",
    scope: "library:write",
    params: one,
    body: shareInput.omit({ collectionId: true }),
    answers: { 204: null },
    refusals: { collection_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await nameOwner(actor, { collectionId: params.id, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const revokeLinkOperation = operation(
  {
    id: "library.revoke_link",
    method: "DELETE",
    path: "/collections/{id}/link",
    summary: "End the link to a collection, at once",
    access: "user",
    scope: "library:write",
    params: one,
    answers: { 200: z.object({ undo: undo.nullable().describe("Null: there was none.") }) },
    refusals: { collection_not_found: 404 },
  },
  ({ actor, params }) => revokeLink(actor, { collectionId: params.id }),
);

export const restoreLinkOperation = operation(
  {
    id: "library.restore_link",
    method: "POST",
    path: "/collections/{id}/link/restore",
    summary: "Bring back the link that was ended last",
    description: `Within ${RESTORE_WITHIN_MINUTES} minutes, and where the link was not changed since.`,
    access: "user",
    scope: "library:write",
    isSecret: true,
    params: one,
    body: restoreLinkInput.omit({ collectionId: true }),
    answers: { 200: z.object({ link }) },
    refusals: { collection_not_found: 404, link_gone: 409, link_changed: 409 },
  },
  async ({ actor, params, body }) => {
    const done = await restoreLink(actor, { collectionId: params.id, ...body });
    return done.ok ? { link: present(done.link) } : done;
  },
);

export const getSharedOperation = operation(
  {
    id: "library.get_shared",
    method: "GET",
    path: "/shared-collections/{token}",
    isSecretAddress: true,
    summary: "Read the collection behind a link",
    description: "For everybody who has the link, in the collection's own order.",
    access: "public",
    scope: "library:read",
    limit: SHARED_PAGES,
    params: z.object({ token: linkSecret }),
    query: pageQuery(48),
    answers: {
      200: z.object({
        books: z.array(bookAnswer),
        nextCursor: z.string().nullable(),
        ...{ name: z.string(), icon: z.string(), description: z.string(), bookCount: z.int() },
        owner: z.string().nullable().describe("Whose it is, where they want that to be known."),
      }),
    },
    refusals: { collection_not_found: 404 },
  },
  async ({ params, query }) => {
    const shared = await getSharedCollection(params.token, query);
    if (!shared) return collectionNotFound();
    const { content, ...words } = shared;
    return { ...words, books: content.books.map(toBookAnswer), nextCursor: content.cursor };
  },
);
