import "server-only";
import sharp from "sharp";
import { threadPool } from "@/lib/platform/threads";
import type { Picture } from "../../schema";
import { SEEN_SIDE } from "../quadrilaterals/rules";
import { FLAT_SIDE } from "../rules";
import type { Flat, LocalFeatures, PhotoFeatures, Verification } from "../schema";
import type { ExtractTask, FlattenTask, GreyPicture, StraightenTask } from "./feature-thread";

/** As many as there are cores on a small server: one more would only wait. */
const THREADS = 2;
/** One more would wait for seconds; a photo asks for two or three at once. */
const QUEUE_MAX = 64;

const pool = () =>
  threadPool("lib/covers/features/adapters/feature-thread", {
    minThreads: THREADS,
    maxThreads: THREADS,
    maxQueue: QUEUE_MAX,
  });

/** No picture takes nearly as long; a thread that cannot start would otherwise be waited for for ever. */
const TASK_MAX_MS = 20_000;

const run = <Value>(name: "extract" | "flatten" | "verify" | "straighten", task: object): Promise<Value> =>
  pool().run(task, { name, signal: AbortSignal.timeout(TASK_MAX_MS) });

/** Starts the threads, so that the first photo does not wait for them. */
export const startThreads = (): void => void pool();

type Shape = {
  /** Long side of the grey picture, pixels. */
  side: number;
  /** The strongest that are kept. */
  keypointsMax: number;
  layers: number;
};

const COVER: Shape = { side: 400, keypointsMax: 250, layers: 4 };
const FLAT: Shape = { side: FLAT_SIDE, keypointsMax: 300, layers: 4 };
/**
 * A photo shows a cover among other things and smaller, so it gets more of everything; but the first look, which nearly
 * always suffices, takes a sixth of the time of the large one.
 */
const PHOTO = {
  plain: { side: 560, keypointsMax: 450, layers: 1 },
  large: { side: 768, keypointsMax: 1_000, layers: 4 },
} satisfies Record<string, Shape>;

/** A small cover is enlarged, so that it has details of the sizes that a photo shows. */
async function toGrey({ data, width, height }: Picture, { side }: Shape): Promise<GreyPicture> {
  const scale = side / Math.max(width, height);
  const { data: grey, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: grey, width: info.width, height: info.height };
}

async function extract(picture: Picture, shape: Shape): Promise<LocalFeatures> {
  const { keypointsMax, layers } = shape;
  return run("extract", { grey: await toGrey(picture, shape), keypointsMax, layers } satisfies ExtractTask);
}

export const extractCover = (cover: Picture) => extract(cover, COVER);
export const extractPhoto = (photo: Picture, view: keyof typeof PHOTO = "plain") => extract(photo, PHOTO[view]);

/** Outlines that are straightened: the cover's own is the first for two photos of three, one of two for four of five. */
const FLATS = 2;

/** What lies in the outlines that most look like a cover's, seen straight on, best first: 30 ms in a thread. */
export async function findFlats(photo: Picture): Promise<Flat[]> {
  const { data, width, height } = photo;
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(SEEN_SIDE, SEEN_SIDE, { fit: "inside" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const task: FlattenTask = { photo, small: { data: small, width: info.width, height: info.height }, limit: FLATS };
  return run("flatten", task);
}

export async function extractFlat({ picture, corners }: Flat, photo: Picture): Promise<PhotoFeatures> {
  return { ...(await extract(picture, FLAT)), frame: { corners, ratio: photo.width / photo.height } };
}

/** How a cover lies in a photo; null where nothing says that it does. */
export const verifyCover = (photo: PhotoFeatures, cover: LocalFeatures): Promise<Verification | null> =>
  run("verify", { photo, cover });

/** What lies between four corners of a picture, seen straight on: 10 to 100 ms in a thread. */
export const straightenPicture = (task: StraightenTask): Promise<Picture> => run("straighten", task);
