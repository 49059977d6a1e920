/** "You own this: …", as it stands wherever a book shows. Pure. */
import type { Owned } from "./schema";

type OwnedCopy = { owner: string; isMine: boolean; place: string | null };

/** Places are told up to here; whoever has more copies looks at the book's page. */
const PLACES_TOLD = 2;

const whose = (name: string): string => `${name}’s`;

/** What to say of the copies of one edition, or of others of its work; undefined of none. */
export function sayOwned(copies: readonly OwnedCopy[], isThis: boolean): Owned | undefined {
  const mine = copies.filter(({ isMine }) => isMine);
  const told = mine.length > 0 ? mine : copies;
  const [first] = told;
  if (!first) return undefined;
  const places = sayPlaces(told);
  const isMine = mine.length > 0;
  const subject = isMine ? sayMine(told.length, isThis) : sayTheirs(told, isThis);
  const short = isThis ? undefined : "Another edition";
  return {
    words: places === "" ? subject : `${subject}: ${places}`,
    short: short ?? (isMine ? places || (told.length > 1 ? `${told.length} copies` : "Yours") : whose(first.owner)),
    ...{ isThis, isMine },
  };
}

function sayMine(count: number, isThis: boolean): string {
  if (!isThis) return "You own another edition";
  return count === 1 ? "You own this" : `You own ${count} copies`;
}

function sayTheirs(copies: readonly OwnedCopy[], isThis: boolean): string {
  const owners = [...new Set(copies.map(({ owner }) => owner))];
  const names = owners.length > 2 ? "Your household" : owners.join(" and ");
  if (!isThis) return `${names} ${owners.length === 2 ? "have" : "has"} another edition`;
  return owners.length === 1 ? `${whose(names)} ${copies.length === 1 ? "copy" : "copies"}` : `${names} own this`;
}

function sayPlaces(copies: readonly OwnedCopy[]): string {
  const places = [...new Set(copies.flatMap(({ place }) => place ?? []))];
  const more = places.length - PLACES_TOLD;
  return places.slice(0, PLACES_TOLD).join(" · ") + (more > 0 ? ` and ${more} more` : "");
}
