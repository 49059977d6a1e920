"use client";

import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine, GripVertical, X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";

/** One step, or to an end of the whole collection. */
export type Step = "up" | "down" | "start" | "end";

const KEYS: Record<string, Step> = {
  ArrowUp: "up",
  ArrowLeft: "up",
  ArrowDown: "down",
  ArrowRight: "down",
  Home: "start",
  End: "end",
};

type MoveHandleProps = {
  book: { bookId: number; title: string };
  /** Which of its page it is. */
  isFirst: boolean;
  isLast: boolean;
  onPress: (event: PointerEvent<HTMLElement>, onTap: () => void) => void;
  onStep: (step: Step) => void;
  onTakeOut: () => void;
};

/** By this a book is moved: it can be dragged, pressed for a menu, and moved with the arrow keys. */
export function MoveHandle({ book, isFirst, isLast, onPress, onStep, onTakeOut }: MoveHandleProps) {
  const [isOpen, setOpen] = useState(false);

  function onKeyDown(event: KeyboardEvent) {
    const step = KEYS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if ((step === "up" && isFirst) || (step === "down" && isLast)) return;
    onStep(step);
  }

  return (
    <DropdownMenu open={isOpen} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <IconButton
          label={`Move “${book.title}”`}
          title="Drag, or press for more"
          data-handle={book.bookId}
          aria-keyshortcuts="ArrowUp ArrowDown Home End"
          onPointerDown={(event) => onPress(event, () => setOpen(true))}
          onKeyDown={onKeyDown}
          className="cursor-grab touch-none hover:bg-transparent"
        >
          <span className="grid size-8 place-items-center rounded-full border border-line bg-raised shadow-sm">
            <GripVertical aria-hidden="true" className="size-4" />
          </span>
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem disabled={isFirst} onSelect={() => onStep("up")}>
          <ArrowUp aria-hidden="true" />
          Move up
        </DropdownMenuItem>
        <DropdownMenuItem disabled={isLast} onSelect={() => onStep("down")}>
          <ArrowDown aria-hidden="true" />
          Move down
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onStep("start")}>
          <ArrowUpToLine aria-hidden="true" />
          To the top
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onStep("end")}>
          <ArrowDownToLine aria-hidden="true" />
          To the end
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={onTakeOut}>
          <X aria-hidden="true" />
          Take out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
