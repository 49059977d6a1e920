"use client";

import { useRef } from "react";

/**
 * Where focus goes when an overlay opens and when it closes. Radix gives it back to the trigger only, and most of our
 * overlays have none: they open by a scan, a menu or a shortcut.
 */
export function useDialogFocus() {
  const returnTo = useRef<Element | null>(null);
  return {
    /** Goes to the element marked `data-autofocus`, else to the first that takes it. (React's autoFocus is too early: a closing menu takes it away again.) */
    onOpenAutoFocus(event: Event) {
      returnTo.current = document.activeElement;
      const wanted =
        event.currentTarget instanceof Element ? event.currentTarget.querySelector("[data-autofocus]") : null;
      if (!(wanted instanceof HTMLElement)) return;
      event.preventDefault();
      wanted.focus();
    },
    /** Back to where it was, or to the overlay below when that is gone (an item of a menu). */
    onCloseAutoFocus(event: Event) {
      const before = returnTo.current;
      const below = document.querySelector("[role$=dialog][data-state=open]");
      const target = before?.isConnected && before !== document.body ? before : below;
      if (!(target instanceof HTMLElement)) return;
      event.preventDefault();
      target.focus({ preventScroll: true });
    },
  };
}
