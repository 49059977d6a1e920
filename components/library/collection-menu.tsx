"use client";

import { Combine, Ellipsis, House, Pencil, Share2, Trash2 } from "lucide-react";
import { useState, useTransition } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { tell } from "@/components/ui/tell";
import { useDeletion } from "@/components/ui/use-deletion";
import { AS_BEFORE } from "@/components/ui/words";
import { deleteCollectionAction, restoreCollectionAction, shareWithHouseholdAction } from "@/lib/library/actions";
import type { Collection, CollectionDetail, CollectionRights } from "@/lib/library/schema";
import type { CollectionLink } from "@/lib/library/sharing/schema";
import { CollectionDialog } from "./collection-dialog";
import { MergeDialog } from "./merge-dialog";
import { ShareDialog } from "./share-dialog";
import { labelOf } from "./words";

type CollectionMenuProps = {
  collection: CollectionDetail;
  link: CollectionLink | null;
  /** Whether the household sees it, and whether there is one. */
  rights?: Pick<CollectionRights, "isShared" | "canShare">;
  /** With which it can be merged. */
  choices: Collection[];
  /** It fills itself: its books are nobody's to give on or to merge. */
  isSmart?: boolean;
};

const NO_HOUSEHOLD = { isShared: false, canShare: false };

/** What can be done with a collection as a whole. Deleting is undone from the toast. */
export function CollectionMenu({ collection, link, rights = NO_HOUSEHOLD, choices, isSmart }: CollectionMenuProps) {
  const [open, setOpen] = useState<"edit" | "share" | "merge" | null>(null);
  const [isChanging, startTransition] = useTransition();
  const { remove, isPending: isDeleting } = useDeletion({
    name: labelOf(collection),
    ...{ goneTo: "/library", goneReason: "collection_not_found" },
    remove: () => deleteCollectionAction({ collectionId: collection.id }),
    restore: restoreCollectionAction,
    backTo: ({ collection: { id } }: { collection: Collection }) => `/library/${id}`,
  });
  const isPending = isChanging || isDeleting;

  function showHousehold(isShared: boolean) {
    const say = (shared: boolean) => () => shareWithHouseholdAction({ collectionId: collection.id, isShared: shared });
    startTransition(async () => {
      await tell({
        done: isShared ? "Your household sees it and can put books in" : "Your household no longer sees it",
        work: say(isShared),
        undo: say(!isShared),
        undone: AS_BEFORE,
      });
    });
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label="More for this collection" variant="secondary" loading={isPending}>
            <Ellipsis aria-hidden="true" />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setOpen("edit")}>
            <Pencil aria-hidden="true" />
            Name, icon and description
          </DropdownMenuItem>
          {!isSmart && (
            <DropdownMenuItem onSelect={() => setOpen("share")}>
              <Share2 aria-hidden="true" />
              {link ? "Shared by a link" : "Share by a link"}
            </DropdownMenuItem>
          )}
          {!isSmart && (rights.canShare || rights.isShared) && (
            <DropdownMenuItem onSelect={() => showHousehold(!rights.isShared)}>
              <House aria-hidden="true" />
              {rights.isShared ? "Stop sharing with my household" : "Share with my household"}
            </DropdownMenuItem>
          )}
          {choices.length > 1 && (
            <DropdownMenuItem onSelect={() => setOpen("merge")}>
              <Combine aria-hidden="true" />
              Merge with another
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem danger onSelect={remove}>
            <Trash2 aria-hidden="true" />
            Delete collection
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {open === "edit" && (
        <CollectionDialog
          collection={collection}
          submitLabel="Save"
          onClose={() => setOpen(null)}
          onSaved={() => setOpen(null)}
        />
      )}
      {open === "share" && <ShareDialog collection={collection} link={link} onClose={() => setOpen(null)} />}
      {open === "merge" && <MergeDialog collection={collection} choices={choices} onClose={() => setOpen(null)} />}
    </>
  );
}
