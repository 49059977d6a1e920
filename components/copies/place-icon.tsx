import { Archive, DoorOpen, House, LibraryBig } from "lucide-react";
import type { PlaceKind } from "@/lib/copies/places/schema";

const ICONS = { home: House, room: DoorOpen, shelf: LibraryBig, box: Archive } satisfies Record<PlaceKind, unknown>;

export const KIND_NAMES: Record<PlaceKind, string> = { home: "Home", room: "Room", shelf: "Shelf", box: "Box" };

/** What kind of place it is, as a picture beside its name. */
export function PlaceIcon({ kind, className = "size-5 shrink-0" }: { kind: PlaceKind; className?: string }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden="true" className={className} />;
}
