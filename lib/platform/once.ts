import "server-only";
import { log } from "./log";
import { redis } from "./redis";

/** Longer than any work here; whoever died meanwhile does not hold a key for long. */
const AT_WORK_SECONDS = 60;

type Keeping = {
  /** What stands under the key while the first is at work. */
  mark: string;
  keptSeconds: number;
};

/**
 * Does `work` for a key once in all processes. Undefined: this call did it; else what stands under the key, the mark or what was kept, null
 * where it has just gone. `work` says what to keep for whoever comes again; null, or a throw: nothing was done, and the same
 * may be tried again. What cannot be kept is done all the same.
 */
export async function doOnce(
  key: string,
  { mark, keptSeconds }: Keeping,
  work: () => Promise<string | null>,
): Promise<string | null | undefined> {
  const isFirst = (await redis().set(key, mark, "EX", AT_WORK_SECONDS, "NX")) === "OK";
  if (!isFirst) return redis().get(key);
  let kept: string | null = null;
  try {
    kept = await work();
  } finally {
    const noted = kept === null ? redis().del(key) : redis().set(key, kept, "EX", keptSeconds);
    await noted.catch((error: unknown) => log.warn("once.not_kept", { error }));
  }
  return undefined;
}
