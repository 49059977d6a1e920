const ODD_SHARE_MAX = 0.1;
const ODD_ALWAYS_MENDED = 20;

/** So many of all that they are likely all right, and what they are compared with is not there. */
const isMost = (odd: number, all: number): boolean => odd > Math.max(ODD_ALWAYS_MENDED, all * ODD_SHARE_MAX);

/**
 * Whether so many covers have lost their files that the storage itself is likely away, as when a disk is not mounted: then
 * the files come back, and what would be mended is what would be lost.
 */
export const isStorageAway = (lost: number, covers: number): boolean => isMost(lost, covers);

/**
 * Whether so many files have no row that it is likely another database than theirs: a new one, or one that came back from
 * an older backup. Then the files are all that is left of those covers.
 */
export const isDatabaseAway = (orphans: number, files: number): boolean => isMost(orphans, files);
