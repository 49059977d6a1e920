import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { canChooseCovers } from "./policy";
import { getCoverChoice, listBooksWithProposedCovers } from "./queries";

/** The pictures of a book for those who choose among them. */
export const loadCoverChoice = loader("moderator", "/admin/books", (_, bookId: number) => getCoverChoice(bookId));

/** Books of which pictures wait for a decision. */
export const loadBooksWithProposedCovers = loader("moderator", "/admin/books", () => listBooksWithProposedCovers());

/** Whether a visitor may bring pictures of books, and whether these stand for them at once; null for who is not signed in. */
export const loadPhotographer = publicLoader(async () => {
  const actor = await getActor();
  return actor && { isDirect: canChooseCovers(actor) };
});
