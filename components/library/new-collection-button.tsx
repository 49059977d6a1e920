"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, type ButtonVariants } from "@/components/ui/button";
import { CollectionDialog } from "./collection-dialog";

/** Asks for name and icon, then opens the new collection. */
export function NewCollectionButton({ variant }: Pick<ButtonVariants, "variant">) {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button variant={variant} onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" />
        New collection
      </Button>
      {isOpen && (
        <CollectionDialog
          submitLabel="Create"
          onClose={() => setOpen(false)}
          // The dialog goes with the page: closing it first would step back in history and cross the way there.
          onSaved={({ id }) => router.push(`/library/${id}`)}
        />
      )}
    </>
  );
}
