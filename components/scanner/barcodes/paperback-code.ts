import { checkDigit10 } from "@/lib/catalog/rules";

/**
 * The large American houses of mass-market paperbacks: what their product codes begin with, and what their ISBNs began with
 * while such codes were printed, up to about 2008. The product code names house and price, the five digits beside it
 * are those of the title in the ISBN. Houses were sold and changed their numbers, so what comes of it is a guess.
 */
const HOUSES: Record<string, string> = {
  "027778": "0449", // Fawcett
  "037145": "0812", // Tor
  "044903": "0312", // St. Martin's
  "065373": "0373", // Harlequin
  "070993": "0446", // Warner
  "070999": "0345", // Ballantine
  "071001": "0380", // Avon
  "071009": "0440", // Dell
  "071149": "0451", // New American Library
  "071152": "0515", // Jove
  "071162": "0451", // Signet
  "071831": "0425", // Berkley
  "072742": "0441", // Ace
  "076714": "0671", // Pocket
  "076783": "0553", // Bantam
  "099455": "0061", // HarperCollins
};

/** Whether the small code beside this one may lead to an ISBN. Takes a UPC in either form, as 12 digits or as 13. */
export const isPaperbackCode = (code: string): boolean => houseOf(code) !== undefined;

/** The ISBN that a paperback's product code and the five digits beside it may stand for, hyphenated; null where they tell nothing. */
export function guessIsbn(code: string, addOn: string | null): string | null {
  const house = houseOf(code);
  if (!house || !addOn || !/^\d{5}$/.test(addOn)) return null;
  return `${house.slice(0, 1)}-${house.slice(1)}-${addOn}-${checkDigit10(house + addOn)}`;
}

const houseOf = (code: string): string | undefined => HOUSES[code.padStart(13, "0").slice(1, 7)];
