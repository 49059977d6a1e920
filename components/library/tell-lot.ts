import { askBeforeLeaving } from "@/components/ui/ask-before-leaving";
import { toast, toastProgress } from "@/components/ui/toast";
import { GENERAL_PROBLEM } from "@/components/ui/words";
import { sayProgress, sayUndone } from "./words";

/** What came of a part of a lot: how many books it was, and behind which one to go on; null at the end. */
export type LotPart = { count: number; next: number | null };

/** `stayed`: how many books were left alone, as more was said of them since. */
type Answer = { ok: boolean; message?: string; stayed?: number };
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
  /** Shows the present state where it went wrong halfway: only the last part does so by itself, if its answer comes. */
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
 * what was done before something went wrong. An undo that breaks off can be gone on with. True: all was done.
 */
export async function tellLot<Done extends LotPart>(act: LotAct<Done>): Promise<boolean> {
  const { total, part, say, refresh } = act;
  const done: Done[] = [];
  const countDone = () => sumOf(done, "count");
  const wrong = await walk(total, async () => {
    const after = done.at(-1)?.next ?? 0;
    const result = await part(after);
    if (!result.ok) return result.message ?? GENERAL_PROBLEM;
    done.push(result);
    return { count: countDone(), isOver: result.next === null };
  });
  const action = undoOf(act, done);
  if (wrong === undefined) toast({ message: say(done), action });
  else if (done.length === 0) {
    if (wrong.isCut) refresh();
    toast({ message: wrong.isCut ? `${wrong.why} Some of the books may have changed.` : wrong.why, tone: "problem" });
  } else {
    refresh();
    toast({ message: sayHalfway(wrong, `${sayProgress(countDone(), total)} were done`), tone: "problem", action });
  }
  return wrong === undefined;
}

/** Takes the parts back, the last one first; once more where it broke off, it goes on with those that are left. */
function undoOf<Done extends LotPart>({ undo, undone, refresh }: LotAct<Done>, done: Done[]) {
  let stayed = 0;
  const onAction = async () => {
    const total = sumOf(done, "count");
    let count = 0;
    const wrong = await walk(total, async () => {
      const last = done.at(-1);
      if (last) {
        const result = await undo(last);
        if (!result.ok) return result.message ?? GENERAL_PROBLEM;
        done.pop();
        count += last.count;
        stayed += result.stayed ?? 0;
      }
      return { count, isOver: done.length === 0 };
    });
    if (wrong === undefined) return toast({ message: sayUndone(undone, stayed) });
    refresh();
    const message = sayHalfway(wrong, count === 0 ? null : `${sayProgress(count, total)} are as before`);
    toast({ message, tone: "problem", action: { label: "Undo", onAction } });
  };
  return { label: "Undo", onAction };
}

/** `isCut`: no answer came, so that nobody knows whether the step was done. */
type Wrong = { why: string; isCut: boolean };

function sayHalfway({ why, isCut }: Wrong, done: string | null): string {
  if (done === null) return isCut ? `${why} Some of the books may be as before.` : why;
  return `${why} ${done}${isCut ? ", and some of the next ones may be." : "."}`;
}

/**
 * One step after the other, until they are over or one says what went wrong. What is over at once shows no progress. A page
 * that is left meanwhile would leave it half done.
 */
async function walk(
  total: number,
  step: () => Promise<string | { count: number; isOver: boolean }>,
): Promise<Wrong | undefined> {
  const progress = toastProgress();
  const letLeave = askBeforeLeaving();
  try {
    for (;;) {
      const result = await step();
      if (typeof result === "string") return { why: result, isCut: false };
      if (result.isOver) return undefined;
      progress.say(`${sayProgress(result.count, total)}…`);
    }
  } catch {
    return { why: "The connection broke.", isCut: true };
  } finally {
    letLeave();
    progress.end();
  }
}
