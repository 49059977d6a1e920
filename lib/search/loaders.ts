import "server-only";
import { unstable_cache } from "next/cache";
import { cache } from "react";
import { listTopGenres, searchBooks } from "./queries";
import type { SearchInput } from "./schema";

/** Anybody may search. */
export const loadSearch = cache(async (q: string, limit: number) =>
  searchBooks({ q, limit, offset: 0 } satisfies SearchInput),
);

/** Counting genres reads the whole catalogue, and ten minutes make no difference to it. */
const TOP_GENRES_SECONDS = 600;

/** The genres with the most books; for anybody. */
export const loadTopGenres = unstable_cache((limit: number) => listTopGenres(limit), ["top-genres"], {
  revalidate: TOP_GENRES_SECONDS,
});
