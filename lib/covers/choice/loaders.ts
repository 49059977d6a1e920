import "server-only";
import { cache } from "react";
import { getActor, requireActor } from "@/lib/accounts/session";
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

/** Whether a visitor may bring pictures of books, and whether these stand for them at once; null for who is not signed in. */
export const loadPhotographer = cache(async () => {
  const actor = await getActor();
  return actor && { isDirect: canChooseCovers(actor) };
});
