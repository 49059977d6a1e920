import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { ReviewList } from "@/components/reading/said-section";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import { loadBook } from "@/lib/catalog/loaders";
import { loadReviews } from "@/lib/reading/loaders";
import { reviewsHref, reviewsPage } from "@/lib/reading/schema";

type ReviewsRouteProps = {
  params: Promise<{ isbn: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: ReviewsRouteProps): Promise<Metadata> {
  const book = await loadBook((await params).isbn);
  return { title: book ? `Reviews of ${book.title}` : "Book not found", robots: { index: false } };
}

export default async function ReviewsRoute({ params, searchParams }: ReviewsRouteProps) {
  const book = await loadBook((await params).isbn);
  if (!book) notFound();
  const page = reviewsPage.parse(await searchParams);
  const { reviews, cursor } = await loadReviews(book.workId, page);
  return (
    <>
      <PageHeader
        title="What readers here say"
        back={{ href: `/book/${encodeURIComponent(book.isbn)}`, label: book.title }}
      />
      {page.after && <BackToFirst href={reviewsHref(book.isbn)} what="reviews" />}
      {reviews.length === 0 && <p className="text-muted">There are no reviews that you may see.</p>}
      <ReviewList reviews={reviews} as="h2" />
      {cursor && <MoreLink href={reviewsHref(book.isbn, { after: cursor })} what="reviews" />}
    </>
  );
}
