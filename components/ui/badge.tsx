import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const badgeVariants = cva(
  "inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 font-semibold text-xs leading-tight [&_svg]:size-3.5",
  {
    variants: {
      tone: {
        neutral: "bg-well text-muted ring-1 ring-line ring-inset",
        primary: "bg-primary-soft text-on-primary-soft",
        beam: "bg-beam-soft text-on-beam-soft",
        success: "bg-success-soft text-on-success-soft",
        danger: "bg-danger-soft text-on-danger-soft",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** A word or two about a thing. The tone only underlines the word; it never carries the meaning alone. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) {
  return <span {...props} className={cn(badgeVariants({ tone }), className)} />;
}
