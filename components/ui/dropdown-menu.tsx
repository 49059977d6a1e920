"use client";

import * as Radix from "radix-ui/dropdown-menu";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Not modal: a menu need not lock the page, and hiding the rest from screen readers would strand what has focus. */
export function DropdownMenu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />;
}

export const DropdownMenuTrigger = Radix.Trigger;

/** The list of a menu; stays inside the window and above everything but toasts. */
export function DropdownMenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        {...props}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1.5 text-ink shadow-lg",
          "origin-(--radix-dropdown-menu-content-transform-origin) data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
          className,
        )}
      />
    </Radix.Portal>
  );
}

type ItemProps = ComponentProps<typeof Radix.Item> & { danger?: boolean };

export function DropdownMenuItem({ danger, className, ...props }: ItemProps) {
  return (
    <Radix.Item
      {...props}
      className={cn(
        "flex min-h-11 items-center gap-3 rounded-sm px-3 outline-none [&_svg]:size-5 [&_svg]:shrink-0",
        "data-highlighted:bg-primary data-highlighted:text-on-primary data-highlighted:shadow-none data-disabled:opacity-50",
        "forced-colors:data-highlighted:bg-[Highlight] forced-colors:data-highlighted:text-[HighlightText]",
        danger && "text-danger data-highlighted:bg-danger data-highlighted:text-on-danger",
        className,
      )}
    />
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label {...props} className={cn("px-3 pt-2 pb-1 font-semibold text-muted text-xs", className)} />;
}

export function DropdownMenuSeparator({ className, ...props }: ComponentProps<typeof Radix.Separator>) {
  return <Radix.Separator {...props} className={cn("mx-1.5 my-1.5 h-px bg-line", className)} />;
}
