export type ListPrice = {
  currency: "USD" | "CAD" | "GBP" | "AUD" | "NZD";
  /** In hundredths: cents or pence. */
  cents: number;
  /** The code has no room for what the book costs: this much or more. */
  isAtLeast: boolean;
};

/**
 * By the first digit of the add-on. Source: BISG's guidelines for the Bookland EAN. 1 also stands for pounds, but sources
 * do not agree on whether 11999 is £19.99 or £119.99, so we say neither.
 */
const CURRENCIES = new Map<string, ListPrice["currency"]>([
  ["0", "GBP"],
  ["3", "AUD"],
  ["4", "NZD"],
  ["5", "USD"],
  ["6", "CAD"],
]);

/** Agreed for American dollars alone: 100 dollars or more. */
const HUNDRED_DOLLARS_OR_MORE = "59999";

/** Of the English-speaking countries, whose trade agreed on this table; what five digits mean elsewhere we do not know. */
const ENGLISH_LANGUAGE = /^97(8[01]|98)/;

/**
 * The price that the publisher printed beside an ISBN as a five-digit add-on; null where it says none: 90000 means "no
 * price", what else begins with 9 belongs to shops, nothing costs nothing, and two digits are the number of an issue.
 */
export function listPriceOf(isbn13: string, addOn: string | null): ListPrice | null {
  if (!addOn || !/^\d{5}$/.test(addOn) || !ENGLISH_LANGUAGE.test(isbn13)) return null;
  if (addOn === HUNDRED_DOLLARS_OR_MORE) return { currency: "USD", cents: 10_000, isAtLeast: true };
  const currency = CURRENCIES.get(addOn.slice(0, 1));
  const cents = Number(addOn.slice(1));
  return currency && cents > 0 ? { currency, cents, isAtLeast: false } : null;
}
