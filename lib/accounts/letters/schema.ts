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

/** Of letters with a one-time link. */
export const LINK_KINDS = ["reset_password", "confirm_address"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Those, and the ones that only tell of something. */
export const LETTER_KINDS = [
  ...LINK_KINDS,
  "password_changed",
  "address_changed",
  "erasure_requested",
  "security_notice",
  "incident_opened",
  ...SIGN_IN_NOTICES,
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** What a letter says before it is laid out as text and as HTML. */
export type Words = { subject: string; paragraphs: string[]; link?: { label: string; url: string } };
