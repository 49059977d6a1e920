import "server-only";
import { loader } from "@/lib/accounts/loader";
import { decodeBookName, parseBookReference } from "../rules";
import { getCuratedBook, listBooksWithProposals } from "./queries";

/** The books that wait for a decision. */
export const loadBooksWithProposals = loader("moderator", "/admin/books", (_, cursor?: string) =>
  listBooksWithProposals(cursor),
);

/** A book as those see it who look after it, by any of its names. */
export const loadCuratedBook = loader(
  "moderator",
  (name) => `/admin/books/${name}`,
  async (_, name: string) => {
    const reference = parseBookReference(decodeBookName(name));
    return typeof reference === "string" ? undefined : getCuratedBook(reference);
  },
);
