"use client";

import { MapPinOff } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import { PlaceIcon } from "./place-icon";

type ChoosePlaceProps = {
  title: string;
  places: PlaceChoice[];
  onChoose: (placeId: number | null, words: string) => void;
  onClose: () => void;
};

/** Asks for a place, or for none. Rendered while it is open. */
export function ChoosePlace({ title, places, onChoose, onClose }: ChoosePlaceProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent title={title}>
        <ul className="grid gap-1">
          {places.map(({ id, name, kind, depth, words }) => (
            <li key={id} style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
              <Button variant="ghost" block className="justify-start" onClick={() => onChoose(id, words)}>
                <PlaceIcon kind={kind} />
                <span className="truncate">{name}</span>
              </Button>
            </li>
          ))}
          <li>
            <Button
              variant="ghost"
              block
              className="justify-start"
              onClick={() => onChoose(null, "nowhere in particular")}
            >
              <MapPinOff aria-hidden="true" />
              Nowhere in particular
            </Button>
          </li>
        </ul>
        {places.length === 0 && <PlacesHint />}
      </DialogContent>
    </Dialog>
  );
}

/** What to do where there are no places yet. */
export function PlacesHint() {
  return (
    <p className="text-muted text-sm">
      Rooms and shelves are made on the page{" "}
      <Link href="/library/places" className="font-semibold text-primary underline">
        Places
      </Link>
      .
    </p>
  );
}
