import type { ReactNode } from "react";
import { cn } from "./cn";

type EmptyStateProps = {
  /** An icon or emoji; it stands in the open-cornered frame. */
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  /** What to do about it: one or two buttons. */
  actions?: ReactNode;
  /** Heading level on this page. */
  as?: "h1" | "h2" | "h3";
  className?: string;
};

/** Nothing here yet: says so kindly and offers the next step. */
export function EmptyState({ icon, title, children, actions, as: Heading = "h2", className }: EmptyStateProps) {
  return (
    <div className={cn("mx-auto flex max-w-md flex-col items-center gap-4 px-4 py-10 text-center", className)}>
      <div
        aria-hidden="true"
        className="viewfinder relative grid size-24 place-items-center text-3xl text-primary [--viewfinder-arm:26px] [&_svg]:size-9"
      >
        {icon}
      </div>
      <Heading className="font-book font-semibold text-xl">{title}</Heading>
      {children && <div className="text-muted">{children}</div>}
      {actions && <div className="mt-1 flex flex-wrap justify-center gap-3">{actions}</div>}
    </div>
  );
}
