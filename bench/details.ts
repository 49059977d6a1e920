/**
 * The index of details at 10,000 and 100,000 covers: memory, time to vote, time to join and to read a snapshot, and
 * whether the photos of ../shared/data still find their cover among so many. Covers beyond the real ones are synthetic.
 */
import { mkdtemp, open, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { DetailIndex } from "@/lib/covers/features/adapters/detail-index";
import { extractPhoto } from "@/lib/covers/features/adapters/extractor";
import { Segment, type SegmentLengths } from "@/lib/covers/features/adapters/segment";
import { galleryCovers, hasSharedData, queries, readShared } from "./gallery";
import { megabytes, p50p95, percent, report, table, timed } from "./measure";
import { realFeatures } from "./real-features";
import { syntheticFeatures } from "./synthetic";

const SIZES = [10_000, 100_000];
const PHOTOS = 60;
const CHUNK = 1_000;
const LISTED = 24;

async function main() {
  if (!hasSharedData()) return console.log("skipped: ../shared/data is not there");
  const real = await realFeatures();
  const labelOf = new Map(galleryCovers().map(({ file }, label) => [file, label]));
  const asked = queries().filter(({ reference }) => reference !== undefined);
  const step = Math.max(1, Math.floor(asked.length / PHOTOS));
  const photos = [];
  for (const query of asked.filter((_, at) => at % step === 0)) {
    const features = await extractPhoto(await decodePicture(readShared(query.file)));
    photos.push({ features, label: labelOf.get(query.reference ?? "") });
  }

  const folder = await mkdtemp(path.join(os.tmpdir(), "ridizi-details-"));
  const rows: (string | number)[][] = [];
  let index = new DetailIndex();
  index.apply(real.map((features, label) => ({ label, seq: label + 1, features })));
  try {
    for (const size of SIZES) {
      while (index.size < size) {
        const first = index.size;
        const made = syntheticFeatures(Math.min(CHUNK, size - first), real, first);
        index.apply(made.map((features, at) => ({ label: first + at, seq: first + at + 1, features })));
      }
      const join = await timed(() => index.joined());
      const file = path.join(folder, `${size}.bin`);
      const target = await open(file, "w");
      const lengths: SegmentLengths[] = [];
      for (const segment of join.value) lengths.push(await segment.write(target));
      await target.close();
      const load = await timed(async () => {
        const source = await open(file, "r");
        const segments: Segment[] = [];
        for (const one of lengths) segments.push(await Segment.read(source, one));
        await source.close();
        return DetailIndex.of(segments, index.seq);
      });
      index = load.value;
      const votes: number[] = [];
      let [first, listed] = [0, 0];
      for (const { features, label } of photos) {
        const { value, ms } = await timed(() => index.vote(features, LISTED));
        votes.push(ms);
        const rank = value.findIndex((vote) => vote.label === label);
        if (rank === 0) first += 1;
        if (rank >= 0) listed += 1;
      }
      rows.push([
        index.size.toLocaleString("en"),
        megabytes(index.bytes),
        `${(index.bytes / index.size / 1_024).toFixed(1)} KiB`,
        p50p95(votes),
        `${Math.round(join.ms)} ms`,
        `${Math.round(load.ms)} ms`,
        percent(first, photos.length),
        percent(listed, photos.length),
      ]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const header = ["covers", "memory", "a cover", "vote", "join all", "read snapshot", "right first", `in ${LISTED}`];
  report(
    "bench:details",
    `${real.length} real covers and synthetic ones; ${photos.length} photos, one after another, p50 / p95.\n\n${table(header, rows)}`,
  );
}

await main();
process.exit();
