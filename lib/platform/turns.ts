import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { singleton } from "./singleton";

const queue = () => singleton("turns", () => ({ last: Promise.resolve() as Promise<unknown> }));

/**
 * Does a piece of work that keeps the event loop busy for milliseconds in a turn of its own: the pieces of requests that
 * are answered at once would else run one right after another, and everything else would wait for all of them. First come,
 * first served. Work must not wait for other work that goes through here.
 */
export async function inTurn<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  const own = queue();
  const turn = own.last.then(() => nextTurn()).then(work);
  own.last = turn.catch(() => undefined);
  return turn;
}
