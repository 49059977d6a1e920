import { apiRoute } from "@/lib/accounts/route";
import { ISBN_PROBLEMS, parseBookReference } from "@/lib/catalog/rules";
import { listOwned } from "@/lib/copies/owned/queries";
import { getLibraryOf } from "@/lib/households/queries";
import { Problem } from "@/lib/platform/http";

/** What the caller's household has of a book, in words; `owned` is null where it has none. */
export const GET = apiRoute<{ isbn: string }>({ access: "user" }, async ({ actor, params }) => {
  const reference = parseBookReference(params.isbn);
  if (typeof reference === "string") throw new Problem(400, reference, ISBN_PROBLEMS[reference]);
  const library = actor && (await getLibraryOf(actor.id));
  const owned = actor && library ? await listOwned(library.libraryId, actor.id, [params.isbn]) : {};
  const [first] = Object.values(owned);
  return Response.json(
    {
      owned: first ? { words: first.words, short: first.short, is_this: first.isThis, is_mine: first.isMine } : null,
    },
    { headers: { "Cache-Control": "no-store" } },
  );
});
