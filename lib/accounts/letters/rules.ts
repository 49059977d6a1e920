import { createHash } from "node:crypto";
import type { LetterKind, LinkKind, SignInNotice, Words } from "./schema";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a link works once its letter is written; a notice is given up after that. */
export const LIFETIMES_MS: Record<LetterKind, number> = {
  reset_password: HOUR_MS,
  confirm_address: 3 * DAY_MS,
  password_changed: 3 * DAY_MS,
  address_changed: 3 * DAY_MS,
  erasure_requested: 3 * DAY_MS,
  security_notice: 3 * DAY_MS,
  incident_opened: 3 * DAY_MS,
  factor_on: 3 * DAY_MS,
  factor_off: 3 * DAY_MS,
  factor_guessed_at: 3 * DAY_MS,
  recovery_code_used: 3 * DAY_MS,
  passkey_added: 3 * DAY_MS,
  identity_linked: 3 * DAY_MS,
};

const PAGES: Record<LinkKind, string> = { reset_password: "/reset-password", confirm_address: "/confirm-email" };

/** The page of the site that a letter of this kind leads to, if it leads to one. */
export const linkPageOf = (kind: LetterKind): string | undefined =>
  kind in PAGES ? PAGES[kind as LinkKind] : undefined;

/** Letters to one address, whoever asks for them: enough for a person who mistypes, too few to annoy somebody with. */
export const LETTERS_TO_ADDRESS = { name: "letters-to", max: 5, windowMs: HOUR_MS };

/** What letters to an address are counted under; the address itself need not lie in Redis. */
export const addressKey = (address: string): string => createHash("sha256").update(address).digest("hex").slice(0, 32);

/** Subject, and what was done, of notices that otherwise say the same. */
const SIGN_IN_WORDS: Record<SignInNotice, [string, string]> = {
  factor_on: ["Your second factor for Ridizi is on", "now asks for a code besides the password when somebody signs in"],
  factor_off: ["Your second factor for Ridizi is off", "no longer asks for a code: the password alone opens it"],
  factor_guessed_at: [
    "Somebody tries codes at your Ridizi account",
    "was opened by its right password several times just now, with wrong codes after it. Whoever does that knows the password",
  ],
  recovery_code_used: ["A recovery code for Ridizi was used", "was opened by one of its recovery codes just now"],
  passkey_added: ["A passkey was added to your Ridizi account", "can be signed in to with a new passkey from now on"],
  identity_linked: [
    "Another way to sign in to Ridizi was linked",
    "can be signed in to through another service from now on",
  ],
};

const isSignInNotice = (kind: LetterKind): kind is SignInNotice => kind in SIGN_IN_WORDS;

type Facts = { kind: LetterKind; siteUrl: string; username: string; secret?: string };

/**
 * The words of a letter. The name of an account stands only in letters to addresses that were confirmed: a stranger's
 * letter box must not be told what somebody chose to be called.
 */
export function wordsOf({ kind, siteUrl, username, secret }: Facts): Words {
  const page = linkPageOf(kind);
  const url = page && secret ? `${siteUrl}${page}?secret=${secret}` : siteUrl;
  const site = new URL(siteUrl).host;
  if (isSignInNotice(kind)) {
    const [subject, done] = SIGN_IN_WORDS[kind];
    return {
      subject,
      paragraphs: [
        `The account ${username} at ${site} ${done}.`,
        "If it was not you, choose a new password at once, look at what is listed under Account → Security, and tell whoever runs the site.",
      ],
      link: { label: "Look at it", url: `${siteUrl}/account/security` },
    };
  }
  switch (kind) {
    case "reset_password":
      return {
        subject: "Choose a new password for Ridizi",
        paragraphs: [
          `Somebody, most likely you, asked for a new password for the account ${username} at ${site}.`,
          "The link below lets you choose one. It works once, and for an hour.",
          "If it was not you, do nothing: the old password stays as it is.",
        ],
        link: { label: "Choose a new password", url },
      };
    case "confirm_address":
      return {
        subject: "Confirm your e-mail address for Ridizi",
        paragraphs: [
          `Somebody, most likely you, gave this address for an account at ${site}.`,
          "Open the link below to confirm it. It works once, and for three days.",
          "If it was not you, do nothing: the address is then used for no account.",
        ],
        link: { label: "Confirm this address", url },
      };
    case "password_changed":
      return {
        subject: "Your password for Ridizi was changed",
        paragraphs: [
          `The password of the account ${username} at ${site} was changed just now, and every other device was signed out.`,
          "Keys of programs and passkeys go on working: look through them under Account, Security.",
          "If it was not you, choose a new one at once, under “Forgot your password?” on the page for signing in, and tell whoever runs the site.",
        ],
        link: { label: "Open the site", url },
      };
    case "address_changed":
      return {
        subject: "Your e-mail address for Ridizi was changed",
        paragraphs: [
          `The account ${username} at ${site} has another e-mail address from now on; this one is no longer used for it.`,
          "If it was not you, tell whoever runs the site.",
        ],
        link: { label: "Open the site", url },
      };
    case "erasure_requested":
      return {
        subject: "Your account for Ridizi will be deleted",
        paragraphs: [
          `Somebody, most likely you, asked for the account ${username} at ${site} to be deleted, with everything that is in it. Until then nothing of it works or is shown.`,
          "Whoever signs in before that can keep it. If it was not you, do that at once, choose a new password, and tell whoever runs the site.",
        ],
        link: { label: "Open the site", url },
      };
    case "security_notice":
      return {
        subject: "About the safety of your account for Ridizi",
        paragraphs: [
          `Whoever runs ${site} has something to tell you about the safety of the account ${username}.`,
          "It is shown on the site once you are signed in. This letter asks for nothing: no password, and no reply.",
        ],
        link: { label: "Open the site", url },
      };
    case "incident_opened":
      return {
        subject: "Ridizi has opened an incident",
        paragraphs: [
          `Something at ${site} may harm the site or its readers, and needs somebody to look at it.`,
          "What it is and what can be done stands under “Incidents”, for administrators who are signed in.",
        ],
        link: { label: "Open the site", url },
      };
  }
}

/** A letter's words as text and as plain HTML; both say the same. */
export function layOut({ subject, paragraphs, link }: Words): { subject: string; text: string; html: string } {
  const text = [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), "Ridizi"].join("\n\n");
  const inHtml = [
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    // The address itself, so that a reader sees where it leads.
    ...(link
      ? [`<p>${escapeHtml(link.label)}:<br><a href="${escapeHtml(link.url)}">${escapeHtml(link.url)}</a></p>`]
      : []),
    "<p>Ridizi</p>",
  ];
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${inHtml.join("\n")}</body></html>`;
  return { subject, text: `${text}\n`, html };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
