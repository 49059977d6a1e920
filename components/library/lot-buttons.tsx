"use client";

import { Copy, FolderInput, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { LotInput, LotResult } from "@/lib/library/lots/schema";
import type { Collection } from "@/lib/library/schema";
import { ChooseCollection } from "./choose-collection";
import { type SelectedBook, useSelection } from "./selection";
import { countBooks, labelOf, sayMoved, sayPut } from "./words";

type LotButtonsProps = {
  collection: Collection;
  choices: Collection[];
  onChange: (lot: LotInput, say: (result: LotResult) => string) => void;
  onTakeOut: (books: SelectedBook[]) => void;
};

/** Moves, copies and takes out the chosen books of a collection. */
export function LotButtons({ collection, choices, onChange, onTakeOut }: LotButtonsProps) {
  const { selected, stop } = useSelection();
  const [asked, ask] = useState<"move" | "copy" | null>(null);
  const many = countBooks(selected.length);

  function put(into: Collection) {
    const bookIds = selected.map(({ bookId }) => bookId);
    const put = { collectionId: into.id, books: bookIds.map((bookId) => ({ bookId })) };
    const take = asked === "move" ? { collectionId: collection.id, bookIds } : undefined;
    const to = labelOf(into);
    onChange({ take, put }, (result) =>
      take ? sayMoved(bookIds.length, result, to) : sayPut("Copied", bookIds.length, result, to),
    );
    ask(null);
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
      <Button variant="ghost" onClick={() => onTakeOut(selected)}>
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
