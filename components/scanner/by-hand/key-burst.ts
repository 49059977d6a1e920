/** A scanner types a key in some 5 to 40 ms, by Bluetooth too; the fastest typists take twice that. */
const BETWEEN_KEYS_MS = 60;
/** The shortest code that is worth naming. */
const LENGTH_MIN = 8;

/**
 * Tells what a USB or Bluetooth scanner types from what people type: digits in a burst, ended by Enter or Tab. Takes the clock
 * as an argument; `at` is in milliseconds.
 */
export class KeyBurst {
  #typed = "";
  /** Something else was in it. */
  #isSpoilt = false;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Notes one key. The code, where this key ends one. */
  press(key: string, at: number): string | null {
    const isPartOfBurst = at - this.#lastAt <= BETWEEN_KEYS_MS;
    this.#lastAt = at;
    if (!isPartOfBurst) this.#begin();
    const isEnd = key === "Enter" || key === "Tab";
    if (/^[\dXx]$/.test(key)) this.#typed += key;
    // Some scanners press Shift for an X.
    else if (!isEnd && key !== "Shift") this.#isSpoilt = true;
    if (!isEnd) return null;
    const code = this.#typed;
    const isCode = !this.#isSpoilt && code.length >= LENGTH_MIN;
    this.#begin();
    return isCode ? code : null;
  }

  #begin() {
    this.#typed = "";
    this.#isSpoilt = false;
  }
}

/** A code without the two or five digits of the add-on that many books have beside it. */
export const withoutAddOn = (code: string): string =>
  /^\d{15}$|^\d{18}$/.test(code) ? code.slice(0, 13) : /^\d{17}$/.test(code) ? code.slice(0, 12) : code;
