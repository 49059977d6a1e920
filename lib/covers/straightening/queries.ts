import "server-only";
import { createHash } from "node:crypto";
import { fail, ok } from "@/lib/platform/result";
import { decodeStored, encodeStored, PictureError } from "../adapters/picture";
import { findFlats, straightenPicture } from "../features/adapters/extractor";
import { getFeaturesOf, seePhoto, verify } from "../features/queries";
import { isTelling } from "../features/rules";
import { type LocalFeatures, PHOTO_VIEWS, type PhotoFeatures, type Verification } from "../features/schema";
import { cleanPhoto, decodePhoto, getPrimaryCover, listCoversOfBook } from "../queries";
import { isWhole, readCorners, straightSize, upright } from "./rules";
import {
  type Corners,
  type OwnCoverPreview,
  type OwnPhotoBody,
  STRAIGHTENING_PROBLEMS,
  type StraighteningProblem,
} from "./schema";

/**
 * Chance never came to 12 inliers on the pictures of other books that `bench:match` asks about, and right covers nearly
 * always have 16. Books of one series share up to 90, which is why a moderator looks.
 */
const INLIERS_MIN = 16;

const problem = <Problem extends StraighteningProblem>(reason: Problem) => fail(reason, STRAIGHTENING_PROBLEMS[reason]);

/**
 * Where a cover of this book lies in a kept photo, by its details; or why that cannot be told. Looks in every way there
 * is, some tenths of a second in threads: for a moderator, not for a reader who waits.
 */
export async function findCoverOf(bookId: number, jpeg: Buffer) {
  const listed = await listCoversOfBook(bookId);
  const features = await getFeaturesOf(listed.map(({ id }) => id));
  if (features.size === 0) return problem("not_described");
  const tellingOf = (isPhoto: boolean) =>
    listed.flatMap(({ id, source }) => {
      const known = features.get(id);
      return known && isTelling(known) && (source === "photo") === isPhoto ? [known] : [];
    });
  // A view that was made of another photo knows its own edges less well.
  const [pictures, views] = [tellingOf(false), tellingOf(true)];
  if (pictures.length + views.length === 0) return problem("too_plain");
  const decoded = await decodePhoto(jpeg);
  if (!decoded.ok) return problem("photo_damaged");
  const seen = seePhoto(decoded.picture);
  for (const view of PHOTO_VIEWS) {
    const photo = await seen.extract(view);
    const found = photo && ((await bestOf(photo, pictures)) ?? (await bestOf(photo, views)));
    if (found) return isWhole(found.outline) ? ok({ corners: found.outline }) : problem("cut_off");
  }
  return problem("not_found");
}

async function bestOf(photo: PhotoFeatures, covers: LocalFeatures[]): Promise<Verification | undefined> {
  const found = await Promise.all(covers.map((cover) => verify(photo, cover)));
  const believable = found.flatMap((one) => (one && one.inliers >= INLIERS_MIN ? [one] : []));
  return believable.sort((a, b) => b.inliers - a.inliers)[0];
}

/**
 * Where a cover may lie in a reader's photo of a book: by the book's present cover if that is seen in it, else what looks
 * like one, else nearly the whole photo. And what lies there, or between `corners`, seen straight on, or why nothing does.
 * `bookId` is null for a book that is not in the catalogue.
 */
export async function previewOwnPhoto(bookId: number | null, photo: Uint8Array, corners?: Corners) {
  const clean = await cleanPhoto(photo);
  if (!clean.ok) return clean;
  const between = corners ?? (await findCorners(bookId, clean.jpeg));
  return ok({ photo: clean.jpeg, corners: between, view: await straightenPhoto(clean.jpeg, between) });
}

type OwnPhotoOf<Kept> = {
  /** Null: it is not in the catalogue. */
  bookId: number | null;
  keep: (corners: Corners) => Promise<Kept>;
};

/** A reader's own photo of a book: kept with `keep`, or looked at, as its sender asks; see `ownPhotoBody`. */
export async function takeOwnPhoto<Kept extends object>(
  photo: Uint8Array,
  { corners: given, keep: isToKeep }: OwnPhotoBody,
  { bookId, keep }: OwnPhotoOf<Kept>,
) {
  const corners = given === undefined ? undefined : readCorners(given);
  if (!corners && (given !== undefined || isToKeep === "yes"))
    return fail("bad_corners", "corners are four points within the photo: x,y,x,y,x,y,x,y.");
  if (corners && isToKeep === "yes") return keep(corners);
  const preview = await previewOwnPhoto(bookId, photo, corners);
  if (!preview.ok) return preview;
  const { view } = preview;
  return ok({
    corners: preview.corners,
    view: view.ok ? `data:image/jpeg;base64,${view.jpeg.toString("base64")}` : null,
    problem: view.ok ? null : (view.message ?? null),
  } satisfies OwnCoverPreview);
}

/** What lies between `corners` of a reader's own photo, seen straight on: all of it that is kept. */
export async function straightenOwnPhoto(photo: Uint8Array, corners: Corners) {
  const clean = await cleanPhoto(photo);
  return clean.ok ? straightenPhoto(clean.jpeg, corners) : clean;
}

const WHOLE: Corners = [
  [0.02, 0.02],
  [0.98, 0.02],
  [0.98, 0.98],
  [0.02, 0.98],
];

async function findCorners(bookId: number | null, jpeg: Buffer): Promise<Corners> {
  const known = bookId === null ? undefined : await findCoverOf(bookId, jpeg);
  if (known?.ok) return known.corners;
  const decoded = await decodePhoto(jpeg);
  const flats = decoded.ok ? await findFlats(decoded.picture) : [];
  const seen = flats.map(({ corners }) => corners).find(isWhole);
  return seen ? upright(seen) : WHOLE;
}

/** What lies between these corners of a kept photo, as `straightenPhoto`, in the proportion of the book's present cover. */
export async function straightenCover(bookId: number, jpeg: Buffer, corners: Corners) {
  const present = await getPrimaryCover({ bookId });
  return straightenPhoto(jpeg, corners, present && present.width / present.height);
}

/**
 * What lies between these corners of a photo, seen straight on, in a proportion (width ÷ height) or in that of its sides, as
 * it would be stored. The same photo, corners and proportion give the same bytes.
 */
export async function straightenPhoto(photo: Uint8Array, corners: Corners, ratio?: number) {
  const picture = await decodeStored(photo).catch((error) => {
    if (error instanceof PictureError) return undefined;
    throw error;
  });
  if (!picture) return problem("photo_damaged");
  const found = straightSize(corners, picture, ratio);
  if ("problem" in found) return problem(found.problem);
  const stored = await encodeStored(await straightenPicture({ picture, corners, ...found.size }));
  return ok({ ...stored, sha256: createHash("sha256").update(stored.jpeg).digest("hex") });
}
