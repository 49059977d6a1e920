import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

type PageHeaderProps = {
  title: string;
  /** Emoji or icon before the title; decorative. */
  icon?: ReactNode;
  /** One line under the title. */
  lead?: ReactNode;
  /** Where this page belongs. */
  back?: { href: string; label: string };
  actions?: ReactNode;
};

/** The h1 of a page, standing on the shelf line. */
export function PageHeader({ title, icon, lead, back, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 pt-2 md:pt-4">
      {back && (
        <Link
          href={back.href}
          className="-ml-2 mb-1 inline-flex min-h-11 items-center gap-2 rounded-sm px-2 font-semibold text-primary text-sm hover:underline"
        >
          <ArrowLeft aria-hidden="true" className="size-4" />
          {back.label}
        </Link>
      )}
      <div className="relative flex flex-wrap items-end justify-between gap-x-6 gap-y-3 border-shelf border-b-2 pb-3 after:absolute after:-bottom-0.5 after:left-0 after:h-0.5 after:w-14 after:bg-beam forced-colors:after:hidden">
        <div className="min-w-0">
          <h1 className="font-book font-semibold text-2xl tracking-[-0.01em]">
            {icon && (
              <span aria-hidden="true" className="mr-2.5">
                {icon}
              </span>
            )}
            {title}
          </h1>
          {lead && <p className="mt-1 text-muted">{lead}</p>}
        </div>
        {/* On a phone two buttons with words stand side by side. */}
        {actions && <div className="flex flex-wrap gap-2 sm:gap-3 max-sm:[&>:not([aria-label])]:px-2.5">{actions}</div>}
      </div>
    </header>
  );
}
