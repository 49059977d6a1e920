import "server-only";
import { publicLoader } from "@/lib/accounts/loader";
import { getBookByReference, listOtherEditions } from "./queries";
import { decodeBookName, parseBookReference } from "./rules";
import type { BookDetail } from "./schema";

/** The book that any of its names stands for, as it comes in an address. Anybody may see any book. */
export const loadBook = publicLoader(async (name: string): Promise<BookDetail | undefined> => {
  const reference = parseBookReference(decodeBookName(name));
  return typeof reference === "string" ? undefined : getBookByReference(reference);
});

/** The other editions of its work. */
export const loadOtherEditions = publicLoader(async (book: BookDetail) => listOtherEditions(book));
