import { INVITATION_DAYS, MEMBERS_MAX, type Welcome } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

export const invitationEnd = (now: Date): Date => new Date(now.getTime() + INVITATION_DAYS * DAY_MS);

/** The page that a link leads to. */
export const joinUrl = (siteUrl: string, secret: string): string => `${siteUrl}/library/household/join?link=${secret}`;

/** What keeps a reader out of a household, for that reader. */
export const OBSTACLE_WORDS: Record<NonNullable<Welcome["obstacle"]>, string> = {
  already_member: "You are in this household already.",
  in_household: "You share a library with others already. Leave that household first, then open this link again.",
  full: `This household has ${MEMBERS_MAX} members, which is as many as it can have.`,
};
