"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A door to a room of the library; it knows whether one stands in it. */
export function RoomLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      aria-current={usePathname() === href ? "page" : undefined}
      className="inline-flex min-h-11 shrink-0 items-center rounded-full px-3.5 font-semibold text-muted text-sm hover:bg-well hover:text-ink aria-[current=page]:bg-primary aria-[current=page]:text-on-primary"
    >
      {children}
    </Link>
  );
}
