"use client";

import { useEffect } from "react";
import { askBeforeLeaving } from "./ask-before-leaving";

/** Lets the browser ask before a reload or a closed tab throws away words that somebody has written and not saved. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => (isUnsaved ? askBeforeLeaving() : undefined), [isUnsaved]);
}
