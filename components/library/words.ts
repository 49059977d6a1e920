import type { Collection } from "@/lib/library/schema";

/** "🌊 Sea" */
export const labelOf = ({ icon, name }: Pick<Collection, "icon" | "name">): string => `${icon} ${name}`;

const numbers = new Intl.NumberFormat("en");

/** "1 book", "1,204 books" */
export const countBooks = (count: number): string => `${numbers.format(count)} ${count === 1 ? "book" : "books"}`;
