import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { searchBooks } from "./queries";
import { hitAnswer, SEARCH_LIMIT, searchInput, toHitAnswer } from "./schema";

export const searchBooksOperation = operation(
  {
    id: "search.search_books",
    method: "GET",
    path: "/search",
    summary: "Search books by title, author, ISBN or genre",
    description: "The best first.",
    access: "public",
    scope: "catalog:read",
    limit: SEARCH_LIMIT,
    isWatched: true,
    query: searchInput,
    answers: { 200: z.array(hitAnswer) },
  },
  async ({ query }) => (await searchBooks(query)).hits.map(toHitAnswer),
);
