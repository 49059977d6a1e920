"use client";

import { Copy, FolderInput, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { LotInput } from "@/lib/library/lots/schema";
import type { Collection } from "@/lib/library/schema";
import { ChooseCollection } from "./choose-collection";
import { type SelectedBook, useSelection } from "./selection";
import { countBooks, labelOf } from "./words";

type LotButtonsProps = {
  collection: Collection;
  choices: Collection[];
  onChange: (lot: LotInput, say: (result: { taken: number; added: number }) => string) => void;
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
    const verb = asked === "move" ? "Moved" : "Copied";
    onChange({ take, put }, ({ added }) => {
      const present = bookIds.length - added;
      const rest = present === 0 ? "" : `, ${present} ${present === 1 ? "was" : "were"} there already`;
      return `${verb} ${many} to ${labelOf(into)}${rest}`;
    });
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
