"use client";

import { useSyncExternalStore } from "react";
import { sayDay, sayFullDay } from "./day-words";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "5 minutes ago" up to a week, a date after that. */
function sayWhen(at: Date, now: number, timeZone?: string): string {
  const pastMs = Math.max(0, now - at.getTime());
  if (pastMs < MINUTE_MS) return "just now";
  if (pastMs < HOUR_MS) return relative.format(-Math.floor(pastMs / MINUTE_MS), "minute");
  if (pastMs < DAY_MS) return relative.format(-Math.floor(pastMs / HOUR_MS), "hour");
  if (pastMs < 7 * DAY_MS) return relative.format(-Math.floor(pastMs / DAY_MS), "day");
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone });
}

// The minute is the finest that is said, so all entries of a page share one tick.
function subscribe(onTick: () => void) {
  const timer = setInterval(onTick, MINUTE_MS);
  return () => clearInterval(timer);
}

const thisMinute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** When it was, in the reader's own time zone; until the script runs, the date in UTC, which the server knows. */
export function Moment({ at }: { at: Date }) {
  const now = useSyncExternalStore<number | null>(subscribe, thisMinute, () => null);
  const iso = at.toISOString();
  return (
    <time dateTime={iso} title={now === null ? undefined : at.toLocaleString("en-GB")}>
      {now === null ? sayFullDay(at) : sayWhen(at, now)}
    </time>
  );
}

/** The same to the minute: "12 Mar 2026, 14:30". */
export function ExactMoment({ at }: { at: Date }) {
  const isInBrowser = useSyncExternalStore(noSubscription, always, never);
  return (
    <time dateTime={at.toISOString()}>
      {isInBrowser ? at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }) : sayDay(at)}
    </time>
  );
}

const noSubscription = () => () => undefined;
const always = () => true;
const never = () => false;
