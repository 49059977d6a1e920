"use client";

import { FolderInput, Pencil } from "lucide-react";
import { useMemo, useState } from "react";
import { BookRow } from "@/components/book/book-row";
import { SelectBox, SelectButton, SelectionBar, SelectionProvider, useSelection } from "@/components/library/selection";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { tell } from "@/components/ui/tell";
import { moveAllAction, moveCopiesAction, putBackAction } from "@/lib/copies/actions";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { PlacedCopy, PutBackInput } from "@/lib/copies/schema";
import { ChoosePlace } from "./choose-place";
import { CopyDialog } from "./copy-dialog";
import { useCopyChanges } from "./use-copy-changes";
import { countCopies, sayDetails } from "./words";

type PlacedCopiesProps = {
  copies: PlacedCopy[];
  /** How many stand here, where there may be more than are shown. */
  total?: number;
  places: PlaceChoice[];
  /** Where the page is: what stands right there need not say so. */
  here: number | null;
  /** Whether others live here too: then it is said whose a copy is. */
  isShared: boolean;
};

/** What stands in a place, to be moved one by one or many at once. */
export function PlacedCopies({ copies, total, places, here, isShared }: PlacedCopiesProps) {
  // Each copy is chosen by itself: of one book two may stand here.
  const chosen = useMemo(
    () => copies.map(({ id, book }) => ({ bookId: id, isbn: book.isbn, title: book.title })),
    [copies],
  );
  return (
    <SelectionProvider books={chosen} total={total} which="that stand here">
      <div className="mb-2 flex justify-end">
        <SelectButton />
      </div>
      <SelectionBar>
        <MoveButton places={places} here={here} />
      </SelectionBar>
      <ul className="grid grid-cols-1 gap-1">
        {copies.map((copy, at) => (
          <PlacedRow key={copy.id} copy={copy} places={places} here={here} isShared={isShared} box={chosen[at]} />
        ))}
      </ul>
    </SelectionProvider>
  );
}

function MoveButton({ places, here }: Pick<PlacedCopiesProps, "places" | "here">) {
  const { selected, count, isAll, stop } = useSelection();
  const [isOpen, setOpen] = useState(false);
  const many = countCopies(count);

  function move(placeId: number | null, words: string) {
    setOpen(false);
    const copyIds = selected.map(({ bookId }) => bookId);
    let undo: PutBackInput | null = null;
    void tell({
      done: `${many} moved: ${words}`,
      work: async () => {
        const result = isAll
          ? await moveAllAction({ fromId: here, placeId })
          : await moveCopiesAction({ copyIds, placeId });
        if (!result.ok) return result;
        undo = result.undo;
        return { ok: true, said: `${countCopies(isAll ? result.moved : copyIds.length)} moved: ${words}` };
      },
      undo: async () => (undo ? putBackAction(undo) : { ok: true }),
      undone: "Put back",
    });
    stop();
  }

  return (
    <>
      <Button variant="ghost" onClick={() => setOpen(true)}>
        <FolderInput aria-hidden="true" />
        Move to…
      </Button>
      {isOpen && (
        <ChoosePlace title={`Move ${many} to…`} places={places} onChoose={move} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

type PlacedRowProps = Omit<PlacedCopiesProps, "copies" | "total"> & {
  copy: PlacedCopy;
  box?: { bookId: number; isbn: string; title: string };
};

function PlacedRow({ copy, places, here, isShared, box }: PlacedRowProps) {
  const [isOpen, setOpen] = useState(false);
  const { isOn } = useSelection();
  const { remove, tellSaved } = useCopyChanges();
  const where = [isShared && !copy.isMine && `${copy.owner}’s`, copy.placeId !== here && copy.place, sayDetails(copy)];
  return (
    <li className="relative">
      <BookRow
        book={copy.book}
        note={where.filter(Boolean).join(" · ") || undefined}
        actions={
          copy.isMine && !isOn ? (
            <IconButton label={`Change your copy of “${copy.book.title}”`} title="Change" onClick={() => setOpen(true)}>
              <Pencil aria-hidden="true" />
            </IconButton>
          ) : undefined
        }
      />
      {box && <SelectBox book={box} />}
      {isOpen && (
        <CopyDialog
          book={copy.book}
          copy={copy}
          places={places}
          currency={copy.currency}
          onClose={() => setOpen(false)}
          onSaved={(saved) => {
            setOpen(false);
            tellSaved(saved);
          }}
          onDelete={() => {
            setOpen(false);
            void remove(copy.id);
          }}
        />
      )}
    </li>
  );
}
