import { z } from "zod";
import type { BookSummary } from "../schema";

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);

/** Orders of an author's works: `rated`, those that most people have rated first. */
export const AUTHOR_SORTS = ["rated", "newest", "oldest", "title"] as const;
export type AuthorSort = (typeof AUTHOR_SORTS)[number];

/** The query string of an author's page; what makes no sense is as if it were not there. */
export const authorPage = z.object({
  sort: z.preprocess(first, z.enum(AUTHOR_SORTS).catch("rated")),
  after: z.preprocess(first, z.string().max(4_000).optional().catch(undefined)),
});
export type AuthorPage = z.output<typeof authorPage>;

export function authorHref(id: number, { sort = "rated", after }: Partial<AuthorPage> = {}): string {
  const query = new URLSearchParams();
  if (sort !== "rated") query.set("sort", sort);
  if (after) query.set("after", after);
  return `/author/${id}${query.size > 0 ? `?${query}` : ""}`;
}

export type NamedCount = { id: number; name: string; works: number };

/** `works`: how many works the catalogue has of theirs. */
export type AuthorDetail = NamedCount & { series: NamedCount[]; coAuthors: NamedCount[] };

export type AuthorWork = { workId: number; editions: number; year: number | null; book: BookSummary };
/** `cursor` names where the next page begins; null on the last one. */
export type AuthorWorks = { works: AuthorWork[]; cursor: string | null };

/** Series and authors that are called as somebody typed. */
export type NamedHits = { series: NamedCount[]; authors: NamedCount[] };
