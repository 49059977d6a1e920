"use client";

import { setNonce } from "get-nonce";

// The scripts of the page carry the nonce of its answer, which a script may read and a style sheet may not.
if (typeof document !== "undefined") setNonce(document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "");

/** Lets the one style that is made in the browser, that of a page which stands still under a dialog, pass the policy. */
export function StyleNonce() {
  return null;
}
