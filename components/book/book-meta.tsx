import { Badge } from "@/components/ui/badge";
import { languageName } from "@/lib/catalog/records/languages/rules";
import type { BookSummary } from "@/lib/catalog/schema";

/** "Ursula K. Le Guin", "A and B", "A, B and 3 others"; books without a named author say so. */
export function authorLine(authors: readonly string[]): string {
  const [first, second, third, ...rest] = authors;
  if (!first) return "Author unknown";
  if (!second) return first;
  if (!third) return `${first} and ${second}`;
  return `${first}, ${second} and ${rest.length + 1} ${rest.length === 0 ? "other" : "others"}`;
}

/** The language in words, as a badge; nothing when it is unknown. */
export function LanguageBadge({ code }: { code: BookSummary["languageCode"] }) {
  return code ? <Badge>{languageName(code)}</Badge> : null;
}
