"use client";

import { BookOpenCheck, FolderPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ChooseCollection } from "@/components/library/choose-collection";
import { useSelection } from "@/components/library/selection";
import { asOnePart, sumOf, tellLot } from "@/components/library/tell-lot";
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
import { AS_BEFORE } from "@/components/ui/words";
import { changeAllAction, changeLotAction } from "@/lib/library/actions";
import type { Collection } from "@/lib/library/schema";
import { restoreStatusesAction, setStatusesAction } from "@/lib/reading/actions";
import { setAllStatusesAction } from "@/lib/shelf/actions";
import { STATUS_NAMES } from "@/lib/shelf/rules";
import { STATUSES, type Status } from "@/lib/shelf/schema";

type ShelfLotProps = { tagNames: string[]; collections: Collection[] };

/** What can be done with chosen books, wherever they stand: tags, a status, a collection. Each with one undo for all. */
export function ShelfLot({ tagNames, collections }: ShelfLotProps) {
  const { selected, count, all, stop } = useSelection();
  const [isChoosing, setChoosing] = useState(false);
  const router = useRouter();
  const many = countBooks(count);

  function setStatus(status: Status) {
    stop();
    const said = { status: status === "none" ? null : status, day: todayHere() };
    void tellLot({
      total: count,
      part: (after) =>
        all && "query" in all
          ? setAllStatusesAction({ query: all.query, after, ...said })
          : asOnePart(count, setStatusesAction({ books: selected.map(({ isbn }) => isbn), ...said })),
      say: (done) => `${STATUS_NAMES[status]}: ${countBooks(sumOf(done, "count"))}`,
      undo: ({ undo }) => restoreStatusesAction({ undo }),
      undone: AS_BEFORE,
      refresh: router.refresh,
    });
  }

  function put(into: Collection) {
    setChoosing(false);
    stop();
    const books = selected.map(({ bookId }) => ({ bookId }));
    void tellLot({
      total: count,
      part: (after) =>
        all
          ? changeAllAction({ of: all, after, takes: false, intoId: into.id })
          : asOnePart(count, changeLotAction({ put: { collectionId: into.id, books } })),
      say: (done) => sayPut("Added", sumOf(done, "count"), { added: sumOf(done, "added") }, labelOf(into)),
      // Nothing to take away where all of them were there already.
      undo: async ({ undo }) => (undo ? changeLotAction(undo) : { ok: true }),
      undone: "Taken away again",
      refresh: router.refresh,
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
