"use client";

import { Keyboard } from "lucide-react";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { cn } from "@/components/ui/cn";
import { areKeysOn, isShowingKeys, showKeys, watchKeys } from "./page-keys";

// A dialog is heavy for every page, and few readers ask.
const KeyDialog = lazy(() => import("./key-dialog").then((module) => ({ default: module.KeyDialog })));

/** The list of the keys that work on this page, behind "?", and the way to it where there is likely to be a keyboard. */
export function KeyList() {
  const isOpen = useSyncExternalStore(watchKeys, isShowingKeys, () => false);
  const isOn = useSyncExternalStore(watchKeys, areKeysOn, () => true);
  return (
    <footer
      className={cn(
        "-mt-8 mx-auto w-full max-w-6xl justify-end px-8 pb-4 print:hidden!",
        // Where the keys are off, "?" is too: this is then the only way to turn them on again.
        isOn ? "hidden md:[@media(hover:hover)_and_(pointer:fine)]:flex" : "flex",
      )}
    >
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => showKeys(true)}
        className="inline-flex min-h-11 items-center gap-2 rounded-sm px-2 text-muted text-sm hover:text-ink hover:underline"
      >
        <Keyboard aria-hidden="true" className="size-4" />
        Keys
      </button>
      {isOpen && (
        <Suspense>
          <KeyDialog />
        </Suspense>
      )}
    </footer>
  );
}
