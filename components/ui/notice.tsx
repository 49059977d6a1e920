import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const noticeVariants = cva("relative min-h-15 overflow-hidden rounded-lg py-3.5 pr-4 pl-15", {
  variants: {
    tone: {
      info: "bg-primary-soft text-on-primary-soft [--ribbon:var(--primary)] [--on-ribbon:var(--on-primary)]",
      warning: "bg-beam-soft text-on-beam-soft [--ribbon:var(--beam)] [--on-ribbon:var(--on-beam)]",
      danger: "bg-danger-soft text-on-danger-soft [--ribbon:var(--danger)] [--on-ribbon:var(--on-danger)]",
      success: "bg-success-soft text-on-success-soft [--ribbon:var(--success)] [--on-ribbon:var(--on-success)]",
    },
  },
  defaultVariants: { tone: "info" },
});

const ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert, success: CircleCheck };

type NoticeProps = VariantProps<typeof noticeVariants> & {
  title?: string;
  children?: ReactNode;
  /** "alert" interrupts a screen reader: only for what just went wrong. */
  role?: "alert" | "status";
  className?: string;
};

/** A message inside the page, marked with a ribbon, that stays until its cause is gone: help, a warning, a failed form. */
export function Notice({ tone, title, children, role, className }: NoticeProps) {
  const Icon = ICONS[tone ?? "info"];
  return (
    <div role={role} className={cn(noticeVariants({ tone }), className)}>
      <span
        aria-hidden="true"
        className="ribbon absolute top-0 left-4 grid h-11 w-8 place-items-center bg-(--ribbon) pb-1 text-(--on-ribbon)"
      >
        <Icon className="size-5" />
      </span>
      <div className="min-w-0 space-y-1 pt-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-sm">{children}</div>}
      </div>
    </div>
  );
}
