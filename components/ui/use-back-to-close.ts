"use client";

import { useEffect, useRef } from "react";

/**
 * Lets the back button (or the back gesture of a phone) close an open overlay instead of leaving the page.
 * While open there is one more history entry for the same address; closing in any other way takes it back.
 * A link inside the overlay needs no close call: the entry stays behind and going back skips the overlay.
 */
export function useBackToClose(isOpen: boolean, close: () => void) {
  const closeRef = useRef(close);
  useEffect(() => {
    closeRef.current = close;
  });

  useEffect(() => {
    if (!isOpen) return;
    // Unique within the tab, which is all that history.state needs (randomUUID is missing on plain http).
    const marker = `${performance.now()}-${Math.random()}`;
    const isOurs = () => window.history.state?.overlay === marker;
    let isPushed = false;

    // After the current task, so that a strict-mode remount does not leave a second entry behind.
    const timer = setTimeout(() => {
      // Spread: the router keeps its own state there and reloads the page if it is missing.
      window.history.pushState({ ...window.history.state, overlay: marker }, "");
      isPushed = true;
    });
    const onPop = () => {
      if (isPushed && !isOurs()) closeRef.current();
    };
    window.addEventListener("popstate", onPop);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("popstate", onPop);
      if (isPushed && isOurs()) window.history.back();
    };
  }, [isOpen]);
}
