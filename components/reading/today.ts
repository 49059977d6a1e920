"use client";

import { useSyncExternalStore } from "react";

/** Today on the calendar that hangs where the reader is, as "2026-02-07". */
export function todayHere(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const HOUR_MS = 60 * 60_000;

/** A page that is kept open over midnight finds out. */
function subscribe(onChange: () => void) {
  const timer = setInterval(onChange, HOUR_MS);
  return () => clearInterval(timer);
}

const todayInUtc = () => new Date().toISOString().slice(0, 10);

/** The same for what is shown; until the script runs, the day that the server knows. */
export const useToday = (): string => useSyncExternalStore(subscribe, todayHere, todayInUtc);
