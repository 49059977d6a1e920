import "server-only";
import type { BookSummary } from "@/lib/catalog/schema";
import { inLanes } from "@/lib/platform/lanes";
import { searchBooks } from "@/lib/search/queries";
import { QUERY_LENGTH_MAX } from "@/lib/search/schema";
import { entryOf, getRow } from "../queries";
import { type Entry, rowInput } from "../schema";
import { LIKENESS_MIN, likeness } from "./rules";

export type Proposal = { book: BookSummary; likeness: number };

const SHOWN_MAX = 5;
const LOOKED_AT = 20;

/** Books that a row may mean, the likeliest first: by title and author, and by the title alone. A person decides. */
export async function listProposals({ book: { title, authors } }: Entry): Promise<Proposal[]> {
  if (title === "") return [];
  const ask = async (words: string) => {
    const q = words
      .replace(/["“”„«»:]/g, " ")
      .trim()
      .slice(0, QUERY_LENGTH_MAX);
    return q === "" ? [] : (await searchBooks({ q, limit: LOOKED_AT, offset: 0 })).hits;
  };
  const family = authors[0]?.split(" ").at(-1) ?? "";
  const both = await ask(`${title} ${family}`);
  const hits = both.length > 0 ? both : await ask(title);
  const scored = hits.map(({ book }) => ({ book, likeness: likeness({ title, authors }, book) }));
  return scored
    .filter((one) => one.likeness >= LIKENESS_MIN)
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, SHOWN_MAX);
}

/** So many searches at a time, for all readers together. */
const AT_ONCE = 3;

/** The same of rows of a reader's own import, by row; of others there are none. */
export async function listProposalsOf(userId: number, importId: string, rowIds: number[]) {
  const found = await Promise.all(
    rowIds.map(async (rowId) => {
      const parsed = rowInput.safeParse({ importId, rowId });
      const row = parsed.success ? await getRow(userId, parsed.data.importId, rowId) : undefined;
      const entry = row && entryOf(row);
      return entry ? [[rowId, await inLanes("proposals", AT_ONCE, () => listProposals(entry))] as const] : [];
    }),
  );
  return new Map(found.flat());
}
