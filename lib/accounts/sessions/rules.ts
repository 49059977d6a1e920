import type { SessionKind } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

/** How long one lasts without signing in again. */
export const SESSION_DAYS: Record<SessionKind, number> = { browser: 90, token: 7 };

export const expiryOf = (kind: SessionKind, now: Date): Date => new Date(now.getTime() + SESSION_DAYS[kind] * DAY_MS);

/** Being seen is written at most this often: otherwise each picture of a page would be a write. */
const SEEN_EVERY_MS = 5 * 60_000;

export const isSeenAnew = (lastSeenAt: Date, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() > SEEN_EVERY_MS;

const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];
const PROGRAM_LENGTH_MAX = 60;

/**
 * What a reader knows a device by, of a User-Agent: "Firefox on Android". A program's own first word, where it is no
 * browser; made of known words or of letters that show, since whoever signs in chooses them.
 */
export function deviceOf(userAgent: string | null): string {
  const said = userAgent ?? "";
  const browser = BROWSERS.find(([pattern]) => pattern.test(said))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(said))?.[1];
  if (browser) return system ? `${browser} on ${system}` : browser;
  const program = /^[\w.+-]+/.exec(said)?.[0].slice(0, PROGRAM_LENGTH_MAX);
  return program ?? "Unknown device";
}
