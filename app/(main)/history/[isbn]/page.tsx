import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { ExactMoment } from "@/components/ui/moment";
import { loadScansOfBook } from "@/lib/scans/loaders";

type BookHistoryPageProps = { params: Promise<{ isbn: string }>; searchParams: Promise<{ after?: string | string[] }> };

export const metadata: Metadata = { title: "History of a book" };

export default async function BookHistoryPage({ params, searchParams }: BookHistoryPageProps) {
  const [{ isbn }, { after }] = await Promise.all([params, searchParams]);
  const isFirst = typeof after !== "string";
  const loaded = await loadScansOfBook(isbn, isFirst ? undefined : after);
  if (!loaded) notFound();
  const { book, times, moments, cursor } = loaded;
  const address = `/history/${encodeURIComponent(book.isbn)}`;
  return (
    <>
      <PageHeader
        title={book.title}
        lead={times === 1 ? "You scanned it once." : `You scanned it ${times} times, the latest first.`}
        back={{ href: "/history", label: "History" }}
        actions={
          <ButtonLink href={`/book/${encodeURIComponent(book.isbn)}`} variant="secondary">
            The book
          </ButtonLink>
        }
      />
      {!isFirst && (
        <p className="mb-4">
          <ButtonLink href={address} variant="secondary" size="sm">
            Back to the latest
          </ButtonLink>
        </p>
      )}
      <ol className="grid gap-2 tabular-nums">
        {moments.map((at, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two scans of one moment are two
          <li key={`${at.getTime()}-${place}`}>
            <ExactMoment at={at} />
          </li>
        ))}
      </ol>
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`${address}?after=${cursor}`} variant="secondary">
            Earlier scans
          </ButtonLink>
        </p>
      )}
    </>
  );
}
