/** Choices that belong to this device, not to the account: which lens, for example. */
type Remembered = "lens" | "zoom";

const keyOf = (what: Remembered) => `ridizi.${what}`;

/** What was chosen on this device before; null when nothing was, or when the browser keeps nothing. */
export function recall(what: Remembered): string | null {
  try {
    return window.localStorage.getItem(keyOf(what));
  } catch {
    return null; // storage is switched off, as in some private windows
  }
}

/** Keeps a choice on this device; null forgets it. Silently does nothing where storage is off. */
export function remember(what: Remembered, value: string | null) {
  try {
    if (value === null) window.localStorage.removeItem(keyOf(what));
    else window.localStorage.setItem(keyOf(what), value);
  } catch {
    // The choice then holds until the page is left.
  }
}
