import Link from "next/link";
import { type GenreCount, genreQuery, searchHref } from "@/lib/search/schema";

/** Genres to look around in, each with its number of books. */
export function GenreChips({ genres }: { genres: GenreCount[] }) {
  return (
    <ul aria-label="Genres" className="flex flex-wrap gap-2">
      {genres.map(({ genre, bookCount }) => (
        <li key={genre}>
          <Link
            href={searchHref(genreQuery(genre))}
            className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 font-semibold text-sm hover:border-ink hover:bg-well"
          >
            {genre}
            <span className="font-normal text-muted tabular-nums">
              {bookCount.toLocaleString("en")}
              <span className="sr-only"> {bookCount === 1 ? "book" : "books"}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
