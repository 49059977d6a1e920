import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Limit } from "@/lib/platform/rate-limit";

const MINUTE_MS = 60_000;

/**
 * One source at one account. Five slips are free; then each pause is twice the one before, from two seconds to a quarter
 * of an hour: about a hundred tries a day, and never a wall.
 */
export const BY_SOURCE: Limit = {
  ...{ name: "sign-in", max: 5, windowMs: 24 * 60 * MINUTE_MS },
  growing: { firstMs: 2_000, mostMs: 15 * MINUTE_MS },
};

/** One address at any accounts, against lists of stolen passwords. */
export const BY_ADDRESS: Limit = { name: "sign-in-address", max: 20, windowMs: 10 * MINUTE_MS };

/** All sources together from which an account was never signed in to, against guessing from many addresses. */
export const BY_STRANGERS: Limit = { name: "sign-in-strangers", max: 20, windowMs: 60 * MINUTE_MS };

/** New accounts from one address. */
export const SIGN_UP: Limit = { name: "sign-up", max: 10, windowMs: 60 * MINUTE_MS };

/** Letters to choose a new password that one address asks for, against who would send them to many people. */
export const RESETS: Limit = { name: "reset", max: 10, windowMs: 60 * MINUTE_MS };

/** Links of letters that one address brings, against trying many. */
export const RESET_LINKS: Limit = { name: "reset-link", max: 30, windowMs: 60 * MINUTE_MS };
export const CONFIRM_LINKS: Limit = { name: "confirm-link", max: 30, windowMs: 60 * MINUTE_MS };

/** Letters that one account has sent, to whatever addresses. */
export const LETTERS_OF_ACCOUNT: Limit = { name: "letters-of", max: 8, windowMs: 60 * MINUTE_MS };

/**
 * What tries at an account that there is not are counted under. Not what was typed: people type their password in the
 * wrong field, and nobody's count is to be taken for that of an account.
 */
export const nameOfNobody = (login: string): string =>
  `nobody-${createHash("sha256").update(login.trim().toLowerCase()).digest("hex").slice(0, 32)}`;

export const DEVICE_COOKIE = "ridizi-device";
/** A family's browser has a few; the oldest makes room. */
const ACCOUNTS_MAX = 8;
const MARK_LENGTH = 22;
const COOKIE = new RegExp(`^([0-9a-f-]{36})((?:\\.[\\w-]{${MARK_LENGTH}}){1,${ACCOUNTS_MAX}})$`);

const markOf = (key: Uint8Array, device: string, userId: number): string =>
  createHmac("sha256", key).update(`${device} ${userId}`).digest("base64url").slice(0, MARK_LENGTH);

const parse = (cookie: string | undefined) => {
  const [, device, marks = ""] = COOKIE.exec(cookie ?? "") ?? [];
  return device === undefined ? undefined : { device, marks: marks.split(".").slice(1) };
};

/**
 * The browser's random name when the account has been signed in to with it, else undefined. It opens nothing by itself: its
 * tries are only counted apart from those of strangers, who therefore cannot use up the owner's.
 */
export function knownDevice(cookie: string | undefined, userId: number, key: Uint8Array): string | undefined {
  const parsed = parse(cookie);
  if (!parsed) return undefined;
  const mark = Buffer.from(markOf(key, parsed.device, userId));
  return parsed.marks.some((other) => timingSafeEqual(Buffer.from(other), mark)) ? parsed.device : undefined;
}

/** The cookie of a browser with which the account has just been signed in to; `device` is for one that has no name yet. */
export function withKnownAccount(cookie: string | undefined, userId: number, key: Uint8Array, device: string): string {
  const parsed = parse(cookie) ?? { device, marks: [] };
  const mark = markOf(key, parsed.device, userId);
  const others = parsed.marks.filter((other) => other !== mark).slice(1 - ACCOUNTS_MAX);
  return [parsed.device, ...others, mark].join(".");
}
