import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { bookInPath } from "@/lib/catalog/answers/schema";
import { ISBN_PROBLEMS, parseBookReference } from "@/lib/catalog/rules";
import { getLibraryOf } from "@/lib/households/queries";
import { Problem } from "@/lib/platform/http";
import { listOwned } from "./queries";

const owned = z.object({ words: z.string(), short: z.string(), isThis: z.boolean(), isMine: z.boolean() });

export const getOwnedOperation = operation(
  {
    id: "copies.get_owned",
    method: "GET",
    path: "/book/{isbn}/copies",
    summary: "Ask whether one's household has a book",
    description: "In words, of this edition or else of another; `owned` is null where it has none.",
    access: "user",
    scope: "library:read",
    params: z.object({ isbn: bookInPath }),
    answers: { 200: z.object({ owned: owned.nullable() }) },
    refusals: { not_an_isbn: 400, wrong_check_digit: 400 },
  },
  async ({ actor, params }) => {
    const reference = parseBookReference(params.isbn);
    if (typeof reference === "string") throw new Problem(400, reference, ISBN_PROBLEMS[reference]);
    const library = await getLibraryOf(actor.id);
    const found = library ? await listOwned(library.libraryId, actor.id, [params.isbn]) : {};
    return { owned: Object.values(found)[0] ?? null };
  },
);
