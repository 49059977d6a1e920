const DAY_MS = 24 * 60 * 60_000;

/** The day of a moment in UTC, `YYYY-MM-DD`. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** A day's first moment, and the first after it. */
export function boundsOf(day: string): { start: Date; end: Date } {
  const start = new Date(`${day}T00:00:00.000Z`);
  return { start, end: new Date(start.getTime() + DAY_MS) };
}

/** The days from one to another, both among them; none where the first is the later one. */
export function listDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let { start } = boundsOf(from); dayOf(start) <= to; start = boundsOf(dayOf(start)).end) days.push(dayOf(start));
  return days;
}

/**
 * The first day that has not been counted as a whole: the one after the last that was counted after its end. Yesterday
 * where none ever was.
 */
export function firstOpenDay(last: { date: string; countedAt: Date } | undefined, now: Date): string {
  if (!last) return dayOf(new Date(now.getTime() - DAY_MS));
  const { end } = boundsOf(last.date);
  return last.countedAt >= end ? dayOf(end) : last.date;
}
