import "server-only";
import { generateSecret, generateURI, verifySync } from "otplib";

/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;

/** A new secret, in base32. SHA-1, six digits and thirty seconds follow: many apps know nothing else, whatever they are told. */
export const newTotpSecret = (): string => generateSecret({ length: SECRET_BYTES });

/** The `otpauth:` address that an app reads from the picture; `site` and `account` are what it shows. */
export const totpAddress = (secret: string, { site, account }: { site: string; account: string }): string =>
  generateURI({ issuer: site, label: account, secret });

/** The step of time that six digits belong to, if they do: this one, the one before or the one after. */
export function totpStepOf(secret: string, digits: string, now: Date): number | undefined {
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token: digits, epoch, epochTolerance: STEP_SECONDS });
  return result.valid && "timeStep" in result ? result.timeStep : undefined;
}
