"use client";

import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import { type PointerEvent, type ReactNode, useRef } from "react";
import { cn } from "./cn";
import { Dialog, keepOpenForToasts } from "./dialog";
import { IconButton } from "./icon-button";
import { useDialogFocus } from "./use-dialog-focus";

export const Sheet = Dialog;

/** Past this many pixels (or faster than this) letting go of the handle closes the sheet. */
const CLOSE_AFTER_PX = 110;
const CLOSE_FASTER_THAN_PX_PER_MS = 0.6;

type SheetContentProps = {
  title: string;
  description?: ReactNode;
  /** Stays in view below the scrolling part. */
  footer?: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * Comes up from the bottom on a phone (pull the handle down to close) and stands at the right on wider
 * screens. Closes by Esc, scrim, close button and the back button; focus goes back to where it was.
 */
export function SheetContent({ title, description, footer, className, children }: SheetContentProps) {
  const panel = useRef<HTMLDivElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const drag = useDragToClose(panel, closeButton);
  const focus = useDialogFocus();

  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in" />
      <Radix.Content
        ref={panel}
        {...focus}
        {...(description ? {} : { "aria-describedby": undefined })}
        onInteractOutside={keepOpenForToasts}
        className={cn(
          "fixed z-50 flex flex-col border-line bg-raised text-ink shadow-lg [--focus-inner:var(--raised)]",
          "inset-x-0 bottom-0 max-h-[88dvh] rounded-t-xl border-t pb-[env(safe-area-inset-bottom)]",
          "data-[state=closed]:animate-sheet-out data-[state=open]:animate-sheet-in",
          // A phone on its side: the buttons beside what they are about, which would have no height left between them and the title.
          "low:landscape:grid low:landscape:max-h-[96dvh] low:landscape:grid-cols-[minmax(0,1fr)_auto] low:landscape:grid-rows-[auto_auto_minmax(0,1fr)]",
          "md:inset-y-0 md:right-0 md:left-auto md:max-h-none md:w-[27rem] md:rounded-none md:border-t-0 md:border-l",
          "md:low:landscape:w-[min(46rem,94vw)] md:low:landscape:max-h-none",
          "md:data-[state=closed]:animate-panel-out md:data-[state=open]:animate-panel-in",
          className,
        )}
      >
        <div {...drag} className="touch-none px-5 pt-2.5 pb-1 low:landscape:col-span-2 md:hidden">
          <div aria-hidden="true" className="mx-auto h-1.5 w-11 rounded-full bg-line-strong/60" />
        </div>
        <header className="flex items-start gap-3 pr-3 pb-2 pl-5 low:landscape:col-start-1 low:landscape:row-start-2 md:pt-4 md:low:landscape:pt-2">
          <div className="min-w-0 flex-1 pt-1.5">
            <Radix.Title className="font-book font-semibold text-xl">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>}
          </div>
          <Radix.Close asChild>
            <IconButton ref={closeButton} label="Close" className="ml-auto">
              <X aria-hidden="true" />
            </IconButton>
          </Radix.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pt-1 pb-5 low:landscape:col-start-1 low:landscape:row-start-3">
          {children}
        </div>
        {footer && (
          <footer className="border-line border-t px-5 py-3 low:landscape:col-start-2 low:landscape:row-span-2 low:landscape:row-start-2 low:landscape:w-52 low:landscape:overflow-y-auto low:landscape:border-t-0 low:landscape:border-l low:landscape:px-4">
            {footer}
          </footer>
        )}
      </Radix.Content>
    </Radix.Portal>
  );
}

// The close button is the way for those who cannot drag; the drag ends by pressing it, so both are one path.
function useDragToClose(panel: { current: HTMLDivElement | null }, closeButton: { current: HTMLButtonElement | null }) {
  const start = useRef<{ y: number; time: number } | null>(null);

  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      start.current = { y: event.clientY, time: event.timeStamp };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (!start.current || !panel.current) return;
      const pulled = Math.max(0, event.clientY - start.current.y);
      panel.current.style.translate = `0 ${pulled}px`;
      panel.current.style.transition = "none";
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      if (!start.current || !panel.current) return;
      const pulled = event.clientY - start.current.y;
      const speed = pulled / Math.max(1, event.timeStamp - start.current.time);
      start.current = null;
      if (pulled > CLOSE_AFTER_PX || (pulled > 24 && speed > CLOSE_FASTER_THAN_PX_PER_MS)) {
        closeButton.current?.click();
        return;
      }
      panel.current.style.transition = "translate 180ms var(--ease-out)";
      panel.current.style.translate = "";
    },
    onPointerCancel() {
      start.current = null;
      if (panel.current) panel.current.style.translate = "";
    },
  };
}
