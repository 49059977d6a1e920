"use client";

import { BookOpenCheck, FolderPlus } from "lucide-react";
import { useState } from "react";
import { ChooseCollection } from "@/components/library/choose-collection";
import { useSelection } from "@/components/library/selection";
import { countBooks, labelOf, sayPut } from "@/components/library/words";
import { todayHere } from "@/components/reading/today";
import { TagLotButton } from "@/components/tags/tag-lot-button";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { tell } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { changeLotAction } from "@/lib/library/actions";
import type { LotInput } from "@/lib/library/lots/schema";
import type { Collection } from "@/lib/library/schema";
import { restoreStatusesAction, setStatusesAction } from "@/lib/reading/actions";
import type { Restore } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/shelf/rules";
import { STATUSES, type Status } from "@/lib/shelf/schema";

type ShelfLotProps = { tagNames: string[]; collections: Collection[] };

/** What can be done with chosen books, wherever they stand: tags, a status, a collection. Each with one undo for all. */
export function ShelfLot({ tagNames, collections }: ShelfLotProps) {
  const { selected, stop } = useSelection();
  const [isChoosing, setChoosing] = useState(false);
  const many = countBooks(selected.length);

  function setStatus(status: Status) {
    stop();
    let undo: Restore[] = [];
    void tell({
      done: `${STATUS_NAMES[status]}: ${many}`,
      undone: AS_BEFORE,
      work: async () => {
        const books = selected.map(({ isbn }) => isbn);
        const result = await setStatusesAction({ books, status: status === "none" ? null : status, day: todayHere() });
        if (result.ok) undo = result.undo;
        return result;
      },
      undo: () => restoreStatusesAction({ undo }),
    });
  }

  function put(into: Collection) {
    setChoosing(false);
    stop();
    let undo: LotInput | null = null;
    void tell({
      done: `Added to ${labelOf(into)}`,
      work: async () => {
        const result = await changeLotAction({
          put: { collectionId: into.id, books: selected.map(({ bookId }) => ({ bookId })) },
        });
        if (!result.ok) return result;
        undo = result.undo;
        return { ok: true, said: sayPut("Added", selected.length, result, labelOf(into)) };
      },
      // Nothing to take away where all of them were there already.
      undo: async () => (undo ? changeLotAction(undo) : { ok: true }),
    });
  }

  return (
    <>
      <TagLotButton suggestions={tagNames} />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost">
            <BookOpenCheck aria-hidden="true" />
            Status…
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          {STATUSES.map((status) => (
            <DropdownMenuItem key={status} onSelect={() => setStatus(status)}>
              {STATUS_NAMES[status]}
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
      <Button variant="ghost" onClick={() => setChoosing(true)}>
        <FolderPlus aria-hidden="true" />
        Add to…
      </Button>
      {isChoosing && (
        <ChooseCollection
          title={`Add ${many} to…`}
          choices={collections}
          canMake
          onChoose={put}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  );
}
