/** Of ways to sign in that came, went or were tried. */
export const SIGN_IN_NOTICES = [
  "factor_on",
  "factor_off",
  "factor_guessed_at",
  "recovery_code_used",
  "passkey_added",
  "identity_linked",
] as const;
export type SignInNotice = (typeof SIGN_IN_NOTICES)[number];

/** Two with a one-time link, and those that only tell of something. */
export const LETTER_KINDS = [
  "reset_password",
  "confirm_address",
  "password_changed",
  "address_changed",
  "erasure_requested",
  "security_notice",
  "incident_opened",
  ...SIGN_IN_NOTICES,
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

export type LinkKind = Extract<LetterKind, "reset_password" | "confirm_address">;

/** What a letter says before it is laid out as text and as HTML. */
export type Words = { subject: string; paragraphs: string[]; link?: { label: string; url: string } };
