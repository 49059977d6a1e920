/** Two with a one-time link, and those that only tell of something. */
export const LETTER_KINDS = [
  "reset_password",
  "confirm_address",
  "password_changed",
  "address_changed",
  "security_notice",
  "incident_opened",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

export type LinkKind = Extract<LetterKind, "reset_password" | "confirm_address">;

/** What a letter says before it is laid out as text and as HTML. */
export type Words = { subject: string; paragraphs: string[]; link?: { label: string; url: string } };
