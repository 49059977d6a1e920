import type { Refusal } from "@/lib/accounts/oidc/schema";

const WORDS: Record<Refusal, (service: string) => string> = {
  not_linked: (service) =>
    `No account here is linked with your ${service}. Sign in with your password first, then link it under Account → Security.`,
  registration_closed: () => "This site does not take new accounts. Ask whoever runs it for one.",
  invitation_needed: (service) =>
    `New readers need an invitation here. Open yours, make the account, and link your ${service} under Account → Security.`,
  invitation_over: () => "This invitation was used already, or has run out.",
  identity_taken: (service) =>
    `Your ${service} is linked to another account here already. Sign in with it to see which.`,
  already_signed_in: (service) => `Your ${service} is not linked to this account. Link it under Account → Security.`,
  incomplete: (service) => `Your ${service} did not say who you are. Tell whoever runs this site.`,
  unavailable: () => "The site cannot sign anybody in just now. Please try again shortly.",
};

/**
 * What an address says of a sign-in that failed: one of our own words, or one of next-auth's, which all mean that the way
 * there and back went wrong. Undefined for none.
 */
export function sayRefusal(error: unknown, service = "single sign-on"): string | undefined {
  if (typeof error !== "string" || error === "") return undefined;
  if (Object.hasOwn(WORDS, error)) return WORDS[error as Refusal](service);
  return `Signing in with ${service} did not work, or was cancelled. Please try again.`;
}
