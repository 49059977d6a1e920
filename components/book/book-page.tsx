import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { languageName } from "@/lib/catalog/records/languages/rules";
import type { BookDetail, BookSummary } from "@/lib/catalog/schema";
import { genreQuery, searchHref } from "@/lib/search/schema";
import { BookCard, BookShelf } from "./book-card";
import { BookCover } from "./book-cover";
import { CopyButton } from "./book-page-copy";
import { sayDate } from "./book-page-words";

type BookPageProps = {
  book: BookDetail;
  editions: BookSummary[];
  /** Which series it is part of. */
  inSeries?: ReactNode;
  /** The pages of its authors, by their names as the book has them; a name without one leads to a search. */
  authorPages?: Record<string, string>;
  /** The control that keeps the book. */
  keep: ReactNode;
  /** What can be done about its cover. */
  aboutCover?: ReactNode;
  /** Sections across the whole width, before the other editions: what readers say of it, what the visitor kept. */
  said?: ReactNode;
};

/** A book, large: what it is, where it can be kept, what else there is of the same work. */
export function BookPage({ book, editions, inSeries, authorPages, keep, aboutCover, said }: BookPageProps) {
  const lang = book.languageCode ?? undefined;
  return (
    // One order for the phone and for reading aloud; from 768 px the cover and the control stand in a column of their own.
    <article className="grid gap-x-12 gap-y-6 pt-2 md:grid-cols-[minmax(13rem,19rem)_minmax(0,1fr)] md:grid-rows-[auto_auto_1fr] md:pt-6">
      <div className="flex justify-center self-start rounded-t-lg border-shelf border-b-4 bg-gradient-to-t from-well to-transparent px-6 pt-2 md:row-span-2 md:px-4">
        <BookCover
          book={book}
          priority
          sizes="(min-width: 768px) 17rem, 60vw"
          className="w-[min(60vw,15rem)] md:w-full"
        />
      </div>
      <header className="min-w-0">
        <h1 lang={lang} className="text-balance break-words font-book font-semibold text-3xl tracking-[-0.01em]">
          {book.title}
        </h1>
        {book.subtitle && (
          <p lang={lang} className="mt-1 text-balance font-book text-muted text-xl">
            {book.subtitle}
          </p>
        )}
        <Authors names={book.authors} pages={authorPages} />
        {inSeries}
      </header>
      <div className="grid min-w-0 content-start gap-3 md:col-start-1 md:row-start-3">
        {keep}
        {aboutCover}
      </div>
      <div className="min-w-0 md:col-start-2 md:row-span-2 md:row-start-2">
        {book.description && (
          <p className="max-w-[65ch] whitespace-pre-line text-lg leading-relaxed">{book.description}</p>
        )}

        {book.genres.length > 0 && (
          <ul aria-label="Genres" className="mt-6 flex flex-wrap gap-2">
            {book.genres.map((genre) => (
              <li key={genre}>
                <Link
                  href={searchHref(genreQuery(genre))}
                  className="inline-flex min-h-11 items-center rounded-full border border-line-strong bg-surface px-4 font-semibold text-sm hover:border-ink hover:bg-well"
                >
                  {genre}
                </Link>
              </li>
            ))}
          </ul>
        )}
        <Facts book={book} />
      </div>

      {said}
      {editions.length > 0 && (
        <section aria-labelledby="editions" className="md:col-span-2">
          <h2 id="editions" className="mb-4 font-book font-semibold text-xl">
            Other editions
          </h2>
          <BookShelf>
            {editions.map((edition) => (
              <BookCard key={edition.isbn} book={edition} />
            ))}
          </BookShelf>
        </section>
      )}
    </article>
  );
}

function Authors({ names, pages = {} }: { names: string[]; pages?: Record<string, string> }) {
  if (names.length === 0) return <p className="mt-3 text-lg text-muted">Author unknown</p>;
  return (
    <p className="mt-3 text-lg">
      <span className="text-muted">by </span>
      {names.map((name, at) => (
        <span key={name}>
          {at > 0 && ", "}
          <Link
            href={pages[name] ?? searchHref(name)}
            className="rounded-sm font-semibold text-primary hover:underline"
          >
            {name}
          </Link>
        </span>
      ))}
    </p>
  );
}

function Facts({ book }: { book: BookDetail }) {
  const published = book.publicationDate ? sayDate(book.publicationDate) : book.year;
  return (
    <dl className="mt-8 grid max-w-xl grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1 border-line sm:gap-x-8 border-t pt-5">
      <Fact name="Published">{published}</Fact>
      <Fact name="Publisher">{book.publisher}</Fact>
      <Fact name="Language">{book.languageCode && languageName(book.languageCode)}</Fact>
      <Fact name="Pages">{book.pages}</Fact>
      <Fact name="Rating elsewhere">
        {book.averageRating !== null && book.ratingsCount > 0 && (
          <>
            {book.averageRating.toFixed(1)} of 5, {book.ratingsCount.toLocaleString("en")} ratings
          </>
        )}
      </Fact>
      <Fact name="ISBN-13">{book.isbn13 && <CopyButton value={book.isbn13} what="ISBN-13" />}</Fact>
      <Fact name="ISBN-10">{book.isbn10 && <CopyButton value={book.isbn10} what="ISBN-10" />}</Fact>
      <Fact name="ISBN">{!book.isbn13 && !book.isbn10 && <Badge>None: published without one</Badge>}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt className="py-1.5 text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0 py-1.5 tabular-nums">{children}</dd>
    </>
  );
}
