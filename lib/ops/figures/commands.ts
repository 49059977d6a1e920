import "server-only";
import { isDeepStrictEqual } from "node:util";
import { db } from "@/db/client";
import { dailyStats } from "@/db/schema/ops";
import { countDay, getDay, listCountedDays } from "./queries";
import { dayOf, listDays, openDays } from "./rules";
import type { DayFigures } from "./schema";

export type RecordedDay = { day: string; figures: DayFigures; outcome: "imported" | "updated" | "unchanged" };

type Options = {
  /** Days to count, both among them, up to today at most. Without `from`: all that are not whole. */
  from?: string;
  to?: string;
  signal?: AbortSignal;
  isDryRun?: boolean;
  onProgress?: (done: number, total: number) => void;
};

/**
 * Counts days and keeps a row of figures of each. Counting a day again changes its row only where the tables say something
 * else by now. What was done stays when the signal fires, and the next call goes on from there.
 */
export async function recordDays(now: Date, { from, to, signal, isDryRun = false, onProgress }: Options = {}) {
  const today = dayOf(now);
  // A day to come has no figures.
  const last = to === undefined || to > today ? today : to;
  const days = from ? listDays(from, last) : openDays(await listCountedDays(), now).filter((day) => day <= last);
  const recorded: RecordedDay[] = [];
  for (const day of days) {
    if (signal?.aborted) break;
    recorded.push(await recordDay(day, now, isDryRun));
    onProgress?.(recorded.length, days.length);
  }
  return { recorded, isFinished: recorded.length === days.length };
}

async function recordDay(day: string, now: Date, isDryRun: boolean): Promise<RecordedDay> {
  const [before, counted] = [await getDay(day), await countDay(day)];
  const figures = { ...counted };
  // Redis forgets its counts after a while, the log its lines, and what is gone from both was counted once.
  for (const forgotten of ["jobsDoneToday", "workerErrorsToday"] as const)
    figures[forgotten] = Math.max(counted[forgotten], before?.[forgotten] ?? 0);
  if (!isDryRun)
    await db
      .insert(dailyStats)
      .values({ date: day, ...figures, countedAt: now })
      .onDuplicateKeyUpdate({ set: { ...figures, countedAt: now } });
  if (!before) return { day, figures, outcome: "imported" };
  return { day, figures, outcome: isDeepStrictEqual(before, figures) ? "unchanged" : "updated" };
}
