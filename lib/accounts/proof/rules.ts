const FRESH_MS = 10 * 60_000;

/** Whoever signed in so recently is not asked for the password again. */
export const isFresh = (startedAt: Date, now: Date): boolean => now.getTime() - startedAt.getTime() <= FRESH_MS;
