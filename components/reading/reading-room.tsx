import type { ReactNode } from "react";
import { BookCard, BookShelf } from "@/components/book/book-card";
import { BookRow } from "@/components/book/book-row";
import { LibraryHeader } from "@/components/library/library-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import type { loadReadingRoom } from "@/lib/reading/loaders";
import { type ReadingPage, readingHref } from "@/lib/reading/schema";
import { GoalCard } from "./goal-card";
import { NowList } from "./now-list";
import { ReadingTabs } from "./reading-tabs";
import { Stars } from "./stars";
import { sayDays } from "./words";
import { YearLinks } from "./year-links";

type Room = Awaited<ReturnType<typeof loadReadingRoom>>;

/** The head of the room, which stands there before the rest has come. */
export function ReadingHeader({ lead = "Nobody else sees this." }: { lead?: ReactNode }) {
  return (
    <LibraryHeader
      lead={lead}
      actions={
        <ButtonLink href="/library/reading/quotes" variant="secondary">
          Quotes and notes
        </ButtonLink>
      }
    />
  );
}

/** The books that a page of the room shows. */
export const booksIn = ({ now, next, read, works }: Room) => [
  ...(now?.readings ?? []),
  ...next,
  ...(read?.readings ?? []),
  ...(works?.works ?? []),
];

/** What a reader reads, has read, wants to read and has put aside: one of these lists at a time. */
export function ReadingRoom({ page, room }: { page: ReadingPage; room: Room }) {
  const cursor = room.now?.cursor ?? room.read?.cursor ?? room.works?.cursor;
  return (
    <>
      <ReadingTabs show={page.show} counts={room.counts} />
      {page.after && <BackToFirst href={readingHref({ ...page, after: undefined })} />}
      {page.show === "now" && <Now room={room} isFirst={!page.after} />}
      {page.show === "read" && <Read room={room} />}
      {room.works && <Works works={room.works.works} show={page.show} />}
      {cursor && <MoreLink href={readingHref({ ...page, after: cursor })} />}
    </>
  );
}

function Now({ room: { now, next, goal, thisYear, years }, isFirst }: { room: Room; isFirst: boolean }) {
  const open = now?.readings ?? [];
  const done = years.find(({ year }) => year === thisYear)?.count ?? 0;
  return (
    <div className="grid grid-cols-1 gap-8">
      {isFirst && <GoalCard year={thisYear} goal={goal} done={done} />}
      <section aria-labelledby="now">
        <h2 id="now" className="mb-3 font-book font-semibold text-xl">
          You are reading
        </h2>
        {open.length > 0 ? (
          <NowList readings={open} />
        ) : (
          <EmptyState
            icon="📖"
            as="h3"
            title="Nothing open just now"
            actions={<ButtonLink href="/search">Find a book</ButtonLink>}
          >
            Open the page of a book and choose “Reading”. Here you then say how far you are, with one number and one
            tap.
          </EmptyState>
        )}
      </section>
      {next.length > 0 && (
        <section aria-labelledby="next">
          <h2 id="next" className="mb-3 font-book font-semibold text-xl">
            Next
          </h2>
          <BookShelf>
            {next.map(({ book }) => (
              <BookCard key={book.isbn} book={book} as="h3" />
            ))}
          </BookShelf>
        </section>
      )}
    </div>
  );
}

function Read({ room: { read, years, year } }: { room: Room }) {
  if (years.length === 0)
    return (
      <EmptyState icon="🏁" title="Nothing finished yet">
        What you finish stands here, year by year, with its days and your stars. Books that you read long ago can be
        added on their pages, with or without a date.
      </EmptyState>
    );
  const links = years.map((one) => {
    const of = one.year ?? ("unknown" as const);
    const label = one.year === null ? "No date" : String(one.year);
    return { href: readingHref({ show: "read", year: of }), label, count: one.count, isHere: of === year };
  });
  return (
    <>
      <YearLinks years={links} />
      <h2 className="mb-2 font-book font-semibold text-xl">
        {year === "unknown" ? "Nobody knows when" : `Read in ${year}`}
      </h2>
      {read?.readings.length === 0 && <p className="text-muted">Nothing was finished then.</p>}
      <ul className="grid grid-cols-1 gap-1 lg:grid-cols-2 lg:gap-x-6">
        {read?.readings.map((reading) => (
          <li key={reading.id}>
            <BookRow
              book={reading.book}
              as="h3"
              note={
                <span className="flex flex-wrap items-center gap-x-3">
                  {year !== "unknown" && <span>{sayDays(reading)}</span>}
                  {reading.rating !== null && <Stars rating={reading.rating} />}
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Works({ works, show }: { works: NonNullable<Room["works"]>["works"]; show: ReadingPage["show"] }) {
  if (works.length === 0)
    return show === "want" ? (
      <EmptyState
        icon="🔖"
        title="What will you read next?"
        actions={<ButtonLink href="/search">Find a book</ButtonLink>}
      >
        Choose “Want to read” on the page of a book, and it waits for you here.
      </EmptyState>
    ) : (
      <EmptyState icon="🪑" title="Nothing put aside">
        Not every book is for everybody. One that you choose “Stopped” for stands here, with the page where you left it.
      </EmptyState>
    );
  return (
    <ul className="grid grid-cols-1 gap-1 lg:grid-cols-2 lg:gap-x-6">
      {works.map(({ book, rating }) => (
        <li key={book.isbn}>
          <BookRow book={book} note={rating !== null && <Stars rating={rating} />} />
        </li>
      ))}
    </ul>
  );
}
