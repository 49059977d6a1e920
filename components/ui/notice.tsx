import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const noticeVariants = cva("flex gap-3 rounded-lg border-l-4 px-4 py-3", {
  variants: {
    tone: {
      info: "border-primary bg-primary-soft text-on-primary-soft",
      warning: "border-beam bg-beam-soft text-on-beam-soft",
      danger: "border-danger bg-danger-soft text-on-danger-soft",
      success: "border-success bg-success-soft text-on-success-soft",
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

/** A message inside the page that stays until its cause is gone: help, a warning, a failed form. */
export function Notice({ tone, title, children, role, className }: NoticeProps) {
  const Icon = ICONS[tone ?? "info"];
  return (
    <div role={role} className={cn(noticeVariants({ tone }), className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 space-y-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-sm">{children}</div>}
      </div>
    </div>
  );
}
