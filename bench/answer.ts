/**
 * Photo → answer: 1,024 px JPEGs through `POST /match` of a running production server, one after another and eight at
 * once, photos of known covers and of anything else, and where the time goes inside, with the demo catalogue, 10,000 and
 * 100,000 covers (`--covers N`: one size).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { megabytes, option, p50p95, percentile, report, table, timed, timesOf } from "./measure";
import { type Shown, sentPhotos } from "./photos";
import { processorTimeOf, residentBytes } from "./processes";
import { openSite } from "./site.mjs";
import { STAGES, type StageTimes } from "./stage-times";

const SIZES = [0, 10_000, 100_000];
const PHOTOS = 100;
const AT_ONCE = 8;
const WARM_UPS = 5;
/** Longer than the reader of words keeps its networks without a photo to read. */
const REST_MS = 75_000;

async function ask(address: string, photo: Buffer | undefined): Promise<void> {
  const form = new FormData();
  form.append("image", new Blob([new Uint8Array(photo ?? [])], { type: "image/jpeg" }), "photo.jpg");
  const response = await fetch(`${address}/match`, { method: "POST", body: form });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`POST /match answered ${response.status}: ${text.slice(0, 200)}`);
}

async function bare(address: string): Promise<void> {
  const response = await fetch(`${address}/api/v1/health/live`);
  await response.arrayBuffer();
}

/** The slowest of groups that are asked at the same time, and how long a bare request takes meanwhile. */
async function askAtOnce(address: string, photos: Buffer[]) {
  const meanwhile: number[] = [];
  let slowestMs = 0;
  for (let start = 0; start + AT_ONCE <= photos.length; start += AT_ONCE) {
    let isOver = false;
    const group = photos.slice(start, start + AT_ONCE);
    const answers = Promise.all(group.map((photo) => timed(() => ask(address, photo)))).finally(() => {
      isOver = true;
    });
    while (!isOver) meanwhile.push((await timed(() => bare(address))).ms);
    slowestMs = Math.max(slowestMs, ...(await answers).map(({ ms }) => ms));
  }
  return { slowestMs, meanwhile };
}

const SHOWN: Record<Exclude<Shown, "both">, string> = { known: "a known cover", unknown: "anything else" };
const rows: string[][] = [];
const stageRows: string[][] = [];
const restRows: string[][] = [];
let reference = "";
let model = "";
for (const size of option("covers") ? [Number(option("covers"))] : SIZES) {
  const site = await openSite(size);
  // A model that is exchanged while a bench runs would put two into one table.
  if (model && model !== site.model) throw new Error(`the model changed from ${model} to ${site.model}`);
  model = site.model;
  const name = size === 0 ? "demo catalogue" : size.toLocaleString("en");
  try {
    const stages = await site.run<StageTimes>("bench/stages.ts", String(size));
    const web = await site.startWeb();
    try {
      for (const shown of ["known", "unknown"] as const) {
        const photos = await sentPhotos(PHOTOS, { dataDir: site.env.DATA_DIR ?? "", covers: size }, shown);
        if (photos.length === 0) continue;
        await timesOf(WARM_UPS, (at) => ask(web.address, photos[at]));
        let times: number[] = [];
        const processor = await processorTimeOf(web.pid, photos.length, async () => {
          times = await timesOf(photos.length, (at) => ask(web.address, photos[at]), 0);
        });
        const bareTimes = await timesOf(photos.length, () => bare(web.address));
        await web.readLoopDelay();
        const { slowestMs, meanwhile } = await askAtOnce(web.address, photos);
        const late = await web.readLoopDelay();
        rows.push([
          name,
          SHOWN[shown],
          p50p95(times),
          (percentile(times, 50) / percentile(bareTimes, 50)).toFixed(1),
          processor,
          `${slowestMs.toFixed(0)} ms`,
          `${percentile(meanwhile, 50).toFixed(0)} / ${percentile(meanwhile, 99).toFixed(0)} ms`,
          `${late.p99.toFixed(0)} / ${late.max.toFixed(0)} ms`,
          megabytes(residentBytes(web.pid)),
        ]);
        reference = `In the same run a bare request (\`/api/v1/health/live\`) took ${p50p95(bareTimes)}, and decoding one of these photos with sharp and nothing else ${p50p95(stages.bareDecode)}.`;
      }
      await sleep(REST_MS);
      restRows.push([name, megabytes(residentBytes(web.pid))]);
      const encodeAndSearch = stages.encode.map((ms, at) => ms + (stages.search[at] ?? 0));
      const { processor: inStages } = stages;
      const inAll = (ms: number) => `${ms.toFixed(1)} ms`;
      stageRows.push(
        [name, p50p95(encodeAndSearch), ...STAGES.map((stage) => p50p95(stages[stage]))],
        [
          `${name}, processor time`,
          inAll(inStages.encode + inStages.search),
          ...STAGES.map((stage) => inAll(inStages[stage])),
        ],
      );
    } finally {
      await web.stop();
    }
  } finally {
    await site.close();
  }
}
const header = [
  "covers",
  "photos of",
  "p50 / p95",
  "× bare request",
  "processor time of the web process",
  `${AT_ONCE} at once, slowest`,
  "bare request meanwhile, p50 / p99",
  "event loop late meanwhile, p99 / most",
  "memory then",
];
report(
  "bench:answer",
  [
    `Model ${model}. Over HTTP, one photo after another, p50 / p95. Known covers of the demo catalogue are sent as they are. ${reference}`,
    table(header, rows),
    table(["covers", `memory after ${REST_MS / 1_000} s without a photo`], restRows),
    "Inside one process, one stage after another where the product does some at once, p50 / p95 and, below, the mean processor time:",
    table(["covers", "encode + search", ...STAGES], stageRows),
  ].join("\n\n"),
);
