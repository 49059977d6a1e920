import { z } from "zod";
import { linkSecret } from "./links/schema";

export type Role = "user" | "moderator" | "admin";

/** Who acts. Comes from a session alone, never from a request's own words. */
export type Actor = { id: number; username: string; role: Role };

export const PASSWORD_LENGTH_MIN = 10;

const LOOK_ALIKE_SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
const isOfOneAlphabet = (word: string) => LOOK_ALIKE_SCRIPTS.filter((script) => script.test(word)).length <= 1;
const OFFICIAL = new Set([
  "admin",
  "administrator",
  "moderator",
  "owner",
  "ridizi",
  "root",
  "security",
  "support",
  "system",
]);

// Written in one way before anything is checked: one sign can stand for eighteen letters, a space or a bracket.
const username = z
  .string()
  .max(200, "A username has at most 50 characters.")
  .transform((value) => value.normalize("NFKC").trim())
  .pipe(
    z
      .string()
      .min(3, "A username has at least 3 characters.")
      .max(50, "A username has at most 50 characters.")
      .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u, "Use letters, digits, and . _ - between them.")
      // "reader" with a Cyrillic а looks like another reader's name.
      .refine((value) => value.split(/[._-]/).every(isOfOneAlphabet), "Please write each word in one alphabet.")
      .refine((value) => !OFFICIAL.has(value.toLowerCase()), "This name could be taken for an official one."),
  );

/** A password that is chosen. Whether it is a common one only the server says: the list is too long for a page. */
export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `A password has at least ${PASSWORD_LENGTH_MIN} characters.`)
  // Hashing reads every byte: a limit keeps a megabyte of "password" from being work.
  .max(200, "A password has at most 200 characters.");

/** A password that is compared with the one there is. */
export const typedPassword = z.string().min(1, "Please type your password.").max(200);

/** One address, written in one way. */
export const addressOfAccount = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("This is not an e-mail address."));

const email = z.preprocess(
  (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
  addressOfAccount.optional(),
);

/** `invitation` is the secret of the link that somebody was given. */
export const signUpInput = z
  .object({ username, email, password: newPassword, invitation: linkSecret.optional() })
  .refine((input) => input.password.toLowerCase() !== input.username.toLowerCase(), {
    path: ["password"],
    message: "The password must not be the username.",
  });
export type SignUpInput = z.output<typeof signUpInput>;

/** Why there is no account, in words for a program's owner; the page has its own beside the fields. */
export const JOINING_PROBLEMS: Record<string, string> = {
  password_weak: "This password is among the first that are tried.",
  username_taken: "Somebody has this name already.",
  email_taken: "There is an account with this e-mail address.",
  registration_closed: "This site takes no new accounts.",
  invitation_needed: "This site takes new accounts by invitation: please send its secret in invitation.",
  invitation_over: "This invitation was used already, or is over.",
  second_factor_demanded: "The account is made, but this site wants a second factor of it.",
};

/** The status of each in the REST API. */
export const JOINING_REFUSALS = {
  password_weak: 400,
  username_taken: 409,
  email_taken: 409,
  registration_closed: 403,
  invitation_needed: 403,
  invitation_over: 403,
};

export const signInInput = z.object({
  username: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(200),
});
export type SignInInput = z.output<typeof signInInput>;
