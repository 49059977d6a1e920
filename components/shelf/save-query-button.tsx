"use client";

import { FolderHeart } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { CollectionDialog } from "@/components/library/collection-dialog";
import { labelOf } from "@/components/library/words";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { tell } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { changeQueryAction } from "@/lib/library/actions";
import type { Collection } from "@/lib/library/schema";
import type { SavedQuery } from "@/lib/shelf/schema";

/** Keeps what is asked for as a collection, which is always as full as the question is. */
export function SaveQueryButton({ query }: { query: SavedQuery }) {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button
        variant="ghost"
        onClick={() => setOpen(true)}
        title="Save as collection"
        className="px-3 max-sm:[&>span]:sr-only"
      >
        <FolderHeart aria-hidden="true" />
        <span>Save as collection</span>
      </Button>
      {isOpen && (
        <CollectionDialog
          query={query}
          submitLabel="Save"
          onClose={() => setOpen(false)}
          // The dialog goes with the page: closing it first would step back in history and cross the way there.
          onSaved={({ id }) => router.push(`/library/${id}`)}
        />
      )}
    </>
  );
}

type ChangeQueryProps = { collection: Collection; before: SavedQuery; query: SavedQuery };

/** Stands over the room while what a collection fills itself by is being changed. */
export function ChangeQueryBar({ collection, before, query }: ChangeQueryProps) {
  const [isPending, startTransition] = useTransition();
  const router = useRouter();
  const home = `/library/${collection.id}`;

  function save() {
    startTransition(async () => {
      const change = (next: SavedQuery) => changeQueryAction({ collectionId: collection.id, query: next });
      const done = `Changed what ${labelOf(collection)} holds`;
      const isDone = await tell({
        done,
        work: () => change(query),
        undo: () => change(before),
        undone: AS_BEFORE,
      });
      if (isDone) startTransition(() => router.push(home));
    });
  }

  return (
    <section
      aria-label="What the collection holds"
      className="mb-4 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-beam-soft p-2 pl-4 text-on-beam-soft"
    >
      <p className="min-w-48 flex-1">
        Choose what <strong>{labelOf(collection)}</strong> holds: what you see below is what it will be.
      </p>
      <ButtonLink href={home} variant="ghost">
        Cancel
      </ButtonLink>
      <Button onClick={save} loading={isPending}>
        Save
      </Button>
    </section>
  );
}
