import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { BookPage } from "@/components/book/book-page";
import { bookJsonLd, summarise } from "@/components/book/book-page-words";
import { OwnBook } from "@/components/copies/own-book";
import { OwnedProvider } from "@/components/copies/owned-line";
import { OwnPhotoButton } from "@/components/covers/own-photo-button";
import { AddToCollection } from "@/components/library/add-to-collection";
import { QuotesSection } from "@/components/reading/quotes-section";
import { ReadingControls } from "@/components/reading/reading-controls";
import { SaidSection } from "@/components/reading/said-section";
import { PhotoQuestion } from "@/components/scanner/feedback/photo-question";
import { candidateOfBook } from "@/components/scanner/lookup/finding";
import { BookSeriesLine } from "@/components/series/book-series-line";
import { BookTags } from "@/components/tags/book-tags";
import { authorHref } from "@/lib/catalog/authors/schema";
import { loadBook, loadOtherEditions } from "@/lib/catalog/loaders";
import { loadNamesOfBook } from "@/lib/catalog/series/loaders";
import { loadCopies } from "@/lib/copies/loaders";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadPhotographer } from "@/lib/covers/choice/loaders";
import { loadCollectionChoices } from "@/lib/library/loaders";
import { env } from "@/lib/platform/env";
import { loadReaderWork, loadSaidOfWork } from "@/lib/reading/loaders";
import { reviewsHref } from "@/lib/reading/schema";
import { loadTagsOfWork } from "@/lib/tags/loaders";

type BookRouteProps = { params: Promise<{ isbn: string }> };

const pathOf = (isbn: string) => `/book/${encodeURIComponent(isbn)}`;

export async function generateMetadata({ params }: BookRouteProps): Promise<Metadata> {
  const book = await loadBook((await params).isbn);
  if (!book) return { title: "Book not found", robots: { index: false } };
  const description = summarise(book);
  const title = book.authors[0] ? `${book.title} by ${book.authors[0]}` : book.title;
  return {
    metadataBase: new URL(env().web.appUrl),
    title,
    description,
    alternates: { canonical: pathOf(book.isbn) },
    openGraph: {
      type: "book",
      title,
      description,
      url: pathOf(book.isbn),
      isbn: book.isbn13 ?? undefined,
      authors: book.authors,
      tags: book.genres,
      releaseDate: book.publicationDate ?? undefined,
      images: [{ url: `/cover/${encodeURIComponent(book.coverFile)}`, alt: `Cover of ${book.title}` }],
    },
    twitter: { card: "summary" },
  };
}

export default async function BookRoute({ params }: BookRouteProps) {
  const { isbn } = await params;
  const book = await loadBook(isbn);
  if (!book) notFound();
  // One address a book, whichever of its numbers led here. Temporary: a corrected ISBN-10 may change the address.
  const canonical = pathOf(book.isbn);
  if (`/book/${isbn}` !== canonical && `/book/${encodeURIComponent(isbn)}` !== canonical) redirect(canonical);

  const [names, editions, choices, photographer, tags, work, said, copies] = await Promise.all([
    loadNamesOfBook(book.id),
    loadOtherEditions(book),
    loadCollectionChoices(book.isbn),
    loadPhotographer(),
    loadTagsOfWork(book.workId),
    loadReaderWork(book.workId),
    loadSaidOfWork(book.workId),
    loadCopies(book.isbn),
  ]);
  const owned = await loadOwned([book.isbn, ...editions.map(({ isbn }) => isbn)]);
  const here = owned[book.isbn];
  const readBook = { isbn: book.isbn, title: book.title, pages: book.pages, languageCode: book.languageCode };
  return (
    <OwnedProvider owned={owned}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: JSON that bookJsonLd has made safe for a script element */}
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: bookJsonLd(book, env().web.appUrl) }} />
      <PhotoQuestion key={book.isbn} candidate={candidateOfBook(book)} className="mb-4 max-w-2xl" />
      <BookPage
        book={book}
        editions={editions}
        inSeries={<BookSeriesLine series={names.series} />}
        authorPages={Object.fromEntries(names.authors.map(({ spelt, id }) => [spelt, authorHref(id)]))}
        aboutCover={
          photographer && (
            <OwnPhotoButton key={book.isbn} isbn={book.isbn} isDirect={photographer.isDirect} variant="ghost" />
          )
        }
        keep={
          <>
            {work && <ReadingControls key={`reading of ${book.isbn}`} book={readBook} work={work} />}
            <AddToCollection
              key={book.isbn}
              book={{ isbn: book.isbn, title: book.title }}
              choices={choices}
              next={canonical}
            />
            {copies && (
              <OwnBook
                key={`copies of ${book.isbn}`}
                book={{ isbn: book.isbn, title: book.title }}
                other={here?.isThis ? undefined : here}
                {...copies}
              />
            )}
            {tags && <BookTags key={`tags of ${book.isbn}`} isbn={book.isbn} {...tags} />}
          </>
        }
        said={
          <>
            <SaidSection
              book={readBook}
              community={said.community}
              reviews={said.reviews}
              moreHref={said.hasMoreReviews ? reviewsHref(book.isbn) : undefined}
              work={work}
            />
            {said.quotes && <QuotesSection book={readBook} quotes={said.quotes} />}
          </>
        }
      />
    </OwnedProvider>
  );
}
