"use client";

import * as Radix from "radix-ui/tabs";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Tabs = Radix.Root;

/** The row of tabs; arrow keys move between them. Needs an aria-label. */
export function TabsList({ className, ...props }: ComponentProps<typeof Radix.List> & { "aria-label": string }) {
  return (
    <Radix.List
      {...props}
      className={cn("flex gap-1 overflow-x-auto border-line border-b [scrollbar-width:none]", className)}
    />
  );
}

/** A tab; the chosen one carries the brass ribbon. */
export function TabsTrigger({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      {...props}
      className={cn(
        "relative min-h-11 shrink-0 rounded-t-sm px-4 font-semibold text-muted hover:text-ink data-[state=active]:text-ink",
        "-outline-offset-2 after:absolute after:inset-x-3 after:bottom-0 after:h-1 after:rounded-t-full",
        "data-[state=active]:after:bg-beam forced-colors:data-[state=active]:after:bg-[Highlight]",
        className,
      )}
    />
  );
}

export function TabsContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content {...props} className={cn("rounded-sm pt-4", className)} />;
}
