import "server-only";
import { loader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { listShelf, listShelfChoices, listWaysOut, readWords } from "./queries";
import type { QueryProblem } from "./rules";
import { type ShelfBooks, type ShelfChoices, type ShelfPage, type ShelfQuery, shelfHref } from "./schema";

export type Shelf = { query: ShelfQuery; problems: QueryProblem[]; content: ShelfBooks };

/** What the signed-in reader asks for of their books, as the address says it. */
export const loadShelf = loader(
  "user",
  (page: ShelfPage) => shelfHref(page),
  async (actor: Actor, page: ShelfPage): Promise<Shelf> => {
    const { query, problems } = await readWords(actor.id, page.q);
    const { sort, after, shown } = page;
    return { query, problems, content: await listShelf(actor.id, query, { sort, cursor: after, limit: shown }) };
  },
);

/** The way out of a query that finds none of the signed-in reader's books. */
export const loadWaysOut = loader("user", "/library/books", (actor, query: ShelfQuery) => listWaysOut(actor.id, query));

/** What there is to narrow the signed-in reader's books by. */
export const loadShelfChoices = loader(
  "user",
  "/library/books",
  (actor): Promise<ShelfChoices> => listShelfChoices(actor.id),
);

/** A page of what a query of the signed-in reader's holds: for a collection that fills itself. */
export const loadFilled = loader(
  "user",
  "/library",
  (actor, query: ShelfQuery, { sort, after, shown }: ShelfPage): Promise<ShelfBooks> =>
    listShelf(actor.id, query, { sort, cursor: after, limit: shown }),
);
