"use client";

import { useEffect, useState } from "react";
import type { ResultSheet } from "./result-sheet";

/** Often enough to be there soon after the connection is back. */
const RETRY_MS = 2_000;

/**
 * The sheet, once its code has come; it is a third of the page's weight, so it is fetched when the reader has begun:
 * when `isNeeded`, or at the first touch or key. A bad connection delays it, where a failed import would break the page.
 */
export function useResultSheet(isNeeded: boolean): typeof ResultSheet | null {
  const [Sheet, setSheet] = useState<typeof ResultSheet | null>(null);
  const [hasBegun, setBegun] = useState(false);

  useEffect(() => {
    const begin = () => setBegun(true);
    window.addEventListener("pointerdown", begin, { once: true });
    window.addEventListener("keydown", begin, { once: true });
    return () => {
      window.removeEventListener("pointerdown", begin);
      window.removeEventListener("keydown", begin);
    };
  }, []);

  const isWanted = Sheet === null && (isNeeded || hasBegun);
  useEffect(() => {
    if (!isWanted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const load = async () => {
      try {
        const module = await import("./result-sheet");
        // A function in a state setter is called, not kept.
        if (!isGone) setSheet(() => module.ResultSheet);
      } catch {
        if (!isGone) timer = setTimeout(() => void load(), RETRY_MS);
      }
    };
    void load();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isWanted]);

  return Sheet;
}
