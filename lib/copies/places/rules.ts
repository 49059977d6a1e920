/** How places hang together. Pure. */
import { groupBy } from "@/lib/platform/group";
import {
  PLACE_CODE_LENGTH,
  PLACE_CODE_SIGNS,
  PLACE_DEPTH_MAX,
  PLACES_MAX,
  type Place,
  type PlaceChoice,
  type PlaceNode,
} from "./schema";

const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
/** Whether two names are one to the database. */
export const isSameName = (one: string, other: string): boolean => compare(one.trim(), other.trim()) === 0;

const byName = (one: Place, other: Place): number => compare(one.name, other.name) || one.id - other.id;

/** The tree, each level by name, "Shelf 2" before "Shelf 10". `counts`: how many copies stand right in a place. */
export function buildTree(places: Place[], counts: ReadonlyMap<number, number> = new Map()): PlaceNode[] {
  const inside = groupBy(places, ({ parentId }) => parentId);
  const nodesIn = (parentId: number | null): PlaceNode[] =>
    (inside.get(parentId) ?? []).toSorted(byName).map((place) => {
      const children = nodesIn(place.id);
      const own = counts.get(place.id) ?? 0;
      return { ...place, own, total: children.reduce((sum, { total }) => sum + total, own), children };
    });
  return nodesIn(null);
}

/** A place and what it is in, the outermost first. */
export function pathOf(places: readonly Place[], id: number): Place[] {
  const byId = new Map(places.map((place) => [place.id, place]));
  const path: Place[] = [];
  for (let at = byId.get(id); at && path.length < places.length; at = byId.get(at.parentId ?? 0)) path.unshift(at);
  return path;
}

/** A place and all that is in it, each before what it holds. */
export function listBelow(places: readonly Place[], id: number): Place[] {
  const inside = groupBy(places, ({ parentId }) => parentId);
  const below = (place: Place): Place[] => [place, ...(inside.get(place.id) ?? []).flatMap(below)];
  return places.filter((place) => place.id === id).flatMap(below);
}

/** How many levels a place has, itself counted. */
export function heightOf(places: readonly Place[], id: number): number {
  const inside = groupBy(places, ({ parentId }) => parentId);
  const height = (at: number): number => 1 + Math.max(0, ...(inside.get(at) ?? []).map((child) => height(child.id)));
  return height(id);
}

/** What keeps places from being made, or put, somewhere. */
export type PlaceObstacle = "place_not_found" | "too_deep" | "too_many";

/**
 * Whether places fit into another one of the library, or into none: `count` new ones of so many levels. The one rule for all
 * that makes or moves places, wherever it comes from.
 */
export function findPlaceObstacle(
  present: readonly Place[],
  parentId: number | null,
  { levels, count }: { levels: number; count: number },
): PlaceObstacle | undefined {
  const path = parentId === null ? [] : pathOf(present, parentId);
  if (parentId !== null && path.length === 0) return "place_not_found";
  if (count > 0 && present.length + count > PLACES_MAX) return "too_many";
  return path.length + levels > PLACE_DEPTH_MAX ? "too_deep" : undefined;
}

/** Each place as it is said: "Living room, B3". Whoever has one home need not be told which. */
export function placeWords(places: readonly Place[]): ReadonlyMap<number, string> {
  const inside = groupBy(places, ({ parentId }) => parentId);
  const tops = inside.get(null) ?? [];
  const isOneHome = tops.length === 1 && tops[0]?.kind === "home";
  const words = new Map<number, string>();
  const say = ({ id, name }: Place, above: string): void => {
    const path = above === "" ? name : `${above}, ${name}`;
    words.set(id, path);
    for (const child of inside.get(id) ?? []) say(child, path);
  };
  for (const top of tops) {
    words.set(top.id, top.name);
    for (const child of inside.get(top.id) ?? []) say(child, isOneHome ? "" : top.name);
  }
  return words;
}

/** All places to choose from, in the order of the tree. */
export function listChoices(places: Place[]): PlaceChoice[] {
  const words = placeWords(places);
  const choicesOf = (nodes: PlaceNode[], depth: number): PlaceChoice[] =>
    nodes.flatMap(({ id, name, kind, children }) => [
      { id, name, kind, depth, words: words.get(id) ?? name },
      ...choicesOf(children, depth + 1),
    ]);
  return choicesOf(buildTree(places), 0);
}

/** Those of the choices that a place can be put into: not itself, and not what is in it. */
export function choicesFor(choices: readonly PlaceChoice[], placeId: number): PlaceChoice[] {
  const at = choices.findIndex(({ id }) => id === placeId);
  const depth = choices[at]?.depth;
  if (depth === undefined) return [...choices];
  // In the order of the tree what is in a place stands right behind it, and deeper.
  const behind = choices.findIndex((choice, index) => index > at && choice.depth <= depth);
  return choices.filter((_, index) => index < at || (behind !== -1 && index >= behind));
}

/** A name that none of `taken` is, compared as the database does: "Living room 2". */
export function freeName(name: string, taken: readonly string[]): string {
  // In order, so that each of a thousand numbered ones is looked up in a few steps.
  const sorted = taken.map((one) => one.trim()).toSorted(compare);
  const isTaken = (one: string): boolean => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compare(sorted[middle] ?? "", one.trim()) < 0) from = middle + 1;
      else to = middle;
    }
    return from < sorted.length && compare(sorted[from] ?? "", one.trim()) === 0;
  };
  if (!isTaken(name)) return name;
  for (let at = 2; ; at++) {
    const end = ` ${at}`;
    const next = `${name.slice(0, 60 - end.length)}${end}`;
    if (!isTaken(next)) return next;
  }
}

/** The code of a label, of random bytes. */
export const codeOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, PLACE_CODE_LENGTH), (byte) => PLACE_CODE_SIGNS[byte % PLACE_CODE_SIGNS.length]).join("");

/** Where a label leads. */
export const labelUrl = (siteUrl: string, code: string): string => `${siteUrl}/p/${code}`;
