"use client";

import { Check, ListChecks, X } from "lucide-react";
import { createContext, type KeyboardEvent, type ReactNode, useContext, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import type { LotSource } from "@/lib/library/lots/schema";
import { countBooks } from "./words";

/** What an action on many books needs of each. */
export type SelectedBook = { bookId: number; isbn: string; title: string };

type Selection = {
  /** Whether books are being chosen: they carry boxes then, and lead nowhere. */
  isOn: boolean;
  start: () => void;
  stop: () => void;
  /** Those that are chosen, in the order in which they stand; of all of them, those that are shown. */
  selected: SelectedBook[];
  /** How many are chosen. */
  count: number;
  shown: number;
  /** How many there are, shown or not, and in words which these are. */
  total: number;
  which: string;
  /** Whether all of them are chosen, also those that are not shown. */
  isAll: boolean;
  /** What is done something to then, in place of `selected`: the server finds its books itself. */
  all: LotSource | null;
  has: (bookId: number) => boolean;
  /** `isRange`: all from the one chosen before to this one. */
  toggle: (bookId: number, isRange: boolean) => void;
  selectShown: () => void;
  selectAll: () => void;
};

const SelectionContext = createContext<Selection | null>(null);

/** The choice of books on this page, for whatever is done to many at once. */
export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (!selection) throw new Error("there is no SelectionProvider around this");
  return selection;
}

type SelectionProviderProps = {
  /** Those that the page shows. */
  books: SelectedBook[];
  /** Of how many, if there are more: "that match", "in this collection". All of them can be chosen then. */
  total?: number;
  which?: string;
  of?: LotSource;
  children: ReactNode;
};

/** Lets the books that a page shows be chosen by boxes: one, a range with Shift, all with Ctrl+A; Esc ends it. */
export function SelectionProvider({ books, total = books.length, which = "", of, children }: SelectionProviderProps) {
  const [isOn, setOn] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [isAll, setAll] = useState(false);
  const [last, setLast] = useState<number | null>(null);

  const selection = useMemo((): Selection => {
    const stop = () => {
      setOn(false);
      setChosen(new Set());
      setAll(false);
      setLast(null);
    };
    const shown = new Set(books.map(({ bookId }) => bookId));
    const before = isAll ? shown : chosen;
    const selected = books.filter(({ bookId }) => before.has(bookId));
    const indexOf = (bookId: number | null) => books.findIndex((book) => book.bookId === bookId);
    return {
      isOn,
      start: () => setOn(true),
      stop,
      selected,
      count: isAll ? total : selected.length,
      shown: books.length,
      ...{ total, which, isAll },
      all: isAll ? (of ?? null) : null,
      has: (bookId) => before.has(bookId),
      toggle: (bookId, isRange) => {
        const from = isRange ? indexOf(last) : -1;
        const to = indexOf(bookId);
        const range = from === -1 ? [] : books.slice(Math.min(from, to), Math.max(from, to) + 1);
        const next = new Set(before);
        if (range.length > 0) for (const one of range) next.add(one.bookId);
        else if (!next.delete(bookId)) next.add(bookId);
        setChosen(next);
        // All but one are chosen among those that are shown.
        setAll(false);
        setLast(bookId);
      },
      selectShown: () => {
        setChosen(shown);
        setAll(false);
      },
      selectAll: () => setAll(true),
    };
  }, [books, total, which, of, isOn, chosen, isAll, last]);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    // What a dialog or menu hears comes up here too, though it stands elsewhere on the page.
    if (!isOn || isTyping || event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
    if (event.key === "Escape") selection.stop();
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selection.selectShown();
    }
  }

  return (
    <SelectionContext value={selection}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys for the boxes inside, which work without them too */}
      <div onKeyDown={onKeyDown}>{children}</div>
    </SelectionContext>
  );
}

/** Begins or ends choosing. */
export function SelectButton() {
  const { isOn, start, stop } = useSelection();
  return (
    <IconButton
      label="Choose several books"
      aria-pressed={isOn}
      onClick={isOn ? stop : start}
      className={cn("rounded-full", isOn ? "bg-primary text-on-primary hover:bg-primary-hover" : "text-muted")}
    >
      <ListChecks aria-hidden="true" />
    </IconButton>
  );
}

/** The box of one book, over all of its card; nothing while no books are chosen. */
export function SelectBox({ book }: { book: SelectedBook }) {
  const { isOn, has, toggle } = useSelection();
  if (!isOn) return null;
  return (
    <div className="absolute inset-0 z-10 rounded-md has-checked:bg-primary/15 has-focus-visible:outline-3 has-focus-visible:outline-beam">
      <input
        type="checkbox"
        data-book={book.bookId}
        aria-label={book.title}
        checked={has(book.bookId)}
        onChange={() => undefined}
        // The click, and not the change, tells whether Shift is held.
        onClick={(event) => toggle(book.bookId, event.shiftKey)}
        className="peer absolute inset-0 size-full cursor-pointer opacity-0"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-3 left-2 grid size-7 place-items-center rounded-sm border-2 border-line-strong bg-raised text-transparent shadow-sm peer-checked:border-primary peer-checked:bg-primary peer-checked:text-on-primary"
      >
        <Check className="size-5" />
      </span>
    </div>
  );
}

/** Stays in view while books are chosen: how many, all of them, and what can be done with them; children are buttons. */
export function SelectionBar({ children }: { children: ReactNode }) {
  const { isOn, stop, selected, count, shown, total, isAll, selectShown } = useSelection();
  const shownRef = useRef<HTMLButtonElement>(null);
  if (!isOn) return null;
  const isMore = total > shown;
  const isChosen = !isAll && selected.length === shown;
  return (
    <section
      aria-label="Chosen books"
      className="sticky top-2 z-20 mb-4 rounded-lg border border-line bg-raised p-1.5 shadow-md"
    >
      <div className="flex items-center gap-1">
        <p role="status" className="min-w-0 flex-1 pl-2.5 font-semibold">
          {count === 0 ? "Choose books" : `${isAll ? "All " : ""}${countBooks(count)} chosen`}
        </p>
        {/* Not disabled by what it has just done: the focus is on it. */}
        <Button ref={shownRef} variant="ghost" onClick={selectShown}>
          {isAll ? `Only the ${shown} shown` : `All ${shown}${isMore ? " shown" : ""}`}
        </Button>
        <IconButton label="Done choosing" onClick={stop}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      {isMore && isChosen && <ChooseAll onChosen={() => shownRef.current?.focus()} />}
      {count > 0 && <div className="flex flex-wrap gap-1 border-line border-t pt-1 [&>button]:px-3">{children}</div>}
    </section>
  );
}

/** Once all that are shown are chosen: the way to all that there are. It goes when it is pressed; `onChosen` takes the focus. */
function ChooseAll({ onChosen }: { onChosen: () => void }) {
  const { shown, total, which, selectAll } = useSelection();
  const choose = () => {
    onChosen();
    selectAll();
  };
  return (
    <p className="flex flex-wrap items-center gap-x-2 border-line border-t py-1 pl-2.5">
      <span>The {shown} that this page shows are chosen.</span>
      <Button variant="soft" size="sm" onClick={choose}>
        Choose all {total.toLocaleString("en")} {which}
      </Button>
    </p>
  );
}
