import { createHash, randomInt } from "node:crypto";
import type { Use } from "@/lib/platform/single-use";
import { addressOfAccount, signUpInput } from "../schema";
import type { Claims, Identity } from "./schema";

const STEP_SECONDS = 10 * 60;
/** That the reader of a session wants to link an identity; without it nothing is ever linked to an account. */
export const TO_LINK: Use = { name: "identity-to-link", seconds: STEP_SECONDS };
export const UNFINISHED: Use = { name: "unfinished-sign-in", seconds: STEP_SECONDS };

/** An issuer with and without a slash at the end is the same; nothing else about it may differ. */
export const isSameIssuer = (one: string, other: string): boolean =>
  one.replace(/\/$/, "") === other.replace(/\/$/, "");

/** What identities are found by: a subject tells capitals apart, which the database's texts do not. */
export const hashOfIdentity = ({ issuer, subject }: Identity): string =>
  createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("hex");

/** The address that the service has seen to be this person's, as accounts have it; undefined for one that was only typed. */
export function verifiedEmailOf({ email, email_verified }: Claims): string | undefined {
  return email_verified ? addressOfAccount.safeParse(email).data : undefined;
}

/** What the list of linked identities calls this one. */
export const nameOf = ({ preferred_username, email, name, sub }: Claims): string =>
  (preferred_username ?? email ?? name ?? sub).slice(0, 100);

const BASE_LENGTH_MAX = 40;
const NUMBERED_TRIES = 8;
const RANDOM_TRIES = 5;

/** Usernames for somebody who is new here, the best first: what the service calls the person, then with a number after it. */
export function usernamesFor(claims: Claims): string[] {
  const { preferred_username, nickname, email, name } = claims;
  const base = [preferred_username, nickname, email, name].flatMap((word) => usernameOf(word) ?? [])[0] ?? "reader";
  const numbered = Array.from({ length: NUMBERED_TRIES }, (_, at) => `${base}-${at + 2}`);
  const random = Array.from({ length: RANDOM_TRIES }, () => `${base}-${randomInt(1_000_000)}`);
  return [...(base === "reader" ? [] : [base]), ...numbered, ...random].filter(isUsername);
}

const isUsername = (word: string): boolean => signUpInput.shape.username.safeParse(word).success;

/** A word as a username, where one can be made of it; of an address what stands before the @. */
function usernameOf(word: string | undefined): string | undefined {
  const plain = (word ?? "")
    .normalize("NFKC")
    .replace(/@.*$/s, "")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .slice(0, BASE_LENGTH_MAX)
    .replace(/^[._-]+|[._-]+$/g, "");
  return isUsername(plain) ? plain : undefined;
}
