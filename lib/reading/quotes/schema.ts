import { z } from "zod";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { MOMENT_MAX, MOMENT_MIN } from "@/lib/platform/day";
import { givenId as quoteId } from "@/lib/platform/given";
import { givenText } from "@/lib/platform/text";
import { givenPage } from "../schema";

export const QUOTE_KINDS = ["quote", "note"] as const;
export type QuoteKind = (typeof QUOTE_KINDS)[number];

export const QUOTE_MAX = 10_000;

const words = {
  kind: z.enum(QUOTE_KINDS),
  text: givenText().min(1, "Write something first.").max(QUOTE_MAX, "That is longer than 10,000 characters."),
  page: givenPage.nullable(),
};

export const addQuoteInput = z.object({ isbn, ...words });
export type AddQuoteInput = z.output<typeof addQuoteInput>;

export const updateQuoteInput = z.object({ quoteId, ...words });
export type UpdateQuoteInput = z.output<typeof updateQuoteInput>;

export const quoteInput = z.object({ quoteId });
export type QuoteInput = z.output<typeof quoteInput>;

/** What it takes to bring a deleted one back. */
export const restoreQuoteInput = addQuoteInput.extend({
  createdAt: z.coerce.date().min(MOMENT_MIN).max(MOMENT_MAX),
  importKey: z.string().max(100).nullable(),
});
export type RestoreQuoteInput = z.output<typeof restoreQuoteInput>;

/** So many of one book stand on its page; all of them on the page of all. */
export const QUOTES_OF_BOOK_MAX = 200;

export type Quote = { id: number; kind: QuoteKind; text: string; page: number | null; createdAt: Date };
export type ListedQuote = Quote & { book: BookSummary };

/** The query string of the page of all. */
export const quotesPage = z.object({
  q: z.string().trim().max(200).catch(""),
  kind: z.enum(QUOTE_KINDS).optional().catch(undefined),
  after: z.string().max(200).optional().catch(undefined),
});
export type QuotesPage = z.output<typeof quotesPage>;

/** The address of the page of all; what is usual is left out. */
export function quotesHref({ q, kind, after }: Partial<QuotesPage>): string {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  if (kind) query.set("kind", kind);
  if (after) query.set("after", after);
  return `/library/reading/quotes${query.size > 0 ? `?${query}` : ""}`;
}
