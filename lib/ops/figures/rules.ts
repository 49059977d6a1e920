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
 * The days up to today that have not been counted as a whole, the first that was counted and those after it: the ones that
 * were left out, and the ones that were counted before their end. Yesterday and today where none was counted. What was
 * counted of days to come says nothing.
 */
export function openDays(counted: { date: string; countedAt: Date }[], now: Date): string[] {
  const today = dayOf(now);
  const past = counted.filter(({ date }) => date <= today);
  const whole = new Set(past.filter(({ date, countedAt }) => countedAt >= boundsOf(date).end).map(({ date }) => date));
  const [first = dayOf(new Date(now.getTime() - DAY_MS))] = past.map(({ date }) => date).sort();
  return listDays(first, today).filter((day) => !whole.has(day));
}
