import { INVITATION_DAYS } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

export const invitationEnd = (now: Date): Date => new Date(now.getTime() + INVITATION_DAYS * DAY_MS);

/** The page that a link leads to. */
export const joinUrl = (siteUrl: string, secret: string): string => `${siteUrl}/library/household/join?link=${secret}`;
