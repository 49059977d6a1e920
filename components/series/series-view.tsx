import Link from "next/link";
import type { ReactNode } from "react";
import { BookRow } from "@/components/book/book-row";
import { Badge } from "@/components/ui/badge";
import { authorHref } from "@/lib/catalog/authors/schema";
import { listWantable, sayNumbers } from "@/lib/catalog/series/rules";
import {
  type Gap,
  type NamedLink,
  type SeriesCard,
  type SeriesDetail,
  type SeriesStrand,
  sayPlace,
} from "@/lib/catalog/series/schema";
import { WantAllButton, WantButton } from "./want-button";
import { sayGap, sayLacking, sayMine, sayProgress } from "./words";

/** A series whole: its volumes in order, what is missing, and how far the reader is. */
export function SeriesView({ series }: { series: SeriesDetail }) {
  const [main, ...others] = series.strands;
  return (
    <div className="grid gap-10">
      {main && <StrandView strand={main} isSignedIn={series.isSignedIn} />}
      {others.map((strand, at) => (
        <section key={strand.authors[0]?.id ?? at} aria-labelledby={`other-${at}`}>
          <h2 id={`other-${at}`} className="mb-1 font-book font-semibold text-xl">
            Another series of this name
          </h2>
          <p className="mb-4 text-muted">
            by <AuthorLinks authors={strand.authors} />
          </p>
          <StrandView strand={strand} isSignedIn={series.isSignedIn} />
        </section>
      ))}
    </div>
  );
}

/** Who wrote it, each leading to their page. */
export function AuthorLinks({ authors }: { authors: NamedLink[] }) {
  return authors.map(({ id, name }, at) => (
    <span key={id}>
      {at > 0 && ", "}
      <Link href={authorHref(id)} className="rounded-sm font-semibold text-primary hover:underline">
        {name}
      </Link>
    </span>
  ));
}

function StrandView({ strand, isSignedIn }: { strand: SeriesStrand; isSignedIn: boolean }) {
  const { volumes, gaps, boxes, unnumbered, progress } = strand;
  const wantable = isSignedIn ? listWantable(strand) : [];
  const next = volumes.find(({ position }) => position === progress?.next)?.cards[0];
  const lacking = progress && sayLacking(progress);
  // The next one has its button above.
  const canWant = (card: SeriesCard) => card !== next && wantable.includes(card);
  const entries = [
    ...volumes.map((volume) => ({ at: volume.position, volume })),
    ...gaps.map((gap) => ({ at: gap.from, gap })),
  ].sort((a, b) => a.at - b.at);
  return (
    <div className="grid gap-6">
      {progress && (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="text-lg">
            {sayProgress(progress)}.{lacking && ` ${lacking}.`}
          </p>
          {wantable.length > 1 && <WantAllButton isbns={wantable.map(({ book }) => book.isbn)} />}
        </div>
      )}
      {next && progress && <NextVolume card={next} position={progress.next} skipped={progress.skipped} />}
      {/* Volumes are headings of the third level, after whatever stands above them. */}
      {entries.length > 0 && <h2 className="sr-only">Volumes</h2>}
      {entries.length > 0 && (
        <ol className="grid grid-cols-1 gap-1">
          {entries.map((entry) =>
            "volume" in entry ? (
              <li key={`volume ${entry.at}`} className="grid grid-cols-[3.25rem_minmax(0,1fr)] items-start">
                <Place>{sayPlace({ position: entry.at, rangeEnd: null })}</Place>
                <div>
                  {entry.volume.cards.map((card) => (
                    <Card key={card.workId} card={card} canWant={canWant(card)} />
                  ))}
                </div>
              </li>
            ) : (
              <GapRow key={`gap ${entry.at}`} gap={entry.gap} />
            ),
          )}
        </ol>
      )}
      <Apart title="Box sets and collections" cards={boxes} />
      <Apart title={volumes.length > 0 ? "Without a number" : "Books"} cards={unnumbered} canWant={canWant} />
    </div>
  );
}

function Place({ children }: { children: ReactNode }) {
  return (
    <p className="pt-4 text-center font-book font-semibold text-muted text-xl tabular-nums">
      <span className="sr-only">Book </span>
      {children}
    </p>
  );
}

function GapRow({ gap }: { gap: Gap }) {
  return (
    <li className="my-1 rounded-md border border-line-strong border-dashed px-4 py-3 text-muted">{sayGap(gap)}</li>
  );
}

function Card({ card, canWant = false }: { card: SeriesCard; canWant?: boolean }) {
  const mine = sayMine(card.mine);
  const place = card.rangeEnd === null ? null : `Books ${sayPlace(card)}`;
  const facts = [place, card.editions > 1 ? `${card.editions} editions` : null].filter((fact) => fact !== null);
  return (
    <BookRow
      book={card.book}
      as="h3"
      actions={
        canWant && (
          <WantButton
            key={card.book.isbn}
            book={{ isbn: card.book.isbn, title: card.book.title }}
            isWanted={false}
            isSmall
          />
        )
      }
      note={
        (mine || facts.length > 0) && (
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            {mine && <Badge tone="primary">{mine}</Badge>}
            {facts.join(" · ")}
          </span>
        )
      }
    />
  );
}

type ApartProps = { title: string; cards: SeriesCard[]; canWant?: (card: SeriesCard) => boolean };

function Apart({ title, cards, canWant }: ApartProps) {
  if (cards.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-book font-semibold text-xl">{title}</h2>
      <ul className="grid grid-cols-1 gap-1">
        {cards.map((card) => (
          <li key={card.workId}>
            <Card card={card} canWant={canWant?.(card)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type NextVolumeProps = { card: SeriesCard; position: number | null; skipped: number[] };

/** What to read now, and one tap to note it. */
function NextVolume({ card, position, skipped }: NextVolumeProps) {
  const { book, mine } = card;
  const isReading = mine?.status === "reading";
  return (
    <section aria-labelledby="next" className="rounded-lg border border-line bg-surface p-4">
      <h2 id="next" className="font-book font-semibold text-xl">
        {isReading ? `You are reading volume ${position}` : `Next for you: volume ${position}`}
      </h2>
      {skipped.length > 0 && (
        <p className="mt-1 text-muted text-sm">
          {skipped.length === 1 ? "Volume" : "Volumes"} {sayNumbers(skipped)}, before it,{" "}
          {skipped.length === 1 ? "is" : "are"} not in our catalogue.
        </p>
      )}
      <BookRow book={book} as="h3" className="-mx-2 mt-2" />
      {!isReading && (
        <div className="mt-2">
          <WantButton
            key={book.isbn}
            book={{ isbn: book.isbn, title: book.title }}
            isWanted={mine?.status === "want"}
          />
        </div>
      )}
    </section>
  );
}
