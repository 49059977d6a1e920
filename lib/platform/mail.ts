import "server-only";
import { z } from "zod";
import { env } from "./env";
import { singleton } from "./singleton";

export type Letter = {
  /** Makes the Message-ID: a second try of one letter is the same letter to whoever gets both. */
  id: string;
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
};

/** Where letters are handed over; the SMTP server and the folder do the same. */
export type Mailer = { send: (letter: Letter) => Promise<void> };

/** Whether letters can be sent at all. Without, nobody is asked to confirm an address, and no password is reset by letter. */
export const isMailConfigured = (): boolean => env().mail !== undefined;

/** What would end a header's line, or begin the body. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const BREAKS = /[\u0000-\u001f\u007f\u2028\u2029]/;

/**
 * Hands a letter over, or throws; workers alone call it. An address that is not exactly one address, or a subject of more
 * than one line, is refused here whatever the library behind would make of it: they become headers.
 */
export async function sendMail(letter: Letter): Promise<void> {
  if (!z.email().safeParse(letter.to).success) throw new Error("a letter goes to one address");
  if (BREAKS.test(letter.to) || BREAKS.test(letter.subject) || BREAKS.test(letter.id))
    throw new Error("a header has one line");
  const { mail } = env();
  if (!mail) throw new Error("no mail server is configured: see MAIL_URL in .env.example");
  const mailer = await singleton(`mail-${mail.url}`, async (): Promise<Mailer> => {
    // The library is large: a web process, which sends nothing, need not load it.
    if (mail.url === "folder") return (await import("./mail-folder")).folderMailer(mail.from);
    return (await import("./mail-smtp")).smtpMailer(mail.url, mail.from);
  });
  await mailer.send(letter);
}
