"use client";

import { Copy, FolderInput, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { LotInput, LotResult } from "@/lib/library/lots/schema";
import type { Collection } from "@/lib/library/schema";
import { ChooseCollection } from "./choose-collection";
import { type SelectedBook, useSelection } from "./selection";
import { countBooks, labelOf, sayMoved, sayPut, sayTakenOut } from "./words";

type LotButtonsProps = {
  collection: Collection;
  choices: Collection[];
  onChange: (lot: LotInput, say: (result: LotResult) => string) => void;
  onTakeOut: (books: SelectedBook[]) => void;
  /** The same with all that are in it, `count` in the end: out of it, into another one, or both. */
  onChangeAll: (change: AllChange, say: (result: LotResult & { count: number }) => string) => void;
};

export type AllChange = { takes: boolean; intoId?: number };

/** Moves, copies and takes out the chosen books of a collection. */
export function LotButtons({ collection, choices, onChange, onTakeOut, onChangeAll }: LotButtonsProps) {
  const { selected, count, isAll, stop } = useSelection();
  const [asked, ask] = useState<"move" | "copy" | null>(null);
  const many = countBooks(count);

  function put(into: Collection) {
    const bookIds = selected.map(({ bookId }) => bookId);
    const put = { collectionId: into.id, books: bookIds.map((bookId) => ({ bookId })) };
    const take = asked === "move" ? { collectionId: collection.id, bookIds } : undefined;
    const to = labelOf(into);
    const say = (of: number) => (result: LotResult) =>
      take ? sayMoved(of, result, to) : sayPut("Copied", of, result, to);
    if (isAll) onChangeAll({ takes: asked === "move", intoId: into.id }, (result) => say(result.count)(result));
    else onChange({ take, put }, say(bookIds.length));
    ask(null);
    stop();
  }

  function takeOut() {
    if (!isAll) return onTakeOut(selected);
    onChangeAll({ takes: true }, (result) => sayTakenOut(countBooks(result.count), result, labelOf(collection)));
    stop();
  }

  return (
    <>
      <Button variant="ghost" onClick={() => ask("move")}>
        <FolderInput aria-hidden="true" />
        Move to…
      </Button>
      <Button variant="ghost" onClick={() => ask("copy")}>
        <Copy aria-hidden="true" />
        Copy to…
      </Button>
      <Button variant="ghost" onClick={takeOut}>
        <X aria-hidden="true" />
        Take out
      </Button>
      {asked && (
        <ChooseCollection
          title={`${asked === "move" ? "Move" : "Copy"} ${many} to…`}
          choices={choices.filter(({ id }) => id !== collection.id)}
          canMake
          onChoose={put}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
