import { BookRow } from "@/components/book/book-row";
import { LoadMore } from "@/components/ui/load-more";
import { type MatchKind, moreHref, type SearchResults as Results, type SearchPage } from "@/lib/search/schema";

const NOTES: Partial<Record<MatchKind, string>> = { similar: "Similar spelling" };

type SearchResultsProps = { results: Results; page: SearchPage };

/** Found books, the best first. */
export function SearchResults({ results: { hits, total }, page }: SearchResultsProps) {
  const isAllSimilar = hits.every(({ kind }) => kind === "similar");
  return (
    <section aria-labelledby="results">
      <h2 id="results" className="mb-3 text-muted" aria-live="polite">
        {isAllSimilar
          ? `Not with these very words. ${total} ${total === 1 ? "book is" : "books are"} spelt like it:`
          : `${total.toLocaleString("en")} ${total === 1 ? "book" : "books"}`}
      </h2>
      <ul className="grid grid-cols-1 gap-1">
        {hits.map(({ book, kind }) => (
          <li key={book.isbn}>
            <BookRow book={book} note={isAllSimilar ? undefined : NOTES[kind]} />
          </li>
        ))}
      </ul>
      <LoadMore href={moreHref(page)} shown={page.from + hits.length} total={total} />
    </section>
  );
}
