import { apiRoute } from "@/lib/accounts/route";
import { getBookByReference, listOtherEditions } from "@/lib/catalog/queries";
import { ISBN_PROBLEMS, parseBookReference } from "@/lib/catalog/rules";
import { presentEdition } from "@/lib/catalog/schema";
import { Problem } from "@/lib/platform/http";

/** The other editions of a book's work, oldest first. */
export const GET = apiRoute<{ isbn: string }>({ access: "public", scope: "catalog:read" }, async ({ params }) => {
  const reference = parseBookReference(params.isbn);
  if (typeof reference === "string") throw new Problem(400, reference, ISBN_PROBLEMS[reference]);
  const book = await getBookByReference(reference);
  if (!book) throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
  return Response.json((await listOtherEditions(book)).map(presentEdition));
});
