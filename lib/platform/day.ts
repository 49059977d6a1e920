const DAY_MS = 24 * 60 * 60_000;

/** The last day that has come anywhere: where the calendar is furthest ahead it is tomorrow already. */
export const latestDay = (now = new Date()): string => new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);

/**
 * The bounds of what the database's DATETIME holds, the last with room to spare: for moments that the server said before, and
 * which an import may have brought from long ago.
 */
export const MOMENT_MIN = new Date(Date.UTC(1000, 0, 1));
export const MOMENT_MAX = new Date(Date.UTC(9000, 0, 1));

/** Whether a day fits into a column and has come. */
export const isPastDay = (day: string): boolean => day >= "1000-01-01" && day <= latestDay();
