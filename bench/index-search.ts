/** The vector index of a bench's site against exact search: run by index.ts, which explains it. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import hnswlib from "hnswlib-node";
import { closeDatabase } from "@/db/client";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { newestSnapshotSeq } from "@/lib/covers/changes/adapters/snapshots";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { VectorIndex } from "@/lib/covers/vectors/index/adapters/vector-index";
import { loadSnapshot, placeOfSnapshots } from "@/lib/covers/vectors/index/commands";
import { listEmbeddingChanges } from "@/lib/covers/vectors/queries";
import { DIMENSIONS } from "@/lib/covers/vectors/schema";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { timed } from "./measure";
import { sentPhotos } from "./photos";

const K = 10;
const PHOTOS = 40;
const EFS = [10, 24, 48, 96, 192];
const PAGE = 5_000;

export type IndexFigures = {
  covers: number;
  views: number;
  recall: number;
  searchMs: number[];
  exactMs: number[];
  loadMs: number;
  memoryBytes: number;
  fileBytes: number;
  /** Covers that no search of the graph comes to, which are searched exactly. */
  lost: number;
  build: { buildMs: number; covers: number };
  byEf: { ef: number; recall: number; searchMs: number[] }[];
};

type Found = { labels: number[]; ms: number };

function look(search: () => number[]): Found {
  const startedAt = performance.now();
  return { labels: search(), ms: performance.now() - startedAt };
}

const { modelId, encodePhoto } = await coverEncoder();
const views: Float32Array[] = [];
for (const photo of await sentPhotos(PHOTOS, { dataDir: env().dataDir, covers: 1 }))
  views.push(...(await encodePhoto(await decodePicture(photo))));

const before = process.memoryUsage().rss;
const { value: index, ms: loadMs } = await timed(() => loadSnapshot(modelId));
if (!index) throw new Error("the site has no snapshot");
const memoryBytes = process.memoryUsage().rss - before;

// Without a snapshot the index searches exactly: the oracle.
const exact = new VectorIndex();
while (exact.seq < index.seq) exact.apply(await listEmbeddingChanges(modelId, exact.seq, PAGE));

const inIndex = (at: VectorIndex) => views.map((view) => look(() => at.search(view, K).map(({ label }) => label)));
const truth = inIndex(exact);
const found = inIndex(index);
const recallOf = (answers: Found[]) =>
  answers.reduce((sum, { labels }, at) => sum + labels.filter((label) => truth[at]?.labels.includes(label)).length, 0) /
  (K * views.length);
const msOf = (answers: Found[]) => answers.map(({ ms }) => ms);

const place = await placeOfSnapshots(modelId);
const snapshot = path.join(env().dataDir, place.folder, String(await newestSnapshotSeq(place)));
const file = `${snapshot}.${place.extension}`;
const { lost } = JSON.parse(await readFile(`${snapshot}.json`, "utf8")) as { lost: number[] };
const graph = new hnswlib.HierarchicalNSW("l2", DIMENSIONS);
await graph.readIndex(file);
const byEf = EFS.map((ef) => {
  graph.setEf(ef);
  const answers = views.map((view) => {
    const point = Array.from(view);
    return look(() => graph.searchKnn(point, K).neighbors);
  });
  return { ef, recall: recallOf(answers), searchMs: msOf(answers) };
});

const figures: IndexFigures = {
  covers: index.size,
  views: views.length,
  recall: recallOf(found),
  searchMs: msOf(found),
  exactMs: msOf(truth),
  loadMs,
  memoryBytes,
  fileBytes: (await stat(file)).size,
  lost: lost.length,
  build: JSON.parse(await readFile(path.join(env().dataDir, "index", "bench.json"), "utf8")) as IndexFigures["build"],
  byEf,
};
console.log(JSON.stringify(figures));
redis().disconnect();
await closeDatabase();
