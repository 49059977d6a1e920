/** What readers agree to. Pure, and safe for the browser: pages show the very words whose version is written down. */
import type { ConsentPurpose, ConsentWords } from "./schema";

/**
 * All versions of the words, the first one first. A version that somebody may have agreed to is never changed; what is to
 * be said otherwise is a new one.
 */
const VERSIONS: Record<ConsentPurpose, [ConsentWords, ...ConsentWords[]]> = {
  scan_photos: [
    {
      statement: "Keep this photo so that the next reader’s is recognised.",
      details:
        "It should show only the cover. It is kept without place or time, a moderator looks at it first, and “Undo” takes it back.",
    },
  ],
  own_pictures: [
    {
      statement: "Keep this picture as a cover of the book.",
      details:
        "Only what lies within the line is kept, without place or time. Everybody may see it once it stands for the book. Under “Your data” you can take it back.",
    },
  ],
};

/** The version that is shown now; versions count from 1. */
export const presentVersion = (purpose: ConsentPurpose): number => VERSIONS[purpose].length;

/** The words of a version; undefined where there never was such a one. */
export const consentWords = (purpose: ConsentPurpose, version: number): ConsentWords | undefined =>
  VERSIONS[purpose][version - 1];

/** The words that are shown now. */
export const presentWords = (purpose: ConsentPurpose): ConsentWords => VERSIONS[purpose].at(-1) ?? VERSIONS[purpose][0];

/** What a purpose is called in a list, and what withdrawing does. */
export const CONSENT_NAMES: Record<ConsentPurpose, { name: string; withdrawal: string }> = {
  scan_photos: {
    name: "Photos of your scans",
    withdrawal: "All photos of your scans that are kept are deleted, and so is what recognition learnt from them.",
  },
  own_pictures: {
    name: "Your own pictures of books",
    withdrawal: "All pictures of books that you brought are deleted; where one stood for a book, another one will.",
  },
};
