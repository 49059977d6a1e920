import { z } from "zod";
import { spelledId as id } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";

export const PLACE_KINDS = ["home", "room", "shelf", "box"] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** A library of more than these is none that people walk through. */
export const PLACES_MAX = 1_000;
/** Home, room, bookcase, shelf, row, box. */
export const PLACE_DEPTH_MAX = 6;

/** What stands on a label: no signs that look alike, and short, so that the picture is coarse and read from afar. */
export const PLACE_CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz";
export const PLACE_CODE_LENGTH = 8;
export const placeCode = z.string().regex(new RegExp(`^[${PLACE_CODE_SIGNS}]{${PLACE_CODE_LENGTH}}$`));

/** What a place may be called. */
export const placeName = givenLine().min(1, "Give the place a name.").max(60, "A name has at most 60 characters.");
const name = placeName;
const kind = z.enum(PLACE_KINDS);

/** `parentId`: what it is in; null at the top. */
export const createPlaceInput = z.object({ name, kind, parentId: id.nullable() });
export type CreatePlaceInput = z.output<typeof createPlaceInput>;

export const placeInput = z.object({ placeId: id });
export type PlaceInput = z.output<typeof placeInput>;

export const updatePlaceInput = createPlaceInput.extend({ placeId: id });
export type UpdatePlaceInput = z.output<typeof updatePlaceInput>;

/** So many copies can be put back after a place was deleted: beyond it, what undo needs outgrows a request. */
export const UNDO_COPIES_MAX = 20_000;

/** Each but the first is in one before it. */
function isTree(places: { key: number; parentKey: number | null }[]): boolean {
  const known = new Set<number>();
  return places.every(({ key, parentKey }, at) => {
    const hangs = at === 0 ? parentKey === null : parentKey !== null && known.has(parentKey);
    const isNew = !known.has(key);
    known.add(key);
    return hangs && isNew;
  });
}

/** All that it takes to make deleted places again: each before those in it, the first one being in `parentId`. */
export const restorePlaceInput = z.object({
  parentId: id.nullable(),
  places: z
    .array(z.object({ key: id, parentKey: id.nullable(), name, kind, code: placeCode }))
    .min(1)
    .max(PLACES_MAX)
    .refine(isTree, "These places do not hang together."),
  /** Copy, and the key of the place where it stood. */
  copies: z.array(z.tuple([id, id])).max(UNDO_COPIES_MAX),
});
export type RestorePlaceInput = z.output<typeof restorePlaceInput>;

export type Place = {
  id: number;
  parentId: number | null;
  kind: PlaceKind;
  name: string;
  code: string;
};

/** A place with what is in it. */
export type PlaceNode = Place & {
  /** Copies that stand right there, and those with all that is below. */
  own: number;
  total: number;
  children: PlaceNode[];
};

/** A place to choose, in the order of the tree. */
export type PlaceChoice = { id: number; name: string; kind: PlaceKind; depth: number; words: string };

export const LABELS_PER_SHEET = 24;

/** The query string of the page of labels: which places, and how many labels of the first sheet are used up. */
export const labelPage = z.object({
  places: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map(Number)
        .filter((one) => Number.isSafeInteger(one) && one > 0),
    )
    .catch([]),
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(LABELS_PER_SHEET - 1)
    .catch(0),
});
