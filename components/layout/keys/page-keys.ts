/**
 * Every key that a page of ours hears, each with its words: what is bound here and what the list behind "?" says is one
 * and the same. No React: the keys are bound before the page comes to life, and work as soon as something can be seen.
 */
type PageKey = {
  /** As the list shows them. */
  keys: readonly [string, ...string[]];
  does: string;
  /** Whether it does anything on the page as it is now. */
  isHere: () => boolean;
  /** Absent where the thing itself hears the key while it has the focus. */
  press?: () => void;
};

const KEPT_AS = "keys";
const OFF = "off";

const one = (selector: string) => document.querySelector<HTMLElement>(selector);
const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

/** The books of the page in the order in which they stand; their boxes while books are chosen. */
function booksHere(): HTMLElement[] {
  const boxes = [...document.querySelectorAll<HTMLElement>("main li input[type=checkbox][data-book]")];
  return boxes.length > 0 ? boxes : [...document.querySelectorAll<HTMLElement>("main li a[href^='/book/']")];
}

/** The search box: of the page's own books where it has one, else the one for all. */
const searchHere = (): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>("main [role=search] input, header [role=search] input")]
    .toSorted((a, b) => Number(Boolean(b.closest("main"))) - Number(Boolean(a.closest("main"))))
    .find(isShown);

function walk(step: 1 | -1) {
  const books = booksHere();
  const at = books.indexOf(document.activeElement as HTMLElement);
  const to = at === -1 ? (step > 0 ? 0 : books.length - 1) : Math.min(Math.max(at + step, 0), books.length - 1);
  books[to]?.focus();
}

function search() {
  const box = searchHere();
  box?.focus();
  if (box instanceof HTMLInputElement) box.select();
}

const hasBooks = () => booksHere().length > 0;
const isChoosing = () => one("main li input[type=checkbox][data-book]") !== null;

export const PAGE_KEYS: readonly PageKey[] = [
  { keys: ["j"], does: "To the next book", isHere: hasBooks, press: () => walk(1) },
  { keys: ["k"], does: "To the book before", isHere: hasBooks, press: () => walk(-1) },
  { keys: ["Enter"], does: "Open the book", isHere: () => hasBooks() && !isChoosing() },
  { keys: ["Space"], does: "Choose the book, or not", isHere: isChoosing },
  { keys: ["Shift + Space"], does: "Choose all from the one before", isHere: isChoosing },
  { keys: ["Ctrl + A"], does: "Choose all that are shown", isHere: isChoosing },
  { keys: ["Esc"], does: "Stop choosing", isHere: isChoosing },
  { keys: ["↑", "↓", "Home", "End"], does: "On a handle: move the book", isHere: () => one("[data-handle]") !== null },
  {
    ...{ keys: ["1", "2", "3", "4", "5"], does: "On the stars: give so many" },
    isHere: () => one("main [role=slider][data-stars]") !== null,
  },
  {
    ...{ keys: ["←", "→"], does: "On the stars: half a star less or more" },
    isHere: () => one("main [role=slider][data-stars]") !== null,
  },
  { keys: ["/"], does: "Search", isHere: () => searchHere() !== undefined, press: search },
  { keys: ["?"], does: "Show this list", isHere: () => true, press: () => showKeys(true) },
];

let isListShown = false;
const listeners = new Set<() => void>();
const tellListeners = () => {
  for (const listener of listeners) listener();
};

/** Opens or closes the list of keys. Asked for before the page has come to life, it opens with that. */
export function showKeys(isShownNow: boolean) {
  isListShown = isShownNow;
  tellListeners();
}

export const isShowingKeys = () => isListShown;

/** Whether single keys do anything: for who dictates, or whose hand slips, each one is a trap. Kept on the device. */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== OFF;
  } catch {
    return true;
  }
}

export function turnKeys(isOn: boolean) {
  try {
    if (isOn) localStorage.removeItem(KEPT_AS);
    else localStorage.setItem(KEPT_AS, OFF);
  } catch {
    // A browser that keeps nothing keeps the keys.
  }
  tellListeners();
}

export function watchKeys(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Whether a key is meant for something else than the page: somebody types, or a dialog or menu is open. */
const isElsewhere = (target: EventTarget | null) =>
  one("[role=dialog], [role=alertdialog], [role=menu]") !== null ||
  (target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null);

/** Lets the page hear its keys from now on. */
export function bindPageKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const found = PAGE_KEYS.find(({ keys, press }) => press && keys.includes(event.key));
    if (!found?.press || isElsewhere(event.target) || !areKeysOn() || !found.isHere()) return;
    event.preventDefault();
    found.press();
  });
}
