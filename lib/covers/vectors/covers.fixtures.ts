import sharp from "sharp";
import { buildBook } from "@/db/factories";
import { addCover } from "../commands";
import type { Picture } from "../schema";
import { findNeighbours, getLook, listCoversOf } from "./queries";
import { toUnit } from "./rules";
import { DIMENSIONS } from "./schema";

let pictures = 0;

/** A picture like no other of its test file: stripes whose widths and colours depend on its number. */
export async function newPicture() {
  pictures += 1;
  const [width, height] = [120, 180];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const stripe = Math.floor(x / (4 + ((pictures * 5) % 61))) + Math.floor(y / (7 + ((pictures * 11) % 23)));
      data.set(
        [(stripe * 83 * pictures) % 256, (stripe * 151) % 256, (pictures * 67 + stripe * 29) % 256],
        (y * width + x) * 3,
      );
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A book with an uploaded cover that has no vector yet. */
export async function buildCover() {
  const book = await buildBook();
  const bytes = await newPicture();
  const result = await addCover(book.id, "upload", bytes);
  if (!result.ok) throw new Error(result.reason);
  return { book, bytes, coverId: result.coverId };
}

export const randomVector = () => toUnit(Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5));

/** Covers nearest to any view of the photo, best first, at most one a book. */
export async function findCoversByLook(photo: Picture, limit: number) {
  const { encoder, index } = await getLook();
  return listCoversOf(await findNeighbours(index, await encoder.encodePhoto(photo)), limit);
}
