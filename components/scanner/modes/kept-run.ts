import { keptItems, type RunItem } from "./run";

/** The number changes with the shape. */
const KEY = "ridizi:run:1";

/** The books of this tab's round of scanning, as they were when its page was left. */
export function recallRun(): RunItem[] {
  try {
    return keptItems((JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as RunItem[] | null) ?? []);
  } catch {
    return [];
  }
}

/** A browser that keeps nothing, e.g. for want of room, only forgets: what was done with the books is done all the same. */
export function keepRun(items: RunItem[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    forgetRun();
  }
}

/** Nothing of the round is left in this tab. */
export function forgetRun(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // What may not be read was not kept.
  }
}
