import "server-only";
import { cache } from "react";
import { getBookByReference, listOtherEditions } from "./queries";
import { parseBookReference } from "./rules";
import type { BookDetail } from "./schema";

/** The book that any of its names stands for, as it comes in an address. Anybody may see any book. */
export const loadBook = cache(async (name: string): Promise<BookDetail | undefined> => {
  const reference = parseBookReference(decode(name));
  return typeof reference === "string" ? undefined : getBookByReference(reference);
});

/** The other editions of its work. */
export const loadOtherEditions = cache(async (book: BookDetail) => listOtherEditions(book));

// Addresses arrive as they were written, "local%3A7", and some are no encoding at all.
function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
