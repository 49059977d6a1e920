import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BookChanges } from "@/components/admin/book-changes";
import { BookFields } from "@/components/admin/book-fields";
import { BookProposals } from "@/components/admin/book-proposals";
import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { CoverChoice } from "@/components/covers/cover-choice";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { loadCuratedBook } from "@/lib/catalog/provenance/loaders";
import { loadCoverChoice } from "@/lib/covers/choice/loaders";

type CuratedBookPageProps = { params: Promise<{ isbn: string }> };

export async function generateMetadata({ params }: CuratedBookPageProps): Promise<Metadata> {
  const book = await loadCuratedBook((await params).isbn);
  return { title: book ? `${book.book.title} · Books` : "Not found" };
}

export default async function CuratedBookPage({ params }: CuratedBookPageProps) {
  const curated = await loadCuratedBook((await params).isbn);
  if (!curated) notFound();
  const { book } = curated;
  const choice = await loadCoverChoice(curated.id);
  return (
    <>
      <PageHeader
        title={book.title}
        lead={authorLine(book.authors)}
        back={{ href: "/admin/books", label: "Books" }}
        actions={
          <ButtonLink href={`/book/${encodeURIComponent(book.isbn)}`} variant="secondary">
            Book page
          </ButtonLink>
        }
      />
      <div className="grid gap-8 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <div className="max-lg:hidden">
          <BookCover book={book} decorative sizes="11rem" />
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-10">
          <BookProposals book={curated} />
          {choice && <CoverChoice isbn={book.isbn} choice={choice} />}
          <BookFields book={curated} />
          <BookChanges book={curated} />
        </div>
      </div>
    </>
  );
}
