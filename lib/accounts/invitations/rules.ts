const DAY_MS = 24 * 60 * 60_000;

export const invitationEnd = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

/** So long the list still shows an invitation that was used or has run out. */
const SHOWN_DAYS = 30;

export const clearedBefore = (now: Date): Date => new Date(now.getTime() - SHOWN_DAYS * DAY_MS);

/** The page that an invitation leads to. */
export const invitationUrl = (siteUrl: string, secret: string): string => `${siteUrl}/sign-up?invitation=${secret}`;
