import "server-only";
import sharp from "sharp";
import { threadPool } from "@/lib/platform/threads";
import type { Picture } from "../../schema";
import type { LocalFeatures, PhotoView, Verification } from "../schema";
import type { GreyPicture, StraightenTask } from "./feature-thread";

/** As many as there are cores on a small server: one more would only wait. */
const THREADS = 2;
/** Beyond this an answer would come too late to be worth the wait. */
const QUEUE_MAX = 256;

const pool = () =>
  threadPool("lib/covers/features/adapters/feature-thread", {
    minThreads: THREADS,
    maxThreads: THREADS,
    maxQueue: QUEUE_MAX,
  });

/** No picture takes nearly as long; a thread that cannot start would otherwise be waited for for ever. */
const TASK_MAX_MS = 20_000;

const run = <Value>(name: "extract" | "verify" | "straighten", task: object): Promise<Value> =>
  pool().run(task, { name, signal: AbortSignal.timeout(TASK_MAX_MS) });

/** Starts the threads, so that the first photo does not wait for them. */
export const startThreads = (): void => void pool();

type Shape = {
  /** Long side of the grey picture, pixels, before it is stretched. */
  side: number;
  /** The strongest that are kept. */
  keypointsMax: number;
  /** Of the width; the height is divided by it. */
  stretch?: number;
};

const COVER: Shape = { side: 400, keypointsMax: 250 };
/** A photo shows a cover among other things and smaller, so it gets more of both. */
const PHOTO: Record<PhotoView, Shape> = {
  plain: { side: 640, keypointsMax: 800 },
  large: { side: 768, keypointsMax: 1_000 },
  wide: { side: 640, keypointsMax: 800, stretch: 1.3 },
  tall: { side: 640, keypointsMax: 800, stretch: 1 / 1.3 },
};

/** A small cover is enlarged, so that it has details of the sizes that a photo shows. */
async function toGrey({ data, width, height }: Picture, { side, stretch = 1 }: Shape): Promise<GreyPicture> {
  const scale = side / Math.max(width, height);
  const { data: grey, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * scale * stretch), Math.max(1, Math.round((height * scale) / stretch)), { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: grey, width: info.width, height: info.height };
}

async function extract(picture: Picture, shape: Shape): Promise<LocalFeatures> {
  const { keypointsMax } = shape;
  return run("extract", { grey: await toGrey(picture, shape), keypointsMax });
}

export const extractCover = (cover: Picture) => extract(cover, COVER);
export const extractPhoto = (photo: Picture, view: PhotoView = "plain") => extract(photo, PHOTO[view]);

/** How a cover lies in a photo; null where nothing says that it does. */
export const verifyCover = (photo: LocalFeatures, cover: LocalFeatures): Promise<Verification | null> =>
  run("verify", { photo, cover });

/** What lies between four corners of a picture, seen straight on: 10 to 100 ms in a thread of its own. */
export const straightenPicture = (task: StraightenTask): Promise<Picture> => run("straighten", task);
