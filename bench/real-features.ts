import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { extractCover } from "@/lib/covers/features/adapters/extractor";
import { packFeatures, unpackFeatures } from "@/lib/covers/features/rules";
import { EXTRACTOR, type LocalFeatures } from "@/lib/covers/features/schema";
import { galleryCovers, hasSharedData, readShared } from "./gallery";
import { CACHE } from "./site.mjs";

/** More would only wait for the threads. */
const AT_ONCE = 3;

/** Local features of the real covers of ../shared/data, kept between runs; none where that is missing. */
export async function realFeatures(): Promise<LocalFeatures[]> {
  if (!hasSharedData()) return [];
  const kept = path.join(CACHE, `gallery-${EXTRACTOR}.features`);
  const bytes = await readFile(kept).catch(() => undefined);
  const files = galleryCovers().map(({ file }) => file);
  if (bytes) {
    let at = 4 * files.length;
    return files.map((_, cover) => {
      const length = bytes.readUInt32LE(4 * cover);
      at += length;
      return unpackFeatures(bytes.subarray(at - length, at));
    });
  }
  const packed: Buffer[] = [];
  let next = 0;
  const extractSome = async () => {
    for (let at = next++; at < files.length; at = next++)
      packed[at] = packFeatures(await extractCover(await decodePicture(readShared(files[at] ?? ""))));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, extractSome));
  const lengths = Buffer.alloc(4 * files.length);
  for (const [at, { length }] of packed.entries()) lengths.writeUInt32LE(length, 4 * at);
  await mkdir(CACHE, { recursive: true, mode: 0o700 });
  await writeFile(`${kept}.part`, Buffer.concat([lengths, ...packed]));
  await rename(`${kept}.part`, kept);
  return packed.map(unpackFeatures);
}
