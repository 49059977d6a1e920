import Link from "next/link";
import { BookCover } from "@/components/book/book-cover";
import { OwnedLine } from "@/components/copies/owned-line";
import { type BegunSeries, seriesHref } from "@/lib/catalog/series/schema";
import { WantButton } from "./want-button";
import { sayGap, sayLacking, sayProgress } from "./words";

/** The series that a reader has begun, each with how far they are. */
export function BegunList({ series }: { series: BegunSeries[] }) {
  return (
    <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      {series.map((one) => (
        <li key={`${one.id} ${one.authors[0]?.id}`} className="relative rounded-lg border border-line bg-surface p-4">
          <Begun series={one} />
        </li>
      ))}
    </ul>
  );
}

function Begun({ series: { id, name, authors, progress, nextCard, covers, gaps } }: { series: BegunSeries }) {
  const missing = gaps.filter(({ isBoxed }) => !isBoxed);
  const facts = [sayLacking(progress), ...missing.slice(0, 2).map(sayGap)].filter((fact) => fact !== null);
  return (
    <article className="grid gap-3">
      <div className="flex items-start gap-4">
        <div className="flex shrink-0 items-end">
          {covers.slice(0, 3).map((book, at) => (
            <BookCover
              key={book.isbn}
              book={book}
              decorative
              sizes="3.5rem"
              className={at > 0 ? "-ml-7 w-14" : "w-14"}
            />
          ))}
        </div>
        <div className="min-w-0 flex-1">
          <h2 className="break-words font-book font-semibold text-lg leading-snug">
            <Link href={seriesHref(id)} className="rounded-sm hover:underline">
              {name}
            </Link>
          </h2>
          <p className="truncate text-muted text-sm">{authors.map((author) => author.name).join(", ")}</p>
          <p className="mt-1 text-sm">{sayProgress(progress)}.</p>
        </div>
      </div>
      <Bar value={progress.had} max={progress.total} />
      {facts.length > 0 && <p className="text-muted text-sm">{facts.join(". ")}.</p>}
      {nextCard && progress.next !== null && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t pt-3">
          <div className="min-w-0 text-sm">
            {nextCard.mine?.status === "reading" ? "Reading now" : "Next"}: volume {progress.next},{" "}
            <Link
              href={`/book/${encodeURIComponent(nextCard.book.isbn)}`}
              lang={nextCard.book.languageCode ?? undefined}
              className="rounded-sm font-semibold text-primary hover:underline"
            >
              {nextCard.book.title}
            </Link>
            <OwnedLine isbn={nextCard.book.isbn} className="mt-1" />
          </div>
          {nextCard.mine?.status !== "reading" && (
            <WantButton
              key={nextCard.book.isbn}
              book={{ isbn: nextCard.book.isbn, title: nextCard.book.title }}
              isWanted={nextCard.mine?.status === "want"}
            />
          )}
        </div>
      )}
    </article>
  );
}

/** How much of a series is there, for the eye; the words beside it say the same. */
function Bar({ value, max }: { value: number; max: number }) {
  return (
    <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-well">
      <div className="h-full bg-primary" style={{ width: `${max > 0 ? Math.round((value / max) * 100) : 0}%` }} />
    </div>
  );
}
