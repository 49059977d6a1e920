import type { Collection } from "@/lib/library/schema";

/** When the server gave no words of its own. */
export const GENERAL_PROBLEM = "That did not work. Please try again.";

/** When the request did not get through at all. */
export const NO_CONNECTION = "There is no connection. Nothing was changed; please try again.";

/** "🌊 Sea" */
export const labelOf = ({ icon, name }: Pick<Collection, "icon" | "name">): string => `${icon} ${name}`;

const numbers = new Intl.NumberFormat("en");

/** "1 book", "1,204 books" */
export const countBooks = (count: number): string => `${numbers.format(count)} ${count === 1 ? "book" : "books"}`;
