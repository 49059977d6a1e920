import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our own names must be known, or `rounded-cover rounded-md` and `shadow-cover shadow-sm` would both survive.
const merge = extendTailwindMerge({
  extend: { theme: { radius: ["cover"], shadow: ["cover"], spacing: ["tabs", "spine"] } },
});

/** Joins class names; of two Tailwind classes for the same property the later one wins. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs));
}
