import Link from "next/link";
import { type ReactNode, Suspense } from "react";
import { BookCover } from "@/components/book/book-cover";
import type { BookSummary } from "@/lib/catalog/schema";
import type { CollectionSummary } from "@/lib/library/schema";
import { countBooks } from "./words";

/** Collections side by side; children are CollectionCards. */
export function CollectionGrid({ children }: { children: ReactNode }) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] sm:gap-x-6">
      {children}
    </ul>
  );
}

/** One collection: its newest covers stand on a board, name and size are the label below. All of it is the link. */
export function CollectionCard({ collection }: { collection: CollectionSummary }) {
  return (
    <li className="group relative flex min-w-0 flex-col">
      <Mosaic icon={collection.icon} covers={collection.covers} />
      <div className="flex items-baseline gap-2 pt-2.5">
        <span aria-hidden="true" className="text-lg">
          {collection.icon}
        </span>
        <h2 className="line-clamp-2 min-w-0 break-words font-book font-semibold text-lg leading-snug">
          <Link
            href={`/library/${collection.id}`}
            className="after:absolute after:inset-0 after:rounded-md hover:underline focus-visible:shadow-none focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-beam focus-visible:after:shadow-[0_0_0_6.5px_var(--focus)]"
          >
            {collection.name}
          </Link>
        </h2>
      </div>
      <p className="text-muted text-sm tabular-nums">
        {[
          collection.bookCount !== null && countBooks(collection.bookCount),
          collection.isSmart && "fills itself",
          collection.owner,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}

type FillingCardProps = { collection: CollectionSummary; filled: Promise<CollectionSummary[]> };

/** One that fills itself: its name is there at once, its size and covers when they have come. */
export function FillingCard({ collection, filled }: FillingCardProps) {
  return (
    <Suspense fallback={<CollectionCard collection={collection} />}>
      <FilledCard collection={collection} filled={filled} />
    </Suspense>
  );
}

async function FilledCard({ collection, filled }: FillingCardProps) {
  return <CollectionCard collection={(await filled).find(({ id }) => id === collection.id) ?? collection} />;
}

// Decoration: the name and the number beside it say what there is.
function Mosaic({ icon, covers }: { icon: string; covers: BookSummary[] }) {
  return (
    <div
      aria-hidden="true"
      className="flex aspect-[4/3] items-end justify-center overflow-hidden rounded-t-md border-shelf border-b-4 bg-well px-4 pt-5"
    >
      {covers.length === 0 ? (
        <span className="mb-[14%] text-3xl opacity-70 grayscale-[0.4]">{icon}</span>
      ) : (
        <div className="relative flex h-full w-full items-end justify-center [&>*]:relative">
          {covers.map((book, at) => (
            // Fanned out with the newest in front, which is the first.
            <div
              key={book.isbn}
              style={{ zIndex: covers.length - at }}
              className="-ml-[21%] w-[41%] shrink-0 first:ml-0"
            >
              <BookCover book={book} decorative sizes="(min-width: 640px) 6rem, 18vw" />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
