import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "./cn";
import { Spinner } from "./spinner";

/** The classes of a button, for links that look like one (see ButtonLink). */
export const buttonVariants = cva(
  [
    "relative inline-flex select-none items-center justify-center gap-2 rounded-md text-center font-semibold leading-tight",
    "transition-[background-color,border-color,color,scale] duration-150 ease-out active:scale-[0.98]",
    "disabled:pointer-events-none disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:active:scale-100",
    "[&_svg]:shrink-0 [&_svg:not([class*='size-'])]:size-5",
    "forced-colors:border forced-colors:border-[ButtonText]",
  ],
  {
    variants: {
      variant: {
        primary: "bg-primary text-on-primary hover:bg-primary-hover",
        beam: "bg-beam text-on-beam hover:bg-beam-hover",
        secondary: "border border-line-strong bg-surface text-ink hover:border-ink hover:bg-well",
        soft: "bg-primary-soft text-on-primary-soft hover:bg-primary hover:text-on-primary",
        ghost: "text-ink hover:bg-well",
        danger: "bg-danger text-on-danger hover:bg-danger-hover",
        "danger-ghost": "text-danger hover:bg-danger-soft hover:text-on-danger-soft",
      },
      size: {
        sm: "min-h-9 px-3 text-sm",
        md: "min-h-11 px-4 text-base",
        lg: "min-h-13 px-6 text-lg",
        icon: "size-11 p-0",
        "icon-sm": "size-9 p-0",
      },
      block: { true: "w-full" },
    },
    defaultVariants: { variant: "primary", size: "md" },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;

export type ButtonProps = ComponentProps<"button"> &
  ButtonVariants & {
    /** Shows the beam and ignores clicks, but keeps focus, label and width. For client components. */
    loading?: boolean;
  };

/** A button. `type` defaults to "button": forms say `type="submit"`. */
export function Button({ variant, size, block, loading, className, children, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      onClick={loading ? ignore : onClick}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      className={cn(buttonVariants({ variant, size, block }), className)}
    >
      {loading ? (
        <>
          <span className="invisible inline-flex items-center gap-2">{children}</span>
          {/* The words stay for screen readers: `invisible` would take the name from the button. */}
          <span className="sr-only">{children}</span>
          <Spinner className="absolute" />
        </>
      ) : (
        children
      )}
    </button>
  );
}

// A disabled button loses the focus it holds; this one only refuses the click, and with it the submit.
function ignore(event: MouseEvent) {
  event.preventDefault();
}
