const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

/** A photo that no moderator has looked at by then goes. */
export const UNMODERATED_DAYS = 90;

/** Between keeping a photo and linking it to its feedback lie milliseconds; one that is still alone by then was left behind. */
const ALONE_MAX_MS = HOUR_MS;

/** Where the file of a kept photo lies in storage, until a moderator has decided. */
export const photoKey = (id: string): string => `scans/${id}.jpg`;

/** Kept before these moments, a photo has waited too long for a moderator, or was left without feedback. */
export const photoDeadlines = (now: Date) => ({
  unmoderated: new Date(now.getTime() - UNMODERATED_DAYS * DAY_MS),
  alone: new Date(now.getTime() - ALONE_MAX_MS),
});
