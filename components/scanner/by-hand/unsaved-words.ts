/** The inputs that take what is typed. */
export const TYPED_INPUT =
  "input:not([type=checkbox], [type=radio], [type=file], [type=submit], [type=reset], [type=button], [type=image], [type=range])";
/** What somebody types that is theirs to keep; what they search for is typed again in a moment. */
const WORDS = [
  "textarea",
  "[contenteditable]:not([contenteditable=false])",
  `${TYPED_INPUT}:not([type=search])`,
].join();
/** Choices count as part of a form; elsewhere they hold as soon as they are made. */
const CHOICES = "form :is(select, input[type=checkbox], input[type=radio])";

type Control = Element & { value?: string; checked?: boolean };

const isTicked = (control: Control): boolean => control.matches("[type=checkbox], [type=radio]");
const heldBy = (control: Control): string =>
  isTicked(control) ? String(control.checked) : (control.value ?? control.textContent ?? "");

/**
 * Knows of all forms of all pages whether something was changed in them that leaving the page would lose, without their
 * saying so. A form that is still there after it was sent counts as unsaved: it may have been refused.
 */
export class UnsavedWords {
  /** What a control held before its reader came to it. */
  readonly #before = new WeakMap<Element, string>();
  readonly #changed = new Set<Control>();

  /** Listens until the returned function is called. */
  watch(): () => void {
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    // Before a change, by whatever way a control is come to: it may have had focus before this listened.
    for (const kind of ["focusin", "beforeinput"])
      document.addEventListener(kind, ({ target }) => this.#note(target), options);
    document.addEventListener("input", ({ target }) => this.#change(target), options);
    document.addEventListener("reset", () => this.#changed.clear(), options);
    return () => listening.abort();
  }

  /** Whether there is something unsaved on the page, or in those parts of it that a selector names. */
  isIn(within = "body"): boolean {
    this.#forgetGone();
    return [...this.#changed].some(
      (control) => control.closest(within) !== null && heldBy(control) !== this.#before.get(control),
    );
  }

  #forgetGone() {
    for (const control of this.#changed) if (!control.isConnected) this.#changed.delete(control);
  }

  #note(target: EventTarget | null) {
    if (isKept(target) && !isTicked(target) && !this.#before.has(target)) this.#before.set(target, heldBy(target));
  }

  #change(target: EventTarget | null) {
    if (!isKept(target)) return;
    // A tick is the other way round than before; focus does not come to it everywhere.
    if (!this.#before.has(target)) this.#before.set(target, isTicked(target) ? String(!target.checked) : "");
    // This stands on every page, for as long as somebody stays.
    this.#forgetGone();
    this.#changed.add(target);
  }
}

const isKept = (target: EventTarget | null): target is Control =>
  target instanceof Element && target.matches(`${WORDS}, ${CHOICES}`) && target.closest("[role=search]") === null;
