/**
 * The vector index against exact search: recall@10, search times, load and build time, memory, at 10,000 and 100,000
 * covers (`--covers N`: one size). Real covers of ../shared/data among synthetic ones; queries are the views of real photos.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import hnswlib from "hnswlib-node";
import { decodePicture } from "@/lib/covers/adapters/picture";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { type SnapshotFacts, VectorIndex } from "@/lib/covers/vectors/adapters/vector-index";
import { DIMENSIONS } from "@/lib/covers/vectors/schema";
import { hasSharedData, queries, readShared } from "./gallery";
import { megabytes, option, p50p95, percentile, report, table, timed } from "./measure";
import { realVectors } from "./real-vectors";
import { CACHE } from "./site.mjs";
import { syntheticVectors } from "./synthetic";

const SIZES = [10_000, 100_000];
const K = 10;
const PHOTOS = 60;
const EFS = [10, 24, 48, 96, 192];

const { modelId, encodePhoto } = await coverEncoder();
const real = await realVectors();

async function views(): Promise<Float32Array[]> {
  if (!hasSharedData()) return syntheticVectors(500, real, 2);
  const all = queries();
  const step = Math.floor(all.length / PHOTOS);
  const asked = all.filter((_, at) => at % step === 0).slice(0, PHOTOS);
  const encoded: Float32Array[] = [];
  for (const { file } of asked) encoded.push(...(await encodePhoto(await decodePicture(readShared(file)))));
  return encoded;
}

type Kept = SnapshotFacts & { buildMs: number };

/** The snapshot of a size, built once and kept: at 100,000 that takes minutes. */
async function snapshotOf(vectors: Float32Array[]): Promise<{ file: string; facts: Kept }> {
  const file = path.join(CACHE, `index-${vectors.length}-${real.length}-${modelId.version}.hnsw`);
  if (existsSync(`${file}.json`)) return { file, facts: JSON.parse(await readFile(`${file}.json`, "utf8")) as Kept };
  console.error(`building the graph over ${vectors.length} vectors`);
  await mkdir(CACHE, { recursive: true, mode: 0o700 });
  const index = new VectorIndex();
  index.apply(vectors.map((vector, label) => ({ label, seq: label + 1, vector })));
  const { value, ms } = await timed(() => index.writeSnapshot(file));
  const facts = { ...value, buildMs: ms };
  await writeFile(`${file}.json`, JSON.stringify(facts));
  return { file, facts };
}

const asked = await views();
const rows: string[][] = [];
const efRows: string[][] = [];
for (const size of option("covers") ? [Number(option("covers"))] : SIZES) {
  const vectors = [...real.slice(0, size), ...syntheticVectors(Math.max(0, size - real.length), real)];
  const { file, facts } = await snapshotOf(vectors);
  const before = process.memoryUsage().rss;
  const { value: index, ms: loadMs } = await timed(() => VectorIndex.load(file, facts));
  const memory = process.memoryUsage().rss - before;

  const exact = new VectorIndex();
  exact.apply(vectors.map((vector, label) => ({ label, seq: label + 1, vector })));
  const truth = asked.map((view) => timedSearch(exact, view));
  const found = asked.map((view) => timedSearch(index, view));
  const recallOf = (answers: { labels: number[] }[]) =>
    answers.reduce(
      (sum, { labels }, at) => sum + labels.filter((label) => truth[at]?.labels.includes(label)).length,
      0,
    ) /
    (K * asked.length);
  const searchMs = found.map(({ ms }) => ms);
  const exactMs = truth.map(({ ms }) => ms);
  rows.push([
    size.toLocaleString("en"),
    recallOf(found).toFixed(4),
    p50p95(searchMs),
    p50p95(exactMs),
    (percentile(exactMs, 50) / percentile(searchMs, 50)).toFixed(1),
    `${loadMs.toFixed(0)} ms`,
    `${(facts.buildMs / 1_000).toFixed(0)} s`,
    `${(memory / size / 1_024).toFixed(1)} KiB`,
    megabytes(facts.bytes),
  ]);

  const graph = new hnswlib.HierarchicalNSW("l2", DIMENSIONS);
  await graph.readIndex(file);
  for (const ef of EFS) {
    graph.setEf(ef);
    const answers = asked.map((view) => {
      const point = Array.from(view);
      const startedAt = performance.now();
      const { neighbors } = graph.searchKnn(point, K);
      return { labels: neighbors, ms: performance.now() - startedAt };
    });
    efRows.push([
      size.toLocaleString("en"),
      String(ef),
      recallOf(answers).toFixed(4),
      p50p95(answers.map(({ ms }) => ms)),
    ]);
  }
}

function timedSearch(index: VectorIndex, view: Float32Array) {
  const startedAt = performance.now();
  const labels = index.search(view, K).map(({ label }) => label);
  return { labels, ms: performance.now() - startedAt };
}

report(
  "bench:index",
  [
    `${modelId.model}@${modelId.version}; ${real.length} real covers, the rest synthetic; ${asked.length} views of ${hasSharedData() ? `${PHOTOS} real photos` : "nothing real"}; one search of ${K} neighbours. Exact search is the reference of the same run.`,
    table(
      [
        "covers",
        `recall@${K}`,
        "search p50 / p95",
        "exact p50 / p95",
        "exact ÷ graph",
        "load",
        "build",
        "memory a cover",
        "snapshot",
      ],
      rows,
    ),
    "The width of the search (`ef`), for the choice in lib/covers/vectors:",
    table(["covers", "ef", `recall@${K}`, "search p50 / p95"], efRows),
  ].join("\n\n"),
);
