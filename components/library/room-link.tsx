"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

/** A door to a room of the library; it knows whether one stands in it. */
export function RoomLink({ href, children }: { href: string; children: ReactNode }) {
  const isHere = usePathname() === href;
  const door = useRef<HTMLAnchorElement>(null);
  // On a phone the doors are wider than the screen: the one that was taken is to be seen.
  useEffect(() => {
    const row = door.current?.parentElement;
    if (isHere && row && door.current)
      row.scrollLeft = door.current.offsetLeft - (row.clientWidth - door.current.offsetWidth) / 2;
  }, [isHere]);
  return (
    <Link
      ref={door}
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="inline-flex min-h-11 shrink-0 items-center rounded-full px-3.5 font-semibold text-muted text-sm hover:bg-well hover:text-ink aria-[current=page]:bg-primary aria-[current=page]:text-on-primary"
    >
      {children}
    </Link>
  );
}
