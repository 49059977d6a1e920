"use client";

import { useEffect, useState } from "react";
import { lateCode } from "../late-code";
import type { ResultSheet } from "./result-sheet";

/**
 * The sheet, once its code has come; it is a third of the page's weight, so it is fetched when the reader has begun:
 * when `isNeeded`, or at the first touch or key.
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
    let isGone = false;
    // A function in a state setter is called, not kept.
    void lateCode(() => import("./result-sheet")).then((module) => !isGone && setSheet(() => module.ResultSheet));
    return () => {
      isGone = true;
    };
  }, [isWanted]);

  return Sheet;
}
