import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import type { Actor } from "@/lib/accounts/schema";
import { getLibraryOf } from "@/lib/households/queries";
import { pageQuery } from "@/lib/platform/api/paging";
import { env } from "@/lib/platform/env";
import { placedCopyAnswer, toPlacedAnswer } from "../answers/schema";
import { getTotals, listPlacedCopies } from "../queries";
import { createPlace, deletePlace, placeNotFound, restorePlace, updatePlace } from "./commands";
import { countByPlace, listPlaces } from "./queries";
import { buildTree, labelUrl, listBelow, placeWords } from "./rules";
import {
  createPlaceInput,
  PLACE_KINDS,
  type PlaceNode,
  placeCode,
  placeInput,
  restorePlaceInput,
  updatePlaceInput,
} from "./schema";

const place = z
  .object({
    id: z.int(),
    parentId: z.int().nullable().describe("What it is in; null at the top."),
    kind: z.enum(PLACE_KINDS),
    name: z.string(),
    code: z.string().describe("What stands on its label."),
    labelUrl: z.url().describe("Where its label leads: the text of the picture that phones read."),
    words: z.string().describe("Its name with those of what it is in."),
    own: z.int().describe("Copies that stand right there."),
    total: z.int().describe("The same with those in what is in it."),
  })
  .meta({ id: "Place" });

type Shown = z.input<typeof place>;

const undo = z
  .object({
    parentId: z.int().nullable(),
    places: z.array(
      z.object({
        ...{ key: z.int(), parentKey: z.int().nullable(), name: z.string() },
        ...{ kind: z.enum(PLACE_KINDS), code: z.string() },
      }),
    ),
    copies: z.array(z.tuple([z.int(), z.int()])).describe("Copies, each with the key of the place where it stood."),
  })
  .nullable()
  .describe("What `copies.restore_place` takes. Null: too much stood there to be put back.");

const refusals = { place_not_found: 404 };
const making = { ...refusals, name_taken: 409, too_deep: 422, too_many: 409 };

/** The places of the actor's household in the order of the tree, each before what is in it. */
async function listShown(actor: Actor): Promise<{ places: Shown[]; libraryId: number | undefined; nowhere: number }> {
  const library = await getLibraryOf(actor.id);
  if (!library) return { places: [], libraryId: undefined, nowhere: 0 };
  const { libraryId } = library;
  const [present, counts] = await Promise.all([listPlaces(libraryId), countByPlace(libraryId)]);
  const words = placeWords(present);
  const standing = new Map(
    [...counts].flatMap(([id, count]): [number, number][] => (id === null ? [] : [[id, count]])),
  );
  const shownOf = (nodes: PlaceNode[]): Shown[] =>
    nodes.flatMap(({ children, ...node }) => [
      { ...node, words: words.get(node.id) ?? node.name, labelUrl: labelUrl(env().web.appUrl, node.code) },
      ...shownOf(children),
    ]);
  return { places: shownOf(buildTree(present, standing)), libraryId, nowhere: counts.get(null) ?? 0 };
}

/** What was just made, as it is read; not there where another device was quicker to delete it. */
const show = async (actor: Actor, placeId: number) =>
  (await listShown(actor)).places.find(({ id }) => id === placeId) ?? placeNotFound();

export const listPlacesOperation = operation(
  {
    id: "copies.list_places",
    method: "GET",
    path: "/places",
    summary: "List the places of one's household",
    description: "All of them, in the order of the tree: each before what is in it.",
    access: "user",
    scope: "library:read",
    query: z.object({ code: placeCode.optional().describe("That of a label: the place alone that has it.") }),
    answers: {
      200: z.object({
        places: z.array(place),
        nowhere: z.int().describe("Copies of which nobody has said where they stand."),
        totals: z.object({
          ...{ copies: z.int(), books: z.int() },
          worth: z.array(z.object({ currency: z.string(), sum: z.number(), copies: z.int() })),
        }),
      }),
    },
  },
  async ({ actor, query: { code } }) => {
    const { places, libraryId, nowhere } = await listShown(actor);
    const totals = libraryId === undefined ? { copies: 0, books: 0, worth: [] } : await getTotals(libraryId);
    return { places: places.filter((one) => code === undefined || one.code === code), nowhere, totals };
  },
);

