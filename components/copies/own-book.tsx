"use client";

import { BookCheck, MapPin, Pencil, Plus } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { deleteCopyAction, moveCopiesAction, ownBookAction, putBackAction } from "@/lib/copies/actions";
import type { Owned } from "@/lib/copies/owned/schema";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CopyView } from "@/lib/copies/schema";
import { ChoosePlace } from "./choose-place";
import { CopyDialog } from "./copy-dialog";
import { OwnedWords } from "./owned-line";
import { useCopyChanges } from "./use-copy-changes";
import { sayCopy, sayDetails } from "./words";

type OwnBookProps = {
  book: { isbn: string; title: string };
  copies: CopyView[];
  places: PlaceChoice[];
  currency: string | null;
  /** What the household has of other editions. */
  other?: Owned;
};

/** The copies of a book in the house: one tap says that one has it, and each copy can say where it stands and how it is. */
export function OwnBook({ book, copies, places, currency, other }: OwnBookProps) {
  const [open, setOpen] = useState<CopyView | "new" | null>(null);
  const [moving, setMoving] = useState<CopyView | null>(null);
  const [isPending, startTransition] = useTransition();
  const { remove, tellSaved } = useCopyChanges();
  const isOwner = copies.some(({ isMine }) => isMine);

  function own() {
    let copyId = 0;
    startTransition(async () => {
      await tell({
        done: "It is yours",
        work: async () => {
          const result = await ownBookAction({ isbn: book.isbn });
          if (result.ok) copyId = result.copyId;
          return result;
        },
        undo: () => deleteCopyAction({ copyId }),
        undone: "Taken off your shelf again",
      });
    });
  }

  function move(copy: CopyView, placeId: number | null, words: string) {
    setMoving(null);
    startTransition(async () => {
      let undo: Parameters<typeof putBackAction>[0] | null = null;
      await tell({
        done: `Now ${placeId === null ? words : `in ${words}`}`,
        work: async () => {
          const result = await moveCopiesAction({ copyIds: [copy.id], placeId });
          if (result.ok) undo = result.undo;
          return result;
        },
        undo: async () => (undo ? putBackAction(undo) : { ok: true }),
        undone: "Put back",
      });
    });
  }

  return (
    <section aria-label="Copies" className="grid grid-cols-1 gap-1.5">
      {copies.length > 0 && (
        <ul className="grid grid-cols-1 gap-1.5">
          {copies.map((copy) => (
            <CopyItem key={copy.id} copy={copy} onEdit={() => setOpen(copy)} onMove={() => setMoving(copy)} />
          ))}
        </ul>
      )}
      {other && !isOwner && <OwnedWords owned={other} className="py-1.5" />}
      {isOwner ? (
        <Button variant="ghost" onClick={() => setOpen("new")} className="justify-self-start px-3">
          <Plus aria-hidden="true" />
          Another copy
        </Button>
      ) : (
        <Button variant="secondary" size="lg" block loading={isPending} onClick={own}>
          <BookCheck aria-hidden="true" />I own this
        </Button>
      )}
      {open !== null && (
        <CopyDialog
          book={book}
          copy={open === "new" ? undefined : open}
          places={places}
          currency={currency}
          onClose={() => setOpen(null)}
          onSaved={(saved) => {
            setOpen(null);
            tellSaved(saved);
          }}
          onDelete={
            open === "new"
              ? undefined
              : () => {
                  setOpen(null);
                  void remove(open.id);
                }
          }
        />
      )}
      {moving && (
        <ChoosePlace
          title={`Where is ${moving.owner}’s copy?`}
          places={places}
          onChoose={(placeId, words) => move(moving, placeId, words)}
          onClose={() => setMoving(null)}
        />
      )}
    </section>
  );
}

type CopyItemProps = { copy: CopyView; onEdit: () => void; onMove: () => void };

function CopyItem({ copy, onEdit, onMove }: CopyItemProps) {
  const details = sayDetails(copy);
  return (
    <li className="flex min-h-12 items-center gap-2.5 rounded-md bg-success-soft pr-1 pl-4 text-on-success-soft">
      <BookCheck aria-hidden="true" className="size-5 shrink-0" />
      <div className="min-w-0 flex-1 py-2">
        <p className="break-words font-semibold">{sayCopy(copy)}</p>
        {details && <p className="line-clamp-3 break-words text-sm">{details}</p>}
      </div>
      {copy.isMine ? (
        <Button variant="ghost" onClick={onEdit} aria-label={`Change: ${sayCopy(copy)}`} className="px-3">
          <Pencil aria-hidden="true" />
        </Button>
      ) : (
        <Button variant="ghost" onClick={onMove} aria-label={`Say where ${copy.owner}’s copy is`} className="px-3">
          <MapPin aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}
