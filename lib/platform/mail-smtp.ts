import "server-only";
import { createTransport } from "nodemailer";
import type { Mailer } from "./mail";
import { MailRefused } from "./mail-error";
import { messageOf, type Sender } from "./mail-message";

/** A server that says nothing for so long is away; the job tries again later. */
const SILENCE_MAX_MS = 20_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Letters over SMTP. A name and password are sent over TLS alone, but to this very machine: a server that is said to offer
 * none may be somebody in between.
 */
export function smtpMailer(url: string, from: Sender): Mailer {
  const { username, hostname } = new URL(url);
  const transport = createTransport({
    url,
    requireTLS: username !== "" && !LOOPBACK.has(hostname),
    connectionTimeout: SILENCE_MAX_MS,
    greetingTimeout: SILENCE_MAX_MS,
    socketTimeout: SILENCE_MAX_MS,
    // A letter is what it says; it fetches nothing.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (letter) => {
      try {
        await transport.sendMail(messageOf(letter, from));
      } catch (error) {
        if (isForGood(error)) throw new MailRefused("the mail server refuses this address", { cause: error });
        throw error;
      }
    },
  };
}

/** The address itself was refused for good (5xx), and not the site, the letter or the moment. */
const isForGood = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "EENVELOPE" &&
  "command" in error &&
  error.command === "RCPT TO" &&
  "responseCode" in error &&
  typeof error.responseCode === "number" &&
  error.responseCode >= 500;
