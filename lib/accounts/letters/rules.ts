import { createHash } from "node:crypto";
import type { LetterKind, LinkKind, Words } from "./schema";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a link works once its letter is written; a notice is given up after that. */
export const LIFETIMES_MS: Record<LetterKind, number> = {
  reset_password: HOUR_MS,
  confirm_address: 3 * DAY_MS,
  password_changed: 3 * DAY_MS,
  address_changed: 3 * DAY_MS,
  security_notice: 3 * DAY_MS,
  incident_opened: 3 * DAY_MS,
};

const PAGES: Record<LinkKind, string> = { reset_password: "/reset-password", confirm_address: "/confirm-email" };

/** The page of the site that a letter of this kind leads to, if it leads to one. */
export const linkPageOf = (kind: LetterKind): string | undefined =>
  kind in PAGES ? PAGES[kind as LinkKind] : undefined;

/** Letters to one address, whoever asks for them: enough for a person who mistypes, too few to annoy somebody with. */
export const LETTERS_TO_ADDRESS = { name: "letters-to", max: 5, windowMs: HOUR_MS };

/** What letters to an address are counted under; the address itself need not lie in Redis. */
export const addressKey = (address: string): string => createHash("sha256").update(address).digest("hex").slice(0, 32);

type Facts = { kind: LetterKind; siteUrl: string; username: string; secret?: string };

/**
 * The words of a letter. The name of an account stands only in letters to addresses that were confirmed: a stranger's
 * letter box must not be told what somebody chose to be called.
 */
export function wordsOf({ kind, siteUrl, username, secret }: Facts): Words {
  const page = linkPageOf(kind);
  const url = page && secret ? `${siteUrl}${page}?secret=${secret}` : siteUrl;
  const site = new URL(siteUrl).host;
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
