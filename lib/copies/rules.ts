/** Words about copies. Pure. */
import type { Worth } from "./schema";

/** "€12.50" */
export function sayPrice(price: number, currency: string): string {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(price);
  } catch {
    // A code that nobody knows, from a file of another app.
    return `${price} ${currency}`;
  }
}

/** "€1,240.00 + $30.00" */
export const sayWorth = (worth: readonly Worth[]): string =>
  worth.map(({ sum, currency }) => sayPrice(sum, currency)).join(" + ");
