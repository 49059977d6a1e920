import "server-only";
import { singleton } from "./singleton";

type Lanes = { free: number; waiting: (() => void)[] };

/**
 * Does work of one kind in so many lanes at most: what many requests ask of the database at once must not take all of its
 * connections. First come, first served. Work must not wait for other work of its kind.
 */
export async function inLanes<Value>(kind: string, max: number, work: () => Promise<Value>): Promise<Value> {
  const lanes = singleton<Lanes>(`lanes:${kind}`, () => ({ free: max, waiting: [] }));
  if (lanes.free > 0) lanes.free -= 1;
  else await new Promise<void>((resolve) => lanes.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = lanes.waiting.shift();
    if (next) next();
    else lanes.free += 1;
  }
}
