import { decodePicture, encodeStored } from "@/lib/covers/adapters/picture";
import { simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import type { DetailIndex } from "@/lib/covers/features/adapters/detail-index";
import { verifyCover } from "@/lib/covers/features/adapters/extractor";
import type { LocalFeatures } from "@/lib/covers/features/schema";
import { type GalleryCover, type Query, readShared } from "./gallery";

/** Photos of covers of which another book's cover has name, frame or emblem; and the same ones without their own work. */
export const SERIES = "of a series";
export const REMOVED_OF_SERIES = "of a series, removed";

/** Details that two covers share from here on: lettering of an author or a series, by chance it is half of it. */
const SHARED_MIN = 20;
const NEAREST = 4;
/** Works whose titles begin alike may be one, under two spellings. */
const SAME_BEGINNING = 9;
const PHOTOS_MAX = 120;

const isTitled = ({ work }: GalleryCover) => work.includes("|");
const beginningOf = ({ work }: GalleryCover) => work.replace(/[^\p{L}\p{N}|]/gu, "").slice(0, SAME_BEGINNING);
const authorOf = ({ work }: GalleryCover) => work.split("|")[1];

const isOfSeries = (a: GalleryCover, b: GalleryCover) =>
  isTitled(b) && a.work !== b.work && !(beginningOf(a) === beginningOf(b) && authorOf(a) === authorOf(b));

/**
 * Simulated phone photos of covers whose book belongs to a series, or looks as if: another book of the gallery shares some
 * of its details. No list names them, so they are found by these details; both books have to have titles that differ.
 */
export async function photosOfSeries(
  covers: GalleryCover[],
  features: LocalFeatures[],
  details: DetailIndex,
): Promise<Query[]> {
  const found: Query[] = [];
  for (const [label, cover] of covers.entries()) {
    const own = features[label];
    if (found.length === PHOTOS_MAX || !own || !isTitled(cover)) continue;
    const nearest = (await details.vote(own, NEAREST)).flatMap(({ label: other }) => {
      const [theirs, described] = [covers[other], features[other]];
      return theirs && described && isOfSeries(cover, theirs) ? [described] : [];
    });
    const shared = await Promise.all(nearest.map((other) => verifyCover(own, other)));
    if (!shared.some((one) => one && one.inliers >= SHARED_MIN)) continue;
    found.push({
      file: `photo of ${cover.file}`,
      set: SERIES,
      reference: cover.file,
      photo: async () => {
        const { jpeg } = await encodeStored(await decodePicture(readShared(cover.file)));
        return simulatePhoto(jpeg, { seed: cover.file, angle: (label % 41) - 20 });
      },
    });
  }
  return found;
}
