import { recordOf } from "./modes";
import { keptItems, type RunItem } from "./run";

/** The number changes with the shape. */
const KEY = "ridizi:run:2";

/** The books of this reader's round of scanning in this tab, as they were when its page was left. */
export function recallRun(reader: string): RunItem[] {
  try {
    const kept = recordOf(sessionStorage.getItem(KEY));
    return kept.reader === reader && Array.isArray(kept.items) ? keptItems(kept.items as RunItem[]) : [];
  } catch {
    return [];
  }
}

/** A browser that keeps nothing, e.g. for want of room, only forgets: what was done with the books is done all the same. */
export function keepRun(reader: string, items: RunItem[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ reader, items }));
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
