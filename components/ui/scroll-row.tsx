"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "./cn";

type ScrollRowProps = { "aria-label": string; className?: string; children: ReactNode };

/**
 * Links side by side, which scroll where they are wider than the screen: the end at which there are more fades out, and
 * the one that leads to the open page (`aria-current`) is in view.
 */
export function ScrollRow({ className, children, ...label }: ScrollRowProps) {
  const row = useRef<HTMLElement>(null);

  useEffect(() => {
    const nav = row.current;
    if (!nav) return;
    const look = () => {
      // Browsers that zoom leave fractions of a pixel.
      const left = nav.scrollWidth - nav.clientWidth - Math.abs(nav.scrollLeft);
      nav.toggleAttribute("data-before", Math.abs(nav.scrollLeft) > 1);
      nav.toggleAttribute("data-after", left > 1);
    };
    const size = new ResizeObserver(look);
    size.observe(nav);
    nav.addEventListener("scroll", look, { passive: true });
    return () => {
      size.disconnect();
      nav.removeEventListener("scroll", look);
    };
  }, []);

  // After each change: the open page may be another, and its link one that was out of view.
  const seen = useRef<Element>(null);
  useEffect(() => {
    const nav = row.current;
    const here = nav?.querySelector<HTMLElement>("[aria-current]");
    if (!nav || !here || here === seen.current) return;
    seen.current = here;
    nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  });

  return (
    // There may be more at its end until we have looked.
    <nav ref={row} {...label} data-after="" className={cn("scroll-row relative flex overflow-x-auto", className)}>
      {children}
    </nav>
  );
}
