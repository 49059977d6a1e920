"use client";

import { Keyboard } from "lucide-react";
import { useSyncExternalStore } from "react";
import { cn } from "@/components/ui/cn";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { areKeysOn, isShowingKeys, PAGE_KEYS, showKeys, turnKeys, watchKeys } from "./page-keys";

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
      {isOpen && <KeyDialog />}
    </footer>
  );
}

function KeyDialog() {
  const isOn = useSyncExternalStore(watchKeys, areKeysOn, () => true);
  const here = PAGE_KEYS.filter(({ isHere }) => isHere());
  return (
    <Dialog open onOpenChange={showKeys}>
      <DialogContent title="Keys on this page">
        <div className="grid gap-4">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">
            {here.map(({ keys, does }) => (
              <div key={does} className="contents">
                <dt className="flex flex-wrap gap-1">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="inline-grid min-w-7 place-items-center rounded-sm border border-line-strong bg-surface px-1.5 py-0.5 font-mono font-semibold text-sm"
                    >
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <label className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              checked={isOn}
              onChange={({ target }) => turnKeys(target.checked)}
              className="size-5 accent-primary"
            />
            Single letters and signs are keys, on this device
          </label>
        </div>
      </DialogContent>
    </Dialog>
  );
}
