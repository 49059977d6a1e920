"use client";

import { BookCheck, Bookmark, BookOpen, CircleSlash } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { STATUSES, type Status } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";

const ICONS = { want: Bookmark, reading: BookOpen, read: BookCheck, stopped: CircleSlash };

type StatusChoiceProps = { status: Status | null; onChoose: (status: Status) => void };

/**
 * Where a reader is with a book, as one group: the arrows walk, and Space or Enter chooses, since to choose "Read" asks
 * when it was.
 */
export function StatusChoice({ status, onChoose }: StatusChoiceProps) {
  const group = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[event.key];
    const radios = [...(group.current?.querySelectorAll<HTMLElement>("[role=radio]") ?? [])];
    const at = radios.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    radios[(at + step + radios.length) % radios.length]?.focus();
  }

  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label="Where you are with this book"
      onKeyDown={onKeyDown}
      className="grid grid-cols-2 gap-1 rounded-lg border border-line-strong bg-surface p-1"
    >
      {STATUSES.map((one) => {
        const Icon = ICONS[one];
        const isChosen = one === status;
        return (
          // biome-ignore lint/a11y/useSemanticElements: an input would choose with each arrow, and "Read" opens a sheet
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={isChosen}
            tabIndex={isChosen || (status === null && one === "want") ? 0 : -1}
            onClick={() => onChoose(one)}
            className={cn(
              "flex min-h-11 items-center gap-2 rounded-md px-2.5 text-left font-semibold text-sm leading-tight",
              isChosen ? "bg-primary text-on-primary" : "hover:bg-well",
              "forced-colors:aria-checked:outline-2",
            )}
          >
            <Icon aria-hidden="true" className="size-5 shrink-0" />
            {STATUS_NAMES[one]}
          </button>
        );
      })}
    </div>
  );
}
