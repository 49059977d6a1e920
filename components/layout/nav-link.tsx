"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

type NavLinkProps = {
  href: string;
  /** Also active on pages under these. */
  alsoOn?: readonly string[];
  className?: string;
  children: ReactNode;
};

/** A link that knows when its page is open (aria-current, which is also what the styles go by). */
export function NavLink({ href, alsoOn = [], className, children }: NavLinkProps) {
  const pathname = usePathname();
  const isActive = [href, ...alsoOn].some(
    (path) => pathname === path || (path !== "/" && pathname.startsWith(`${path}/`)),
  );
  return (
    <Link href={href} aria-current={isActive ? "page" : undefined} className={className}>
      {children}
    </Link>
  );
}
