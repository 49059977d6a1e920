/** The books of one round of scanning, the last first. Pure. */
import type { Act, ActInput } from "@/lib/scanning/schema";
import type { FoundBook } from "../lookup/finding";
import { newestOf } from "../memory/newest";
import type { ModeSettings } from "./modes";

/**
 * `looking` for the book · `acting` on it · `held` until the server takes more, at `heldUntil` · `waiting` for other catalogues to tell of it · `settled`: `act` says how · `failed`:
 * `problem` says why, and `attempt` what can be tried again.
 */
export type RunState = "looking" | "acting" | "held" | "waiting" | "settled" | "failed";

/** What was being done with a book, complete enough to be done again: as the reader meant it then, whatever is chosen since. */
export type Attempt = { kind: "look" } | { kind: "act"; act: ActInput; actId: string } | { kind: "undo" };

export type RunItem = {
  id: number;
  /** As it was scanned; of a photo, the book's own. */
  isbn: string;
  /** What was chosen when it was scanned. */
  plan: ModeSettings;
  state: RunState;
  /** In milliseconds, as `Date.now` has them. */
  heldUntil: number | null;
  attempt: Attempt;
  book: FoundBook | null;
  act: Act | null;
  problem: string | null;
  /** It failed for want of a connection, and goes on by itself when there is one. */
  isCutOff: boolean;
  isUndone: boolean;
};

export type RunEvent =
  | { kind: "scanned"; id: number; isbn: string; plan: ModeSettings }
  | { kind: "found"; id: number; book: FoundBook }
  | { kind: "waiting"; id: number }
  | { kind: "attempted"; id: number; attempt: Attempt }
  | { kind: "held"; id: number; until: number }
  | { kind: "acted"; id: number; act: Act }
  | { kind: "failed"; id: number; problem: string; isCutOff?: boolean }
  /** `isWhole`: nothing of it had been changed since. */
  | { kind: "undone"; id: number; isWhole: boolean }
  | { kind: "cleared" };

/** What is older and done is in the history; a page with more would be slow on a phone. */
export const ITEMS_MAX = 500;

export function changeRun(items: RunItem[], event: RunEvent): RunItem[] {
  switch (event.kind) {
    case "scanned": {
      const { id, isbn, plan } = event;
      const item: RunItem = {
        ...{ id, isbn, plan, state: "looking", heldUntil: null, attempt: { kind: "look" } },
        ...{ book: null, act: null, problem: null, isCutOff: false, isUndone: false },
      };
      return newestOf([item, ...items], ITEMS_MAX, ({ state }) => state === "settled");
    }
    case "found":
      return change(items, event.id, { book: event.book });
    case "waiting":
      return change(items, event.id, { state: "waiting", problem: null });
    case "attempted": {
      const { attempt } = event;
      const state = attempt.kind === "look" ? "looking" : "acting";
      return change(items, event.id, { attempt, state, heldUntil: null, problem: null });
    }
    case "held":
      return change(items, event.id, { state: "held", heldUntil: event.until });
    case "acted": {
      // An offer that was taken goes on from the act before: both are undone together.
      const earlier = items.find(({ id }) => id === event.id);
      const undo = [...event.act.undo, ...((!earlier?.isUndone && earlier?.act?.undo) || [])];
      return change(items, event.id, { state: "settled", act: { ...event.act, undo }, problem: null, isUndone: false });
    }
    case "failed":
      return change(items, event.id, { state: "failed", problem: event.problem, isCutOff: event.isCutOff ?? false });
    case "undone":
      return change(items, event.id, {
        ...{ state: "settled", isUndone: true },
        problem: event.isWhole ? null : "Undone, but for what was changed since",
      });
    case "cleared": {
      // What is at work, or still wants its reader, is not forgotten by tidying up; only once nothing else is left.
      const open = items.filter(({ state }) => state !== "settled");
      return open.length < items.length ? open : open.filter(isAtWork);
    }
  }
}

const isAtWork = ({ state }: RunItem): boolean => state === "looking" || state === "acting" || state === "held";

const change = (items: RunItem[], id: number, values: Partial<RunItem>): RunItem[] =>
  items.map((item) => (item.id === id ? { ...item, ...values } : item));

/** What is kept over a reload. What was under way may have been done or not: it is to be tried again by hand. */
export const keptItems = (items: RunItem[]): RunItem[] =>
  items.map((item) =>
    isAtWork(item)
      ? { ...item, state: "failed", heldUntil: null, problem: "The page was left before the answer came." }
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
  if (isUndone) return `${name}: ${problem ?? "Undone"}.`;
  if (state === "settled" && act) return `${name}: ${act.said}${/[.!?]$/.test(act.said) ? "" : "."}`;
  if (state === "failed") return `${name}: ${problem}`;
  // Of whichever book: it is said once.
  if (state === "held") return "Too many books at once. The list goes on by itself in a moment.";
  return state === "waiting" ? `${name} is not in the catalogue yet. It is being looked up.` : null;
}
