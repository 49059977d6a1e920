"use client";

import { CircleDot, Undo2 } from "lucide-react";
import Link from "next/link";
import { type FocusEvent, type RefObject, useEffect, useRef } from "react";
import { BookCover } from "@/components/book/book-cover";
import { isMoving, needsReader, wordsOf } from "@/components/pending/pending-words";
import { usePending } from "@/components/pending/use-pending";
import { Button } from "@/components/ui/button";
import type { ActInput } from "@/lib/scanning/schema";
import type { PriceOf } from "../barcodes/use-list-prices";
import type { FoundBook } from "../lookup/finding";
import { Outcome } from "./outcome";
import { countRun, type RunItem } from "./run";
import type { Run } from "./use-run";

type RunListProps = {
  run: Run;
  priceOf: PriceOf;
  /** Shows a book of it in the sheet. */
  onShow: (book: FoundBook) => void;
};

/** What was scanned in this round, the last first: what became of each, and the way back. */
export function RunList({ run, priceOf, onShow }: RunListProps) {
  const { items } = run;
  const headingRef = useRef<HTMLHeadingElement>(null);
  const noteFocus = useKeptFocus(headingRef);
  if (items.length === 0) return null;
  const { scanned, done, open } = countRun(items);
  const failed = items.filter(({ state }) => state === "failed").length;
  return (
    <section aria-label="Scanned now" onFocusCapture={noteFocus} className="grid min-w-0 grid-cols-1 gap-1">
      <div className="flex min-h-11 items-center justify-between gap-3">
        <h2 ref={headingRef} tabIndex={-1} className="rounded-sm font-semibold text-sm tabular-nums">
          {[`${scanned} scanned`, done > 0 && `${done} done`, open > 0 && `${open} open`].filter(Boolean).join(" · ")}
        </h2>
        <div className="flex items-center">
          {failed > 1 && (
            <Button variant="secondary" size="sm" onClick={run.retryAll}>
              Try the {failed} again
            </Button>
          )}
          <Button variant="ghost" size="sm" onClick={run.clear}>
            Clear this list
          </Button>
        </div>
      </div>
      <ol className="grid grid-cols-1 gap-1.5">
        {items.map((item) => (
          <Item
            key={item.id}
            item={item}
            price={priceOf(item.book?.isbn13 ?? item.isbn)}
            onShow={onShow}
            onUndo={() => run.undo(item.id)}
            onRetry={() => run.retry(item.id)}
            onAccept={(act) => run.accept(item.id, act)}
            onArrive={(named) => run.arrive(item.id, named)}
          />
        ))}
      </ol>
    </section>
  );
}

/**
 * Where what has focus goes with what it did, focus moves to its row, else to the heading, else to the page: who works by keys
 * goes on from there instead of from the top.
 */
function useKeptFocus(headingRef: RefObject<HTMLElement | null>) {
  const last = useRef<{ element: Element; row: HTMLElement | null } | null>(null);
  const settle = () => {
    if (!last.current || last.current.element.isConnected) return;
    const { row } = last.current;
    last.current = null;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const next = row?.isConnected ? row : (headingRef.current ?? document.getElementById("main"));
    next?.focus({ preventScroll: true });
  };
  const settleRef = useRef(settle);
  settleRef.current = settle;
  useEffect(() => settleRef.current());
  // The list goes with its last row.
  useEffect(() => () => settleRef.current(), []);
  return ({ target }: FocusEvent) => {
    last.current = { element: target, row: target.closest("li") };
  };
}

type ItemProps = {
  item: RunItem;
  price: string | null;
  onShow: (book: FoundBook) => void;
  onUndo: () => void;
  onRetry: () => void;
  onAccept: (act: ActInput) => void;
  onArrive: (isbn: string) => void;
};

function Item({ item, price, onShow, onUndo, onRetry, onAccept, onArrive }: ItemProps) {
  const { book, isbn, state, act, isUndone } = item;
  const canUndo = state === "settled" && !isUndone && act !== null && act.undo.length > 0;
  const offer = state === "settled" && !isUndone ? act?.offer : null;
  const name = book?.title ?? `ISBN ${isbn}`;
  return (
    <li
      tabIndex={-1}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 rounded-md border border-line bg-surface p-2"
    >
      {book ? (
        <BookCover book={book} decorative sizes="2.25rem" className="w-9" />
      ) : (
        <span aria-hidden="true" className="aspect-[16/25] w-9 rounded-cover bg-well" />
      )}
      <div className="min-w-0">
        {book ? (
          <button
            type="button"
            onClick={() => onShow(book)}
            className="line-clamp-2 rounded-sm text-left font-book font-semibold leading-snug hover:underline"
          >
            {name}
          </button>
        ) : (
          <p className="font-semibold tabular-nums">{name}</p>
        )}
        {state === "waiting" ? <Arrival isbn={isbn} onArrive={onArrive} /> : <Outcome item={item} />}
        {price && <p className="text-muted text-sm tabular-nums">List price {price}</p>}
      </div>
      {canUndo && (
        <Button variant="ghost" onClick={onUndo} aria-label={`Undo: ${name}`} className="px-3">
          <Undo2 aria-hidden="true" />
        </Button>
      )}
      {state === "failed" && (
        <Button variant="secondary" size="sm" onClick={onRetry} aria-label={`Try again: ${name}`}>
          Try again
        </Button>
      )}
      {offer && (
        <Button
          variant="soft"
          size="sm"
          onClick={() => onAccept(offer.act)}
          aria-label={`${offer.label}: ${name}`}
          className="col-span-2 col-start-2 justify-self-start"
        >
          {offer.label}
        </Button>
      )}
    </li>
  );
}

/** Waits for a book that other catalogues are asked for; deals with it as soon as it has come, as was chosen when it was scanned. */
function Arrival({ isbn, onArrive }: { isbn: string; onArrive: (isbn: string) => void }) {
  const pending = usePending(isbn, null, onArrive);
  const words = pending && wordsOf(pending);
  return (
    <>
      <p className="flex items-start gap-1.5 text-sm">
        <CircleDot aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
        <span className="min-w-0">{words?.title ?? "Not in the catalogue yet"}</span>
      </p>
      {pending && !isMoving(pending) && (
        <Link
          href={`/pending/${encodeURIComponent(isbn)}`}
          prefetch={false}
          className="inline-flex min-h-8 items-center rounded-sm font-semibold text-primary text-sm underline"
        >
          {needsReader(pending) ? "Say what it is" : "More about it"}
        </Link>
      )}
    </>
  );
}
