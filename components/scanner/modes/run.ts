/** The books of one round of scanning, the last first. Pure. */
import type { Act } from "@/lib/scanning/schema";
import type { FoundBook } from "../finding";

/**
 * `looking` for the book · `acting` on it · `waiting` for other catalogues to tell of it · `settled`: `act` says how · `failed`:
 * `problem` says why.
 */
export type RunState = "looking" | "acting" | "waiting" | "settled" | "failed";

export type RunItem = {
  id: number;
  /** As it was scanned; of a photo, the book's own. */
  isbn: string;
  state: RunState;
  book: FoundBook | null;
  act: Act | null;
  problem: string | null;
  isUndone: boolean;
};

export type RunEvent =
  | { kind: "scanned"; id: number; isbn: string; book: FoundBook | null }
  | { kind: "found"; id: number; book: FoundBook }
  | { kind: "waiting"; id: number }
  | { kind: "acting"; id: number }
  | { kind: "acted"; id: number; act: Act }
  | { kind: "failed"; id: number; problem: string }
  | { kind: "undone"; id: number }
  | { kind: "restored"; items: RunItem[] }
  | { kind: "cleared" };

/** What is older is in the history; a page with more would be slow on a phone. */
export const ITEMS_MAX = 500;

export function changeRun(items: RunItem[], event: RunEvent): RunItem[] {
  switch (event.kind) {
    case "scanned": {
      const { id, isbn, book } = event;
      const state = book ? "acting" : "looking";
      return [{ id, isbn, state, book, act: null, problem: null, isUndone: false } satisfies RunItem, ...items].slice(
        0,
        ITEMS_MAX,
      );
    }
    case "found":
      return change(items, event.id, { book: event.book, state: "acting", problem: null });
    case "waiting":
      return change(items, event.id, { state: "waiting", problem: null });
    case "acting":
      return change(items, event.id, { state: "acting", problem: null });
    case "acted":
      return change(items, event.id, { state: "settled", act: event.act, problem: null, isUndone: false });
    case "failed":
      return change(items, event.id, { state: "failed", problem: event.problem });
    case "undone":
      return change(items, event.id, { state: "settled", isUndone: true, problem: null });
    case "restored":
      return items.length > 0 ? items : event.items;
    case "cleared":
      return [];
  }
}

const change = (items: RunItem[], id: number, values: Partial<RunItem>): RunItem[] =>
  items.map((item) => (item.id === id ? { ...item, ...values } : item));

/** What is kept over a reload. What was under way may have been done or not: it is to be tried again by hand. */
export const keptItems = (items: RunItem[]): RunItem[] =>
  items.map((item) =>
    item.state === "looking" || item.state === "acting"
      ? { ...item, state: "failed", problem: "The page was left before the answer came." }
      : item,
  );

/** "12 scanned, 10 done" in few words, of those that were not undone. */
export function countRun(items: readonly RunItem[]): { scanned: number; done: number; open: number } {
  const valid = items.filter(({ isUndone }) => !isUndone);
  return {
    scanned: valid.length,
    done: valid.filter(({ act, state }) => state === "settled" && act?.tone === "done").length,
    open: valid.filter(({ state }) => state === "failed" || state === "waiting").length,
  };
}

/** What is heard of an item by who does not see the screen; null while there is nothing to say. */
export function announceItem({ book, isbn, state, act, problem, isUndone }: RunItem): string | null {
  const name = book?.title ?? `ISBN ${isbn}`;
  if (isUndone) return `${name}: undone.`;
  if (state === "settled" && act) return `${name}: ${act.said}.`;
  if (state === "failed") return `${name}: ${problem}`;
  return state === "waiting" ? `${name} is not in the catalogue yet. It is being looked up.` : null;
}
