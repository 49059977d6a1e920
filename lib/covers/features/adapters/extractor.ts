import "server-only";
import sharp from "sharp";
import { threadPool } from "@/lib/platform/threads";
import type { Picture } from "../../schema";
import type { LocalFeatures, Verification } from "../schema";
import type { GreyPicture } from "./feature-thread";

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

/** Starts the threads, so that the first photo does not wait for them. */
export const startThreads = (): void => void pool();

/** Long side, pixels, and keypoints kept. A photo shows a cover among other things and smaller, so it gets more of both. */
const COVER = { side: 400, keypointsMax: 250 };
const PHOTO = { side: 640, keypointsMax: 800 };

/** A small cover is enlarged, so that it has details of the sizes that a photo shows. */
async function toGrey({ data, width, height }: Picture, side: number): Promise<GreyPicture> {
  const { data: grey, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: "inside" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: grey, width: info.width, height: info.height };
}

async function extract(picture: Picture, { side, keypointsMax }: typeof COVER): Promise<LocalFeatures> {
  return pool().run({ grey: await toGrey(picture, side), keypointsMax }, { name: "extract" });
}

export const extractCover = (cover: Picture) => extract(cover, COVER);
export const extractPhoto = (photo: Picture) => extract(photo, PHOTO);

/** How a cover lies in a photo; null where nothing says that it does. */
export const verifyCover = (photo: LocalFeatures, cover: LocalFeatures): Promise<Verification | null> =>
  pool().run({ photo, cover }, { name: "verify" });
