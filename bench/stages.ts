/** Where the time of an answer goes, inside one process: run by answer.ts against the site of a bench, with its number of covers. */
import sharp from "sharp";
import { closeDatabase } from "@/db/client";
import { listBooksByIds } from "@/lib/catalog/queries";
import { PICTURE_SIDE_MAX } from "@/lib/covers/adapters/picture";
import { openDetails } from "@/lib/covers/features/commands";
import { findVotes, getFeaturesOf, listVotedCovers, seePhoto, verify } from "@/lib/covers/features/queries";
import { decodePhoto } from "@/lib/covers/queries";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { findNeighbours, getLook, listCoversOf } from "@/lib/covers/vectors/queries";
import { CANDIDATES_A_SOURCE } from "@/lib/identify/queries";
import { fuse } from "@/lib/identify/seeking/rules";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { timed, timesOf } from "./measure";
import { sentPhotos } from "./photos";
import { STAGES, type Stage, type StageTimes } from "./stage-times";

const PHOTOS = 60;
/** What a first look that ends at once compares. */
const COMPARED = 4;
const WARM_UPS = 5;

const none = <Value>(value: () => Value) =>
  Object.fromEntries(STAGES.map((stage) => [stage, value()])) as Record<Stage, Value>;

async function main() {
  const photos = await sentPhotos(PHOTOS, { dataDir: env().dataDir, covers: Number(process.argv[2]) }, "known");
  await Promise.all([openIndex(), openDetails()]);
  const { encoder, index } = await getLook();
  const times: StageTimes = { ...none<number[]>(() => []), bareDecode: [], processor: none(() => 0) };

  async function answer(photo: Buffer, isCounted: boolean) {
    const note = async <Value>(stage: Stage, work: () => Promise<Value> | Value) => {
      const before = process.cpuUsage();
      const { value, ms } = await timed(work);
      const { user, system } = process.cpuUsage(before);
      if (isCounted) {
        times[stage].push(ms);
        times.processor[stage] += (user + system) / 1_000 / photos.length;
      }
      return value;
    };
    const decoded = await note("decode", () => decodePhoto(photo));
    if (!decoded.ok) throw new Error(`a photo of the bench is ${decoded.reason}`);
    const { picture } = decoded;
    const seen = seePhoto(picture);
    const flats = await note("outlines", async () => (await seen.flats()).map((flat) => flat.picture));
    const views = await note("encode", async () => [
      ...(await encoder.encodePhoto(picture)),
      ...(await encoder.encodeFlats(flats)),
    ]);
    const neighbours = await note("search", () => findNeighbours(index, views));
    const features = await note("extract", () => seen.extract("plain"));
    if (!features) throw new Error("a photo can always be seen as it is");
    const votes = await note("vote", () => findVotes(features, CANDIDATES_A_SOURCE * 2));
    const details = await note("database", async () => {
      const byLook = await listCoversOf(neighbours, CANDIDATES_A_SOURCE);
      const byDetail = await listVotedCovers(votes, CANDIDATES_A_SOURCE);
      const first = fuse<{ coverId: number; bookId: number }>(byLook, byDetail).slice(0, COMPARED);
      await listBooksByIds(first.map(({ bookId }) => bookId));
      return [...(await getFeaturesOf(first.map(({ coverId }) => coverId))).values()];
    });
    await note("compare", () => Promise.all(details.map((cover) => verify(features, cover))));
  }
  for (const photo of photos.slice(0, WARM_UPS)) await answer(photo, false);
  for (const photo of photos) await answer(photo, true);

  // The measure of this machine at this moment: the same pictures decoded and reduced, and nothing else.
  times.bareDecode = await timesOf(photos.length, (at) =>
    sharp(photos[at]).resize(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX, { fit: "inside" }).raw().toBuffer(),
  );

  console.log(JSON.stringify(times));
  redis().disconnect();
  await closeDatabase();
  // The threads would keep the process.
  process.exit();
}

await main();
