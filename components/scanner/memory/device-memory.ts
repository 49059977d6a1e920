import { useCallback, useSyncExternalStore } from "react";

/** Choices that belong to this device, not to the account: which lens, for example. */
type Remembered = "lens" | "zoom" | "torch" | "modes" | "handling";

const keyOf = (what: Remembered) => `ridizi.${what}`;

/** What was chosen on this device before; null when nothing was, or when the browser keeps nothing. */
export function recall(what: Remembered): string | null {
  try {
    return window.localStorage.getItem(keyOf(what));
  } catch {
    return null; // storage is switched off, as in some private windows
  }
}

/** What was chosen since the page was opened, for where the browser keeps nothing. */
const chosen = new Map<Remembered, string | null>();
const listeners = new Set<() => void>();

/** Keeps a choice on this device; null forgets it. Where storage is off it holds until the page is left. */
export function remember(what: Remembered, value: string | null) {
  chosen.set(what, value);
  try {
    if (value === null) window.localStorage.removeItem(keyOf(what));
    else window.localStorage.setItem(keyOf(what), value);
  } catch {
    // The choice then holds until the page is left.
  }
  for (const listener of listeners) listener();
}

/** What another tab chooses is its own: this one may be in the midst of a shelf. */
function subscribe(onChange: () => void) {
  listeners.add(onChange);
  return () => {
    listeners.delete(onChange);
  };
}

/** A choice of this device, kept up to date; null on the server and until it is known. */
export function useRemembered(what: Remembered) {
  const read = useCallback(() => {
    if (!chosen.has(what)) chosen.set(what, recall(what));
    return chosen.get(what) ?? null;
  }, [what]);
  const value = useSyncExternalStore(subscribe, read, () => null);
  const set = useCallback((next: string | null) => remember(what, next), [what]);
  return [value, set] as const;
}
