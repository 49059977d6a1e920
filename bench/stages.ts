/** Where the time of an answer goes, inside one process: run by answer.ts against the site of a bench. */
import sharp from "sharp";
import { closeDatabase } from "@/db/client";
import { listBooksByIds } from "@/lib/catalog/queries";
import { PICTURE_SIDE_MAX } from "@/lib/covers/adapters/picture";
import { decodePhoto } from "@/lib/covers/queries";
import { openIndex } from "@/lib/covers/vectors/index/commands";
import { findNeighbours, getLook, listCoversOf } from "@/lib/covers/vectors/queries";
import { toSimilarity } from "@/lib/covers/vectors/rules";
import { decide } from "@/lib/identify/rules";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { timed, timesOf } from "./measure";
import { sentPhotos } from "./photos";

const PHOTOS = 60;
const SHOWN = 6;
const WARM_UPS = 5;

type Stage = "decode" | "encode" | "search" | "database" | "decide";

export type StageTimes = Record<Stage | "bareDecode", number[]> & {
  /** Processor time of this process, ms a photo: it tells more than the clock where others use the machine too. */
  processor: Record<Stage, number>;
};

const photos = await sentPhotos(PHOTOS, env().dataDir);
await openIndex();
const { encoder, index } = await getLook();

const times: StageTimes = {
  ...{ decode: [], encode: [], search: [], database: [], decide: [], bareDecode: [] },
  processor: { decode: 0, encode: 0, search: 0, database: 0, decide: 0 },
};
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
  const views = await note("encode", () => encoder.encodePhoto(decoded.picture));
  const neighbours = await note("search", () => findNeighbours(index, views));
  const { looks, bookOf } = await note("database", async () => {
    const found = await listCoversOf(neighbours, SHOWN);
    const books = await listBooksByIds(found.map(({ bookId }) => bookId));
    return { looks: found, bookOf: new Map(books.map((book) => [book.id, book])) };
  });
  await note("decide", () =>
    decide(
      looks.map(({ bookId, score }) => ({
        bookId,
        workId: bookOf.get(bookId)?.workId ?? 0,
        similarity: toSimilarity(score),
      })),
    ),
  );
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
