const LOST_SHARE_MAX = 0.1;
const LOST_ALWAYS_MENDED = 20;

/**
 * Whether so many covers have lost their files that the storage itself is likely away, as when a disk is not mounted: then
 * the files come back, and what would be mended is what would be lost.
 */
export const isStorageAway = (lost: number, covers: number): boolean =>
  lost > Math.max(LOST_ALWAYS_MENDED, covers * LOST_SHARE_MAX);
