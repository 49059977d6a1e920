/** Readings older than this no longer count: the hand has moved on. */
const WINDOW_MS = 1_500;
/** A code that was acted on rests until it has been out of sight for this long. */
const REST_MS = 3_000;
/** One reading can be wrong and still have a fitting check digit; two equal ones hardly ever are. */
const READINGS_NEEDED = 2;
/** Hardly ever is too often while another code is in view as well: creased bars are misread in the same way again. */
const READINGS_NEEDED_BESIDE_ANOTHER = 3;
const BESIDE_MS = 500;

type Seen = { code: string; at: number };

/**
 * Decides when a code that the camera reads is acted on: the most frequent of the recent readings wins, and
 * the same code never twice while it stays in view. Takes the clock as an argument; `at` is in milliseconds.
 */
export class ReadingVote {
  #recent: Seen[] = [];
  #resting = new Map<string, number>();

  /** Notes one reading. True: act on it now. A trusted decoder (the device's own) needs no second reading. */
  observe(code: string, at: number, isTrusted: boolean): boolean {
    this.#recent = [...this.#recent.filter((seen) => at - seen.at <= WINDOW_MS), { code, at }];
    const lastSeenAt = this.#resting.get(code);
    if (lastSeenAt !== undefined && at - lastSeenAt < REST_MS) {
      this.#resting.set(code, at);
      return false;
    }
    if (!isTrusted && !this.#isBorneOut(code, at)) return false;
    this.rest(code, at);
    return true;
  }

  /** Keeps a code from being acted on until it has left the picture, e.g. after its result was closed. */
  rest(code: string, at: number) {
    for (const [other, lastSeenAt] of this.#resting) {
      if (at - lastSeenAt >= REST_MS) this.#resting.delete(other);
    }
    this.#resting.set(code, at);
  }

  #isBorneOut(code: string, at: number): boolean {
    // Only since the code came into view: the book before it may have been held there much longer.
    const since = this.#recent.slice(this.#recent.findIndex((seen) => seen.code === code));
    const counts = new Map<string, number>();
    for (const seen of since) counts.set(seen.code, (counts.get(seen.code) ?? 0) + 1);
    const isBesideAnother = this.#recent.some((seen) => seen.code !== code && at - seen.at <= BESIDE_MS);
    const own = counts.get(code) ?? 0;
    return (
      own >= (isBesideAnother ? READINGS_NEEDED_BESIDE_ANOTHER : READINGS_NEEDED) && own >= Math.max(...counts.values())
    );
  }
}
