import "server-only";
import { loader } from "@/lib/accounts/loader";
import { getLibraryOf } from "@/lib/households/queries";
import { listPlaces } from "../places/queries";
import { listChoices, pathOf } from "../places/rules";
import { placeInput } from "../places/schema";
import { getCheck, listFindings } from "./queries";

/** The last check of a place, or the one under way, with what it found; undefined where there is no such place. */
export const loadCheck = loader("user", "/library/places", async (actor, id: string) => {
  const library = await getLibraryOf(actor.id);
  const placeId = placeInput.safeParse({ placeId: id }).data?.placeId;
  if (!library || placeId === undefined) return undefined;
  const { libraryId } = library;
  const places = await listPlaces(libraryId);
  const path = pathOf(places, placeId);
  const place = path.at(-1);
  if (!place) return undefined;
  const check = await getCheck({ libraryId, placeId });
  const found = check ? await listFindings({ libraryId, placeId }, actor.id, check) : { missing: [], astray: [] };
  return { place, check, ...found, choices: listChoices(places) };
});

/** The same without what it found, for the page of the place. */
export const loadLastCheck = loader("user", "/library/places", async (actor, id: string) => {
  const library = await getLibraryOf(actor.id);
  const placeId = placeInput.safeParse({ placeId: id }).data?.placeId;
  return library && placeId !== undefined ? getCheck({ libraryId: library.libraryId, placeId }) : undefined;
});
