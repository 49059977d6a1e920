"use client";

import { Ellipsis, FolderInput, Pencil, QrCode, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { tell } from "@/components/ui/tell";
import { useDeletion } from "@/components/ui/use-deletion";
import { moveAllAction, putBackAction } from "@/lib/copies/actions";
import { deletePlaceAction, restorePlaceAction } from "@/lib/copies/places/actions";
import type { PlaceChoice, PlaceKind } from "@/lib/copies/places/schema";
import { type PutBackInput, placeHref } from "@/lib/copies/schema";
import { ChoosePlace } from "./choose-place";
import { PlaceDialog } from "./place-dialog";
import { countCopies } from "./words";

type PlaceMenuProps = {
  place: { id: number; name: string; kind: PlaceKind; parentId: number | null };
  places: PlaceChoice[];
  count: number;
};

/** What can be done with a place as a whole. Deleting and moving are undone from the toast. */
export function PlaceMenu({ place, places, count }: PlaceMenuProps) {
  const [open, setOpen] = useState<"edit" | "move" | null>(null);
  const [isMoving, startTransition] = useTransition();
  const router = useRouter();
  const { remove, isPending: isDeleting } = useDeletion({
    name: place.name,
    goneTo: place.parentId === null ? "/library/places" : placeHref(place.parentId),
    goneReason: "place_not_found",
    remove: () => deletePlaceAction({ placeId: place.id }),
    restore: restorePlaceAction,
    backTo: ({ placeId }: { placeId: number }) => placeHref(placeId),
  });

  function moveEverything(placeId: number | null, words: string) {
    setOpen(null);
    startTransition(async () => {
      let undo: PutBackInput | null = null;
      await tell({
        done: `Moved: ${words}`,
        work: async () => {
          const result = await moveAllAction({ fromId: place.id, placeId });
          if (!result.ok) return result;
          undo = result.undo;
          return { ok: true, said: `${countCopies(result.moved)} moved: ${words}` };
        },
        undo: async () => (undo ? putBackAction(undo) : { ok: true }),
        undone: "Put back",
      });
    });
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label="More for this place" variant="secondary" loading={isMoving || isDeleting}>
            <Ellipsis aria-hidden="true" />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setOpen("edit")}>
            <Pencil aria-hidden="true" />
            Name and whereabouts
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => router.push(`/library/labels?places=${place.id}`)}>
            <QrCode aria-hidden="true" />
            Print its label
          </DropdownMenuItem>
          {count > 0 && (
            <DropdownMenuItem onSelect={() => setOpen("move")}>
              <FolderInput aria-hidden="true" />
              Move all books…
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={remove}>
            <Trash2 aria-hidden="true" />
            Delete place
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {open === "edit" && <PlaceDialog place={place} places={places} onClose={() => setOpen(null)} />}
      {open === "move" && (
        <ChoosePlace
          title={`Move ${countCopies(count)} to…`}
          places={places.filter(({ id }) => id !== place.id)}
          onChoose={moveEverything}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
