import "server-only";
import type { SendMailOptions } from "nodemailer";
import type { Letter } from "./mail";

export type Sender = { name: string; address: string };

/** A letter in the library's words. Addresses are given as parts, so that nothing in them is parsed as a list of them. */
export const messageOf = ({ id, to, subject, text, html }: Letter, from: Sender): SendMailOptions => ({
  from,
  to: { name: "", address: to },
  subject,
  text,
  html,
  messageId: `<${id}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
  // Holiday replies would come back to the site.
  headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
});
