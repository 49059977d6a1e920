"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { sortCollectionAction } from "@/lib/library/actions";
import type { CollectionSort } from "@/lib/library/schema";

type KeepOrderProps = { collectionId: number; sort: CollectionSort; sortBefore: CollectionSort };

/** Makes the order that is shown the one in which the collection opens. */
export function KeepOrder({ collectionId, sort, sortBefore }: KeepOrderProps) {
  const [isPending, startTransition] = useTransition();
  const keep = () =>
    startTransition(async () => {
      await tell({
        done: "It opens in this order from now on",
        work: () => sortCollectionAction({ collectionId, sort }),
        undo: () => sortCollectionAction({ collectionId, sort: sortBefore }),
        undone: AS_BEFORE,
      });
    });
  return (
    <Button variant="ghost" size="sm" loading={isPending} onClick={keep} className="min-h-11 text-primary">
      Always open in this order
    </Button>
  );
}
