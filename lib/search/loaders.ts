import "server-only";
import { unstable_cache } from "next/cache";
import { limitedLoader, publicLoader } from "@/lib/accounts/loader";
import { listTopGenres, searchBooks } from "./queries";
import { SEARCH_LIMIT, type SearchPage } from "./schema";

/** Anybody may search, as often as hands can. */
export const loadSearch = limitedLoader(SEARCH_LIMIT, ({ q, from, shown }: SearchPage) =>
  searchBooks({ q, limit: shown, offset: from }),
);

/** Counting genres reads the whole catalogue, and ten minutes make no difference to it. */
const TOP_GENRES_SECONDS = 600;
const TOP_GENRES_MAX = 36;

/** The genres with the most books; for anybody. */
export const loadTopGenres = publicLoader(
  unstable_cache(() => listTopGenres(TOP_GENRES_MAX), ["top-genres"], { revalidate: TOP_GENRES_SECONDS }),
);
