import { z } from "zod";
import { typedOnceMore } from "../proof/schema";

/** Who must have a second factor; what REQUIRE_SECOND_FACTOR says. */
export type SecondFactorDemand = "none" | "admin" | "all";

/** Recovery codes are taken all the while. */
export const TOO_MANY_CODES = "Too many wrong codes. Wait a while, or use a recovery code.";

const CODE_LENGTH_MAX = 60;

/** Six digits of an app or a recovery code, as people type them; what it is, `readCode` says. */
export const typedCode = z.string().trim().min(1, "Type the code.").max(CODE_LENGTH_MAX, "This is not a code.");

export const codeInput = z.object({ code: typedCode });

/** Of an account without a password only the code is asked for. */
export const switchOffInput = codeInput.extend({ password: typedOnceMore });

/** What somebody typed, once it is known which of the two it is. */
export type ReadCode = { kind: "digits"; digits: string } | { kind: "recovery"; code: string };

/** How things stand, as the account's owner sees it. */
export type SecondFactorStatus = {
  onSince: Date | null;
  recoveryCodesLeft: number;
  /** The site wants it of this account: it cannot be switched off. */
  isDemanded: boolean;
};

/** What an authenticator app needs: a picture to scan, and the same to type. */
export type SecondFactorSetUp = { qrCode: string; secret: string; address: string };
