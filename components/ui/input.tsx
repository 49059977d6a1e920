import type { ComponentProps } from "react";
import { cn } from "./cn";

/** 16 px text: iOS zooms the page into anything smaller. */
const INPUT_CLASSES =
  "block w-full min-h-11 rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink " +
  "placeholder:text-muted transition-colors hover:border-ink " +
  "aria-invalid:border-danger aria-invalid:border-2 disabled:bg-well disabled:text-muted disabled:opacity-70";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...props} className={cn(INPUT_CLASSES, className)} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea {...props} className={cn(INPUT_CLASSES, className)} />;
}

export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select {...props} className={cn(INPUT_CLASSES, className)} />;
}
