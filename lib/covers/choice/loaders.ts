import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { canChooseCovers } from "./policy";
import { getCoverChoice, listBooksWithProposedCovers } from "./queries";

/** The pictures of a book for those who choose among them; undefined for everybody else. */
export const loadCoverChoice = cache(async (bookId: number) => {
  const actor = await requireActor("/admin/books");
  return canChooseCovers(actor) ? getCoverChoice(bookId) : undefined;
});

/** Books of which pictures wait for a decision; none for those who decide nothing. */
export const loadBooksWithProposedCovers = cache(async () => {
  const actor = await requireActor("/admin/books");
  return canChooseCovers(actor) ? listBooksWithProposedCovers() : [];
});
