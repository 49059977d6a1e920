"use client";

import { useEffect, useRef } from "react";

type Overlay = { close: () => void; isPopped: boolean };

// Kept here and not in history.state: the router writes that anew after every server action.
const overlays: Overlay[] = [];
/** Steps back that we took ourselves, for which the browser will still send an event. */
let ownSteps = 0;

function onPop() {
  if (ownSteps > 0) {
    ownSteps -= 1;
    return;
  }
  const top = overlays.pop();
  if (!top) return;
  top.isPopped = true;
  top.close();
}

/**
 * Lets the back button (or the back gesture of a phone) close the topmost open overlay instead of leaving the page.
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
    const overlay: Overlay = { close: () => closeRef.current(), isPopped: false };
    const address = window.location.href;

    // After the current task, so that a strict-mode remount does not leave a second entry behind.
    const timer = setTimeout(() => {
      // Adding the same listener again changes nothing.
      window.addEventListener("popstate", onPop);
      // Spread: the router keeps its own state there and reloads the page if it is missing.
      window.history.pushState({ ...window.history.state }, "");
      overlays.push(overlay);
    });
    return () => {
      clearTimeout(timer);
      const at = overlays.indexOf(overlay);
      if (at === -1 || overlay.isPopped) return;
      overlays.splice(at, 1);
      if (window.location.href !== address) return;
      ownSteps += 1;
      window.history.back();
    };
  }, [isOpen]);
}
