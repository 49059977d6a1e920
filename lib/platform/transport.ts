import { isIP } from "node:net";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * `Strict-Transport-Security` for a site that people open by https under a name of its own. Not for addresses and
 * localhost: browsers would hold every other program on that machine to https, too; nor for names below the site's own,
 * which may be somebody else's.
 */
export function hstsFor(appUrl: string): string | undefined {
  const { protocol, hostname } = new URL(appUrl);
  const isOwnName = hostname.includes(".") && isIP(hostname.replace(/^\[|\]$/g, "")) === 0 && !isLocal(hostname);
  return protocol === "https:" && isOwnName ? `max-age=${YEAR_SECONDS}` : undefined;
}

const isLocal = (name: string) => /(?:^|\.)(?:localhost|local|home\.arpa|internal|lan)$/.test(name);

/** What is answered without TLS where there is TLS: how to trust the site, what that page is made of, and the probes. */
const OPEN_IN_PLAIN =
  /^\/(?:trust|ca\.crt|_next\/static\/[^?]*|icons\/[^?]*|favicon\.ico|icon\.svg|api\/v1\/health\/\w+)(?:\?|$)/;

export const isOpenInPlain = (url: string): boolean => OPEN_IN_PLAIN.test(url) && !url.includes("..");

/** The same address by https, at the name that was asked for where the certificate has it, else at the site's own. */
export function secureAddress(host: string | undefined, url: string, appUrl: string, names: readonly string[]): string {
  const asked = host !== undefined && URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined;
  const isOurs = asked !== undefined && names.includes(asked.hostname.replace(/^\[|\]$/g, ""));
  const origin = isOurs ? asked.origin : new URL(appUrl).origin;
  // A path alone: "//evil.example" would be another host.
  return `${origin}/${url.replace(/^\/+/, "")}`;
}
