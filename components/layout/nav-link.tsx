"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";

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
  // Next fetches every linked page ahead. On the scanner the line belongs to the camera and its decoder, so there a
  // page is fetched only when a finger, pointer or focus is on its way to it.
  const [isMeant, setMeant] = useState(false);
  const mean = () => setMeant(true);
  const isActive = [href, ...alsoOn].some(
    (path) => pathname === path || (path !== "/" && pathname.startsWith(`${path}/`)),
  );
  return (
    <Link
      href={href}
      prefetch={pathname === "/" && !isMeant ? false : null}
      onPointerEnter={mean}
      onFocus={mean}
      aria-current={isActive ? "page" : undefined}
      className={className}
    >
      {children}
    </Link>
  );
}
