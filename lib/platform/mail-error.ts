import "server-only";

/** The mail server will never take a letter to this address: no use in trying again. */
export class MailRefused extends Error {
  override name = "MailRefused" as const;
}
