const DAY_MS = 24 * 60 * 60_000;

/** When an account is erased whose owner asks for it now. */
export const erasureDueAt = (now: Date, graceDays: number): Date => new Date(now.getTime() + graceDays * DAY_MS);
