import type { WaysIn } from "./schema";

/** Without this one nobody could sign in to the account any more. */
export const isLastWayIn = ({ hasPassword, passkeys, identities }: WaysIn): boolean =>
  !hasPassword && passkeys + identities <= 1;