export const getPlaceOperation = operation(
  {
    id: "copies.get_place",
    method: "GET",
    path: "/places/{place_id}",
    summary: "Read a place",
    access: "user",
    scope: "library:read",
    params: placeInput,
    answers: { 200: place },
    refusals,
  },
  ({ actor, params }) => show(actor, params.placeId),
);

export const listPlacedOperation = operation(
  {
    id: "copies.list_placed",
    method: "GET",
    path: "/places/{place_id}/copies",
    summary: "List what stands in a place and below it, by title",
    description: "`nowhere` as the place: what nobody has said of where it stands.",
    access: "user",
    scope: "library:read",
    params: z.object({ placeId: z.union([z.literal("nowhere"), placeInput.shape.placeId]) }),
    query: pageQuery(60),
    answers: { 200: z.object({ copies: z.array(placedCopyAnswer), nextCursor: z.string().nullable() }) },
    refusals,
  },
  async ({ actor, params: { placeId }, query }) => {
    const library = await getLibraryOf(actor.id);
    if (!library) return placeId === "nowhere" ? { copies: [], nextCursor: null } : placeNotFound();
    const { libraryId } = library;
    const placeIds = placeId === "nowhere" ? null : listBelow(await listPlaces(libraryId), placeId).map(({ id }) => id);
    if (placeIds?.length === 0) return placeNotFound();
    const page = await listPlacedCopies({ libraryId, userId: actor.id, placeIds }, query);
    return { copies: page.copies.map(toPlacedAnswer), nextCursor: page.cursor };
  },
);

export const createPlaceOperation = operation(
  {
    id: "copies.create_place",
    method: "POST",
    path: "/places",
    summary: "Make a place",
    access: "user",
    scope: "library:write",
    body: createPlaceInput.extend({ parentId: createPlaceInput.shape.parentId.default(null) }),
    answers: { 201: place },
    refusals: making,
  },
  async ({ actor, body }) => {
    const made = await createPlace(actor, body);
    return made.ok ? show(actor, made.place.id) : made;
  },
);

export const updatePlaceOperation = operation(
  {
    id: "copies.update_place",
    method: "PUT",
    path: "/places/{place_id}",
    summary: "Rename a place, or put it with all in it elsewhere",
    description: "The answer's `before` sent in the same way undoes it.",
    access: "user",
    scope: "library:write",
    params: placeInput,
    body: updatePlaceInput.omit({ placeId: true }),
    answers: {
      200: z.object({
        before: z.object({ name: z.string(), kind: z.enum(PLACE_KINDS), parentId: z.int().nullable() }),
      }),
    },
    refusals: { ...making, in_itself: 422 },
  },
  ({ actor, params, body }) => updatePlace(actor, { ...params, ...body }),
);

export const deletePlaceOperation = operation(
  {
    id: "copies.delete_place",
    method: "DELETE",
    path: "/places/{place_id}",
    summary: "Delete a place with those in it",
    description: "What stood there stands in what the place was in, or nowhere.",
    access: "user",
    scope: "library:write",
    params: placeInput,
    answers: { 200: z.object({ undo }) },
    refusals,
  },
  ({ actor, params }) => deletePlace(actor, params),
);

export const restorePlaceOperation = operation(
  {
    id: "copies.restore_place",
    method: "POST",
    path: "/places/restore",
    summary: "Make deleted places again",
    description: "And put back what stood there, unless somebody has moved it since.",
    access: "user",
    scope: "library:write",
    body: restorePlaceInput,
    bodyBytesMax: LARGE_BODY,
    answers: { 201: place },
    refusals: making,
  },
  async ({ actor, body }) => {
    const made = await restorePlace(actor, body);
    return made.ok ? show(actor, made.placeId) : made;
  },
);
