/** Each time that somebody read a book, out of the columns that speak of it. Pure. */
import { readDay, splitRanges } from "../../dates/rules";
import type { Entry, EntryReading } from "../../schema";
import type { RowContext, Said } from "../rules";

/** So many without a date are kept of a count; more is rather another number. */
const UNDATED_MAX = 20;

const time = (startedOn: string | null, endedOn: string | null, outcome: EntryReading["outcome"]): EntryReading => ({
  ...{ startedOn, endedOn, outcome, page: null, percent: null, pages: null, progress: [] },
});

/** "2023-10-27T00:00:00.000|2023-11-28T00:00:00.000|;…": begun, finished and how long it took. */
const splitPacked = (cell: string): { from: string; to: string }[] =>
  cell
    .split(";")
    .filter((part) => part.replace(/[|\s]/g, "") !== "")
    .map((part) => {
      const [from = "", to = ""] = part.split("|");
      return { from, to };
    });

/**
 * The times a book was read: those that are listed, else the one of its dates; one that has begun and not ended is being
 * read; and as many without a date as the count says that there are more. `status`: what they say of it where nothing else
 * does.
 */
export function readingsOf(
  said: Said,
  status: Entry["status"],
  { dateOrder, now }: RowContext,
  doubt: (text: string) => void,
): { readings: EntryReading[]; status: Entry["status"] } {
  const day = (cell: string, what: string): string | null => {
    const read = readDay(cell, dateOrder, now);
    if (read === undefined) doubt(`${what}: “${cell.trim()}” is no date.`);
    else if (read?.rest) doubt(`${what}: only “${read.rest}” is known, which is kept here alone.`);
    return read?.day ?? null;
  };
  const listed = [...said.all("ranges").flatMap(splitRanges), ...said.all("readings").flatMap(splitPacked)];
  const readings = listed.map(({ from, to }) => {
    const [startedOn, endedOn] = inOrder(day(from, "Began"), day(to, "Finished"));
    const isOpen = to === "" && status === "reading";
    return time(startedOn, endedOn, isOpen ? "reading" : "finished");
  });
  // A book that was put away: those before may have been to the end, the last one was not.
  const latest = status === "stopped" ? lastOf(readings) : undefined;
  if (latest) latest.outcome = "stopped";
  const [started, finished, stopped] = [
    day(said.one("started"), "Began"),
    day(said.one("finished"), "Finished"),
    day(said.one("stopped"), "Stopped"),
  ];
  if (listed.length === 0) {
    if (stopped !== null) readings.push(time(...inOrder(started, stopped), "stopped"));
    else if (finished !== null)
      readings.push(time(...inOrder(started, finished), status === "stopped" ? "stopped" : "finished"));
    else if (status === "reading") readings.push(time(started, null, "reading"));
    else if (status === "stopped") readings.push(time(started, null, "stopped"));
    else if (started !== null && status === "read") readings.push(time(started, null, "finished"));
    else if (started !== null) readings.push(time(started, null, "reading"));
  } else if (finished !== null && !readings.some(({ endedOn }) => endedOn === finished))
    readings.push(time(started, finished, "finished"));
  else if (status === "reading" && !readings.some(({ outcome }) => outcome === "reading"))
    readings.push(time(started, null, "reading"));

  const done = readings.filter(({ outcome }) => outcome === "finished").length;
  const count = Number(/^\s*(\d{1,4})\b/.exec(said.one("readCount"))?.[1] ?? 0);
  const isRead = status === "read" || (status === null && count > 0);
  const missing = status === "want" ? 0 : count - (isRead ? done : readings.length);
  if (missing > UNDATED_MAX) doubt(`Read ${count} times: ${UNDATED_MAX} of them are kept without a date.`);
  for (let more = 0; more < Math.min(missing, UNDATED_MAX); more++) readings.push(time(null, null, "finished"));
  return { readings: onlyOneOpen(readings), status: status ?? statusBy(readings) };
}

/** The one that ended last, or one whose end nobody knows. */
const lastOf = (readings: EntryReading[]): EntryReading | undefined =>
  readings.toSorted((a, b) => (a.endedOn ?? "9").localeCompare(b.endedOn ?? "9")).at(-1);

const inOrder = (from: string | null, to: string | null): [string | null, string | null] =>
  from !== null && to !== null && from > to ? [null, to] : [from, to];

/** A book is read once at a time. */
function onlyOneOpen(readings: EntryReading[]): EntryReading[] {
  const last = readings.findLastIndex(({ outcome }) => outcome === "reading");
  return readings.filter(({ outcome }, at) => outcome !== "reading" || at === last);
}

function statusBy(readings: EntryReading[]): Entry["status"] {
  if (readings.some(({ outcome }) => outcome === "reading")) return "reading";
  if (readings.some(({ outcome }) => outcome === "finished")) return "read";
  return readings.length > 0 ? "stopped" : null;
}
