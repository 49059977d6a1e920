import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { hasSharedData, queries, readShared } from "./gallery";

/** Long side of what the scanner page sends, pixels. */
const SENT_SIDE = 1_024;

/** JPEG as a phone sends it. */
const asSent = (bytes: Buffer) =>
  sharp(bytes).autoOrient().resize(SENT_SIDE, SENT_SIDE, { fit: "inside" }).jpeg({ quality: 85 }).toBuffer();

/** Real photos of all sets in turn; where ../shared/data is missing, the demo catalogue's own covers from `dataDir`. */
export async function sentPhotos(count: number, dataDir: string): Promise<Buffer[]> {
  const bytes = hasSharedData() ? realPhotos(count) : demoCovers(count, dataDir);
  return Promise.all(bytes.map(asSent));
}

function realPhotos(count: number): Buffer[] {
  const all = queries();
  const step = Math.max(1, Math.floor(all.length / count));
  return all
    .filter((_, at) => at % step === 0)
    .slice(0, count)
    .map(({ file }) => readShared(file));
}

function demoCovers(count: number, dataDir: string): Buffer[] {
  const folder = path.join(dataDir, "covers");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jpg"))
    .slice(0, count)
    .map((name) => readFileSync(path.join(folder, name)));
}
