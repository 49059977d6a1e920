import { tellDone } from "@/components/ui/tell";
import { toast, toastProgress } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { sayProgress } from "./words";

/** What came of a part of a lot: how many books it was, and behind which one to go on; null at the end. */
export type LotPart = { count: number; next: number | null };

type Answer = { ok: boolean; message?: string };
type Refused = { ok: false; message?: string };

type LotAct<Done extends LotPart> = {
  /** How many books are meant. */
  total: number;
  /** Does it to the next ones, from the first on behind 0. */
  part: (after: number) => Promise<({ ok: true } & Done) | Refused>;
  say: (done: Done[]) => string;
  undo: (done: Done) => Promise<Answer>;
  /** What is said after the undo. */
  undone: string;
  /** Shows the present state where it went wrong halfway: only the last part does so by itself. */
  refresh: () => void;
};

/** What the parts came to together. */
export const sumOf = <Key extends string>(done: Record<Key, number>[], key: Key): number =>
  done.reduce((sum, part) => sum + part[key], 0);

/** The answer of an act on all of its books at once, as the only part. */
export async function asOnePart<Done extends { ok: true } | Refused>(
  count: number,
  work: Promise<Done>,
): Promise<(Extract<Done, { ok: true }> & LotPart) | Refused> {
  const result = await work;
  return result.ok ? { ...(result as Extract<Done, { ok: true }>), count, next: null } : (result as Refused);
}

/**
 * Does something to many books, part by part, and says how far it is, how it ended, and how to take it back: all of it, or
 * what was done before something went wrong. True: all was done.
 */
export async function tellLot<Done extends LotPart>(act: LotAct<Done>): Promise<boolean> {
  const { total, part, say, undo, undone, refresh } = act;
  const done: Done[] = [];
  const countDone = () => sumOf(done, "count");
  const wrong = await walk(total, async () => {
    const after = done.at(-1)?.next ?? 0;
    const result = await part(after);
    if (!result.ok) return result.message ?? GENERAL_PROBLEM;
    done.push(result);
    return { count: countDone(), isOver: result.next === null };
  });
  const back = () => takeBack(done, undo, refresh);
  if (wrong === undefined) tellDone(say(done), back, undone);
  else if (done.length === 0) toast({ message: wrong, tone: "problem" });
  else {
    refresh();
    const message = `${wrong} ${sayProgress(countDone(), total)} were done.`;
    const onAction = async () => {
      const undoing = await back();
      toast(undoing.ok ? { message: undone } : { message: undoing.message ?? GENERAL_PROBLEM, tone: "problem" });
    };
    toast({ message, tone: "problem", action: { label: "Undo", onAction } });
  }
  return wrong === undefined;
}

/** Takes the parts back, the last one first; once more where it broke off, it goes on with those that are left. */
async function takeBack<Done extends LotPart>(
  done: Done[],
  undo: (done: Done) => Promise<Answer>,
  refresh: () => void,
): Promise<Answer> {
  const total = sumOf(done, "count");
  let count = 0;
  const wrong = await walk(total, async () => {
    const last = done.at(-1);
    if (last) {
      const result = await undo(last);
      if (!result.ok) return result.message ?? GENERAL_PROBLEM;
      done.pop();
      count += last.count;
    }
    return { count, isOver: done.length === 0 };
  });
  if (wrong === undefined) return { ok: true };
  refresh();
  return { ok: false, message: count === 0 ? wrong : `${wrong} ${sayProgress(count, total)} are as before.` };
}

/** One step after the other, until they are over or one says what went wrong. What is over at once shows no progress. */
async function walk(total: number, step: () => Promise<string | { count: number; isOver: boolean }>) {
  const progress = toastProgress();
  let isBegun = false;
  try {
    for (;;) {
      const result = await step();
      if (typeof result === "string") return result;
      if (result.isOver) return undefined;
      isBegun = true;
      progress.say(`${sayProgress(result.count, total)}…`);
    }
  } catch {
    return isBegun ? "The connection broke." : NO_CONNECTION;
  } finally {
    progress.end();
  }
}
