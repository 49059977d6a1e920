import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** One of several ways to look at a list. */
export function FilterLink({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: ReactNode }) {
  return (
    <Link
      href={href}
      scroll={false}
      aria-current={isCurrent ? "true" : undefined}
      className={cn(
        "inline-flex min-h-11 items-center rounded-md border px-3 font-semibold text-sm",
        isCurrent
          ? "border-primary bg-primary-soft text-on-primary-soft"
          : "border-line-strong bg-surface text-ink hover:border-ink",
      )}
    >
      {children}
    </Link>
  );
}
