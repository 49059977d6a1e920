"use client";

import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useOptimistic, useRef, useState, useTransition } from "react";
import { BookCard, BookShelf } from "@/components/book/book-card";
import { BookRow } from "@/components/book/book-row";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast";
import { AS_BEFORE, GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { changeAllAction, changeLotAction, moveBookAction } from "@/lib/library/actions";
import type { LotInput, LotResult } from "@/lib/library/lots/schema";
import type { Place } from "@/lib/library/ordering/schema";
import { canTakeOut } from "@/lib/library/policy";
import type { Collection, CollectionBook, CollectionDetail, CollectionLook } from "@/lib/library/schema";
import { type AllChange, LotButtons } from "./lot-buttons";
import { MoveHandle, type Step } from "./move-handle";
import { SelectBox, SelectionBar, useSelection } from "./selection";
import { sumOf, tellLot } from "./tell-lot";
import { useDragOrder } from "./use-drag-order";
import { countBooks, labelOf, sayTakenOut } from "./words";

type CollectionBooksProps = {
  collection: CollectionDetail;
  books: CollectionBook[];
  view: CollectionLook;
  /** Shown in the order by hand: books can be moved. */
  isByHand: boolean;
  /** Who is looking. */
  readerId: number;
  /** Where chosen books can go. */
  choices: Collection[];
  /** More to do with chosen books: components that take them from `useSelection`. */
  lotActions?: ReactNode;
};

const NONE: CollectionBook[] = [];

type Changed = Extract<Awaited<ReturnType<typeof changeAllAction>>, { ok: true }>;

type Change = { out: number[] } | { moved: number; to: number };

/** What the page shows before the server has answered. */
function applyChange(books: CollectionBook[], change: Change): CollectionBook[] {
  if ("out" in change) return books.filter(({ bookId }) => !change.out.includes(bookId));
  const moved = books.find(({ bookId }) => bookId === change.moved);
  return moved ? books.filter((book) => book !== moved).toSpliced(change.to, 0, moved) : books;
}

/** The books of a collection, as covers or as rows. What is done to them shows at once and is taken back on failure. */
export function CollectionBooks({
  collection,
  books,
  view,
  isByHand,
  readerId,
  choices,
  lotActions,
}: CollectionBooksProps) {
  const [, startTransition] = useTransition();
  const [hidden, hide] = useState<CollectionBook[] | null>(null);
  // All of them are on their way out: those that the server shows after that are others.
  const [present, showBefore] = useOptimistic(hidden === books ? NONE : books, applyChange);
  const [said, say] = useState("");
  const selection = useSelection();
  const router = useRouter();
  const drag = useDragOrder({ isGrid: view === "shelf", onDrop: (from, to) => moveTo(present[from], to) });
  const focusNext = useRef<number | null>(null);

  // A card that changes its place loses the focus; whoever moves it by keys goes on with it.
  useEffect(() => {
    if (focusNext.current === null) return;
    document.querySelector<HTMLElement>(`[data-handle="${focusNext.current}"]`)?.focus();
    focusNext.current = null;
  });

  function change(wanted: Change | null, work: () => Promise<void>) {
    startTransition(async () => {
      if (wanted) showBefore(wanted);
      try {
        await work();
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  function changeLot(lot: LotInput, say?: (result: LotResult) => string) {
    change(lot.take && lot.take.collectionId === collection.id ? { out: lot.take.bookIds } : null, async () => {
      const result = await changeLotAction(lot);
      if (!result.ok) return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      const { undo } = result;
      const action = undo ? { label: "Undo", onAction: () => changeLot(undo) } : undefined;
      if (say) toast({ message: say(result), action });
    });
  }

  // Not within a transition: it may take a while, and the reader may go elsewhere meanwhile.
  async function changeAll(what: AllChange, say: (result: LotResult & { count: number }) => string) {
    if (what.takes) hide(books);
    const isDone = await tellLot<Changed>({
      total: collection.bookCount,
      part: (after) => changeAllAction({ of: { collectionId: collection.id }, after, ...what }),
      say: (done) => {
        const sum = (key: "count" | "taken" | "added" | "stayed") => sumOf(done, key);
        return say({ count: sum("count"), taken: sum("taken"), added: sum("added"), stayed: sum("stayed") });
      },
      undo: async ({ undo }) => (undo ? changeLotAction(undo) : { ok: true }),
      undone: AS_BEFORE,
      refresh: router.refresh,
    });
    if (!isDone) hide(null);
  }

  function takeOut(some: { bookId: number; title: string }[]) {
    const [first] = some;
    const what = some.length === 1 ? `“${first?.title}”` : countBooks(some.length);
    const bookIds = some.map(({ bookId }) => bookId);
    changeLot({ take: { collectionId: collection.id, bookIds } }, (result) =>
      sayTakenOut(what, result, labelOf(collection)),
    );
    selection.stop();
  }

  function move(book: CollectionBook, place: Place, to: number | null, offersUndo = false) {
    change(to === null ? null : { moved: book.bookId, to }, async () => {
      const result = await moveBookAction({ collectionId: collection.id, bookId: book.bookId, place });
      if (!result.ok) return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      if (!offersUndo) return;
      const where = place === "start" ? "to the top" : "to the end";
      const action = { label: "Undo", onAction: () => move(book, result.undo, null) };
      toast({ message: `Moved “${book.title}” ${where}`, action });
    });
  }

  function moveTo(book: CollectionBook | undefined, to: number) {
    if (!book) return;
    const others = present.filter((one) => one !== book);
    const [before, behind] = [others[to - 1], others[to]];
    if (before) move(book, { after: before.bookId }, to);
    else if (behind) move(book, { before: behind.bookId }, to);
    say(`“${book.title}” is now ${to + 1} of ${present.length}.`);
  }

  function step(book: CollectionBook, way: Step) {
    const at = present.indexOf(book);
    focusNext.current = book.bookId;
    if (way === "up" || way === "down") return moveTo(book, way === "up" ? at - 1 : at + 1);
    move(book, way, way === "start" ? 0 : present.length - 1, true);
  }

  function buttonOf(book: CollectionBook, at: number) {
    if (selection.isOn) return null;
    if (isByHand) {
      return (
        <MoveHandle
          book={book}
          isFirst={at === 0}
          isLast={at === present.length - 1}
          onPress={(event, onTap) => drag.start(event, at, onTap)}
          onStep={(way) => step(book, way)}
          onTakeOut={() => takeOut([book])}
        />
      );
    }
    if (!canTakeOut({ id: readerId }, collection, book)) return null;
    const isList = view === "list";
    return (
      // Small to the eye, so that the covers are what is seen; with a mouse it waits for the pointer.
      <IconButton
        label={`Take “${book.title}” out`}
        title="Take out"
        onClick={() => takeOut([book])}
        className={
          isList
            ? undefined
            : "transition-opacity hover:bg-transparent focus-visible:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
        }
      >
        {isList ? (
          <X aria-hidden="true" />
        ) : (
          <span className="grid size-8 place-items-center rounded-full border border-line bg-raised shadow-sm">
            <X aria-hidden="true" className="size-4" />
          </span>
        )}
      </IconButton>
    );
  }

  return (
    <>
      <SelectionBar>
        <LotButtons
          collection={collection}
          choices={choices}
          onChange={changeLot}
          onTakeOut={takeOut}
          onChangeAll={changeAll}
        />
        {lotActions}
      </SelectionBar>
      <p role="status" className="sr-only">
        {said}
      </p>
      {/* What is dragged lies over the others, and the pointer sees through it. */}
      <div className="[&_[data-dragged]]:pointer-events-none [&_[data-dragged]]:relative [&_[data-dragged]]:z-20 [&_[data-dragged]]:opacity-75">
        {view === "list" ? (
          <ul className="grid grid-cols-1 gap-1">
            {present.map((book, at) => (
              <li key={book.bookId}>
                <BookRow book={book} actions={buttonOf(book, at)} overlay={<SelectBox book={book} />} />
              </li>
            ))}
          </ul>
        ) : (
          <BookShelf>
            {present.map((book, at) => (
              <BookCard key={book.bookId} book={book} action={buttonOf(book, at)} overlay={<SelectBox book={book} />} />
            ))}
          </BookShelf>
        )}
      </div>
      {drag.bar && (
        <div aria-hidden="true" style={drag.bar} className="pointer-events-none fixed z-30 rounded-full bg-beam" />
      )}
    </>
  );
}
