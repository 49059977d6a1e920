/** How long the body of a request may take to come. */
export type Patience = {
  /** A phone in a tunnel falls silent for a while; one that sends nothing for longer holds a connection for nothing. */
  silentMs: number;
  /** All of it, however it comes … */
  wholeMs: number;
  /** … and this much longer for what has come by then: an honest photo over a poor line, not a byte now and then. */
  bytesPerSecond: number;
};

/** A photo as phones send it, of 300 kB, has 35 s; the largest that is taken has about four minutes. */
export const PATIENCE: Patience = { silentMs: 20_000, wholeMs: 30_000, bytesPerSecond: 64 * 1024 };

/** How much longer to wait for the next bytes, of a body of which so many came in so long; 0 or less: not at all. */
export function patienceLeftMs({ silentMs, wholeMs, bytesPerSecond }: Patience, bytes: number, elapsedMs: number) {
  return Math.min(silentMs, wholeMs + (bytes / bytesPerSecond) * 1_000 - elapsedMs);
}
