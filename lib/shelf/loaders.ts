import "server-only";
import { loader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { countShelf, listShelf, listShelfChoices } from "./queries";
import { parseShelfQuery, partsOfQuery, type QueryPart, type QueryProblem } from "./rules";
import { type ShelfBooks, type ShelfChoices, type ShelfPage, type ShelfQuery, shelfHref } from "./schema";

export type Shelf = {
  query: ShelfQuery;
  problems: QueryProblem[];
  content: ShelfBooks;
  /** Of a query that finds nothing: what to leave out so that it finds something, and how much. */
  wayOut: (QueryPart & { total: number })[];
};

/** What the signed-in reader asks for of their books, as the address says it. */
export const loadShelf = loader(
  "user",
  (page: ShelfPage) => shelfHref(page),
  async (actor: Actor, page: ShelfPage): Promise<Shelf> => {
    const { query, problems } = parseShelfQuery(page.q);
    return { query, problems, ...(await readShelf(actor.id, query, page)) };
  },
);

async function readShelf(userId: number, query: ShelfQuery, page: Pick<ShelfPage, "sort" | "after" | "shown">) {
  const content = await listShelf(userId, query, { sort: page.sort, cursor: page.after, limit: page.shown });
  if (content.total > 0) return { content, wayOut: [] };
  const parts = partsOfQuery(query).slice(0, WAYS_MAX);
  // With one part alone the way out is all books, which stands beside it anyway.
  const totals = parts.length < 2 ? [] : await Promise.all(parts.map(({ without }) => countShelf(userId, without)));
  const wayOut = parts.flatMap((part, at) => (totals[at] ? { ...part, total: totals[at] } : []));
  return { content, wayOut: wayOut.toSorted((a, b) => b.total - a.total) };
}

/** Each is counted. */
const WAYS_MAX = 6;

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
