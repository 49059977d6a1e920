/** How places hang together. Pure. */
import { groupBy } from "@/lib/platform/group";
import { PLACE_CODE_LENGTH, PLACE_CODE_SIGNS, type Place, type PlaceChoice, type PlaceNode } from "./schema";

const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
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
export const heightOf = (places: readonly Place[], id: number): number =>
  1 + Math.max(0, ...places.filter(({ parentId }) => parentId === id).map((child) => heightOf(places, child.id)));

/** "Living room, B3". Whoever has one home need not be told which. */
export function sayPlace(places: readonly Place[], id: number): string {
  const tops = places.filter(({ parentId }) => parentId === null);
  const path = pathOf(places, id);
  const shown = tops.length === 1 && tops[0]?.kind === "home" && path.length > 1 ? path.slice(1) : path;
  return shown.map(({ name }) => name).join(", ");
}

/** All places to choose from, in the order of the tree. */
export function listChoices(places: Place[]): PlaceChoice[] {
  const choicesOf = (nodes: PlaceNode[], depth: number): PlaceChoice[] =>
    nodes.flatMap(({ id, name, kind, children }) => [
      { id, name, kind, depth, words: sayPlace(places, id) },
      ...choicesOf(children, depth + 1),
    ]);
  return choicesOf(buildTree(places), 0);
}

/** A name that none of `taken` is, compared as the database does: "Living room 2". */
export function freeName(name: string, taken: readonly string[]): string {
  const isTaken = (one: string) => taken.some((other) => compare(one.trim(), other.trim()) === 0);
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
