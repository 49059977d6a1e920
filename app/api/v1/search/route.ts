import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";
import { searchBooks } from "@/lib/search/queries";
import { presentHit, SEARCH_LIMIT, searchInput } from "@/lib/search/schema";

/** `GET /api/v1/search?q=`: books by title, author, ISBN or genre, the best first. `limit` up to 50, `offset`. */
export const GET = apiRoute(
  { access: "public", scope: "catalog:read", limit: SEARCH_LIMIT, isWatched: true },
  async ({ request }) => {
    const asked = Object.fromEntries(new URL(request.url).searchParams);
    const parsed = searchInput.safeParse({ ...asked, q: asked.q ?? "" });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const isMissing = issue?.path[0] === "q" && issue.code === "too_small";
      throw new Problem(400, isMissing ? "no_query" : "invalid_query", issue?.message ?? "The query is not valid.");
    }
    const { hits } = await searchBooks(parsed.data);
    return Response.json(hits.map(presentHit));
  },
);
