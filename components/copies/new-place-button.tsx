"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonVariants } from "@/components/ui/button";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import { PlaceDialog } from "./place-dialog";

type NewPlaceButtonProps = {
  places: PlaceChoice[];
  parentId?: number | null;
  variant?: ButtonVariants["variant"];
  label?: string;
};

/** Opens the dialog that makes a place. */
export function NewPlaceButton({ places, parentId = null, variant, label = "New place" }: NewPlaceButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" />
        {label}
      </Button>
      {isOpen && <PlaceDialog places={places} parentId={parentId} onClose={() => setOpen(false)} />}
    </>
  );
}
