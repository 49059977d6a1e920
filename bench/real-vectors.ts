import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { DIMENSIONS } from "@/lib/covers/vectors/schema";
import { galleryCovers, hasSharedData, readShared } from "./gallery";
import { CACHE } from "./site.mjs";

/** Vectors of the real covers of ../shared/data by the present model, kept between runs; none where that is missing. */
export async function realVectors(): Promise<Float32Array[]> {
  if (!hasSharedData()) return [];
  const { modelId, encodeCover } = await coverEncoder();
  const kept = path.join(CACHE, `gallery-${modelId.model.replaceAll("/", "--")}-${modelId.version}.f32`);
  const bytes = await readFile(kept).catch(() => undefined);
  if (bytes) {
    const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return Array.from({ length: all.length / DIMENSIONS }, (_, at) =>
      all.slice(at * DIMENSIONS, (at + 1) * DIMENSIONS),
    );
  }
  const vectors: Float32Array[] = [];
  for (const { file } of galleryCovers()) vectors.push(await encodeCover(await decodePicture(readShared(file))));
  await mkdir(CACHE, { recursive: true, mode: 0o700 });
  await writeFile(
    `${kept}.part`,
    Buffer.concat(vectors.map((vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength))),
  );
  await rename(`${kept}.part`, kept);
  return vectors;
}
