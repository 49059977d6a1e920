/** How somebody stands with what they mean to read in a year. Pure. */

const DAY_MS = 24 * 60 * 60_000;

export type Standing = { books: number; done: number; expected: number; ahead: number };

/** How many books should be done by the end of that day, to be on time; of a year that is over: all. */
export function standing(books: number, done: number, year: number, today: string): Standing {
  const [first, next] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  const end = Date.parse(`${today}T00:00:00Z`) + DAY_MS;
  const share = Math.max(0, Math.min(1, (end - first) / (next - first)));
  // Nobody is behind by a part of a book.
  const expected = Math.floor(books * share);
  return { books, done, expected, ahead: done - expected };
}

/** "12 of 30, 3 behind". */
export function sayStanding({ books, done, ahead }: Standing, isOver: boolean): string {
  const counted = `${done.toLocaleString("en")} of ${books.toLocaleString("en")}`;
  if (done >= books) return done === books ? `${counted}: done` : `${counted}: ${done - books} more than you meant to`;
  if (isOver) return `${counted}: ${books - done} short`;
  if (ahead < 0) return `${counted}, ${-ahead} behind`;
  return ahead > 0 ? `${counted}, ${ahead} ahead` : `${counted}, on time`;
}
