import { z } from "zod";

/** The secret of a one-time link: 32 random bytes in base64url. */
export const linkSecret = z.string().regex(/^[\w-]{43}$/);

/** The secret that an address brings, of whatever is there. */
export const parseLinkSecret = (given: unknown): string | undefined => linkSecret.safeParse(given).data;
