/** What apps call the same things. Pure. */
import { foldKey } from "@/lib/catalog/records/texts/rules";
import { CONDITIONS } from "@/lib/copies/schema";
import type { Status } from "@/lib/reading/schema";
import type { EntryCopy } from "../../schema";

const STATES: Record<Status, RegExp> = {
  want: /^(?:to read|want(?: to read)?|planned|for later|tbr|wishlist|wish list|not begun|not started|unread|plan to read)$/,
  reading: /^(?:currently reading|reading|in progress|started|now reading)$/,
  read: /^(?:read|finished|completed|already read|have read|done)$/,
  stopped: /^(?:did not finish|dnf|stopped(?: reading)?|abandoned|unfinished|gave up|given up)$/,
};

/** The status that a shelf of this name stands for; undefined for a shelf of the reader's own. */
export function readStatus(name: string): Status | undefined {
  const key = foldKey(name);
  return (Object.keys(STATES) as Status[]).find((state) => STATES[state].test(key));
}

/** "Like new", "VG+", "Acceptable": the nearest of our words; null for what is none. */
export function conditionOf(cell: string): EntryCopy["condition"] {
  const key = foldKey(cell);
  const same = CONDITIONS.find((word) => key === word);
  if (same) return same;
  if (/^(?:brand new|as new|like new|mint|unread)$/.test(key)) return "new";
  if (/^(?:near fine|excellent|near mint)$/.test(key)) return "fine";
  if (/^vg$/.test(key)) return "very good";
  if (/^(?:acceptable|ok|average)$/.test(key)) return "fair";
  return /^(?:bad|damaged|worn|reading copy)$/.test(key) ? "poor" : null;
}

const SIGNS: Record<string, string> = { "€": "EUR", "£": "GBP", $: "USD", "¥": "JPY" };

/** "$12.50", "12,50 €", "CHF 20": the amount, where its currency is said, and its currency. */
export function readPrice(cell: string): Pick<EntryCopy, "price" | "currency"> {
  const amount = /\d[\d.,\s]*/.exec(cell)?.[0].trim().replace(/\s/g, "") ?? "";
  const sign = /[€£$¥]/.exec(cell)?.[0];
  const currency = /\b([A-Z]{3})\b/.exec(cell)?.[1] ?? (sign ? SIGNS[sign] : undefined);
  // The last of point and comma is the decimal one where two digits follow it.
  const number = Number(amount.replace(/[.,](?=\d{3}(?:\D|$))/g, "").replace(",", "."));
  if (amount === "" || currency === undefined || !Number.isFinite(number)) return { price: null, currency: null };
  return { price: number, currency };
}
