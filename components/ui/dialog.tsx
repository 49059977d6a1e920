"use client";

import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";
import { useBackToClose } from "./use-back-to-close";
import { useDialogFocus } from "./use-dialog-focus";

type DialogRootProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
};

/** State of a dialog or sheet. The back button closes it. */
export function Dialog({ open, onOpenChange, children }: DialogRootProps) {
  useBackToClose(open, () => onOpenChange(false));
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {children}
    </Radix.Root>
  );
}

type DialogContentProps = {
  title: string;
  description?: ReactNode;
  /** "alertdialog" for a question that must be answered. */
  role?: "dialog" | "alertdialog";
  /** Buttons at the end; the safe choice first. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
};

/** The panel of a dialog: traps focus, closes by Esc, the scrim and its button, and gives focus back. */
export function DialogContent({
  title,
  description,
  role = "dialog",
  footer,
  className,
  children,
}: DialogContentProps) {
  const focus = useDialogFocus();
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in" />
      <Radix.Content
        {...focus}
        role={role}
        {...(description ? {} : { "aria-describedby": undefined })}
        onInteractOutside={keepOpenForToasts}
        className={cn(
          "-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg flex-col",
          "rounded-xl border border-line bg-raised text-ink shadow-lg [--focus-inner:var(--raised)]",
          "data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
          className,
        )}
      >
        <header className="flex items-start gap-3 py-3 pr-3 pl-5">
          <div className="min-w-0 flex-1 pt-1.5">
            <Radix.Title className="font-book font-semibold text-xl">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>}
          </div>
          <Radix.Close asChild>
            <IconButton label="Close">
              <X aria-hidden="true" />
            </IconButton>
          </Radix.Close>
        </header>
        {children && <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pt-1 pb-5">{children}</div>}
        {footer && <footer className="flex flex-wrap justify-end gap-3 px-5 pt-2 pb-5">{footer}</footer>}
      </Radix.Content>
    </Radix.Portal>
  );
}

/**
 * Pressing "Undo" in a toast is not a click beside the dialog. The layer asks only after the click, when the
 * toast may be gone already, so a target that has left the page counts as well.
 */
export function keepOpenForToasts(event: { target: EventTarget | null; preventDefault: () => void }) {
  if (!(event.target instanceof Element)) return;
  if (!event.target.isConnected || event.target.closest("[data-toaster]")) event.preventDefault();
}
