/** Pages of a shared collection that one visitor may ask for: turning its pages does not reach it, copying does. */
export const SHARED_PAGES = { name: "shared-collection", max: 60, windowMs: 60_000 };

/** For so long the one who ended a link can bring it back: time for a slip of the hand, not for a change of mind. */
export const RESTORE_WITHIN_MINUTES = 10;

/** The page that a link to a collection opens. */
export const sharedUrl = (siteUrl: string, token: string): string => `${siteUrl}/shared/${token}`;
