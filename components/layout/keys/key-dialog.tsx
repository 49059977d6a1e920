"use client";

import { useSyncExternalStore } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { areKeysOn, PAGE_KEYS, showKeys, turnKeys, watchKeys } from "./page-keys";

/** The keys of this page, with the way to turn them off. Rendered while it is open. */
export function KeyDialog() {
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
