import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { hasSharedData, queries, readShared } from "./gallery";

/** Long side of what the scanner page sends, pixels. */
const SENT_SIDE = 1_024;

/** JPEG as a phone sends it. */
const asSent = (bytes: Buffer) =>
  sharp(bytes).autoOrient().resize(SENT_SIDE, SENT_SIDE, { fit: "inside" }).jpeg({ quality: 85 }).toBuffer();

/** Which photos: of a cover that the catalogue has, of something else, or both in turn. */
export type Shown = "known" | "unknown" | "both";

type Site = {
  dataDir: string;
  /** Covers that it was filled up to; 0: the demo catalogue alone, which no real photo shows. */
  covers: number;
};

/**
 * Photos as a phone sends them: real ones of all sets in turn. The demo catalogue's own covers stand for photos of known
 * ones where no real photo can be, and where ../shared/data is missing; then there are none of anything unknown.
 */
export async function sentPhotos(count: number, { dataDir, covers }: Site, shown: Shown = "both"): Promise<Buffer[]> {
  const isReal = hasSharedData() && (covers > 0 || shown !== "known");
  if (!isReal && shown === "unknown") return [];
  return Promise.all((isReal ? realPhotos(count, shown) : demoCovers(count, dataDir)).map(asSent));
}

function realPhotos(count: number, shown: Shown): Buffer[] {
  const all = queries().filter(
    ({ reference }) => shown === "both" || (reference !== undefined) === (shown === "known"),
  );
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
