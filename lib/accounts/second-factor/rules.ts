import { createHash, randomBytes } from "node:crypto";
import type { Role } from "../schema";
import type { ReadCode, SecondFactorDemand } from "./schema";

export const RECOVERY_CODES = 10;
/** 80 bits: nobody guesses one, so nothing slows down who has lost the phone, and a plain hash is enough to keep. */
const RECOVERY_LENGTH = 16;
/** Crockford's: no letter that looks like a digit, and no U. 32 of them, so a byte modulo 32 prefers none. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP = /.{4}(?=.)/g;

/** A recovery code without its hyphens. */
export const newRecoveryCode = (): string =>
  [...randomBytes(RECOVERY_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");

/** As it is shown: XXXX-XXXX-XXXX-XXXX. */
export const showRecoveryCode = (code: string): string => code.replace(GROUP, "$&-");

/** What is kept of a recovery code. It does not hang on AUTH_SECRET: these codes still open when that was lost. */
export const hashOfRecoveryCode = (code: string): string => createHash("sha256").update(code).digest("hex");

/** What somebody typed, with or without spaces, hyphens and capitals; an O is taken for a zero, an I or L for a one. */
export function readCode(typed: string): ReadCode | undefined {
  const signs = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  if (/^\d{6}$/.test(signs)) return { kind: "digits", digits: signs };
  const code = signs.replaceAll("O", "0").replace(/[IL]/g, "1");
  const isRecovery = code.length === RECOVERY_LENGTH && [...code].every((sign) => ALPHABET.includes(sign));
  return isRecovery ? { kind: "recovery", code } : undefined;
}

const FREE_TRIES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** From so many wrong codes on the owner is told: whoever types them has the password already. */
export const TOLD_AFTER_FAILURES = FREE_TRIES;

/**
 * How long after the last of so many wrong codes in a row the next one is looked at. Six digits are guessed once in 330,000
 * tries, of which an hour's pause leaves 24 a day; recovery codes are taken meanwhile, so an owner is never kept out.
 */
export function pauseAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - FREE_TRIES));
}

export const isInPause = (failures: number, lastFailedAt: Date | null, now: Date): boolean =>
  lastFailedAt !== null && now.getTime() < lastFailedAt.getTime() + pauseAfter(failures);

/** The site wants a second factor of accounts with this role. */
export const isDemandedOf = (role: Role, demand: SecondFactorDemand): boolean =>
  demand === "all" || (demand === "admin" && role === "admin");

/** A session that was begun with one factor where two are wanted: it counts for nothing until there is a second. */
export const owesSecondFactor = (
  { role, hasTwoFactors }: { role: Role; hasTwoFactors: boolean },
  demand: SecondFactorDemand,
): boolean => !hasTwoFactors && isDemandedOf(role, demand);
