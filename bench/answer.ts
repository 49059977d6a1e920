/**
 * Photo → answer: a 1,024 px JPEG through `POST /match` of a running production server, one after another and eight at
 * once, and where the time goes inside, with the demo catalogue, 10,000 and 100,000 covers (`--covers N`: one size).
 */
import { option, p50p95, percentile, report, table, timed, timesOf } from "./measure";
import { sentPhotos } from "./photos";
import { processorTimeOf } from "./processes";
import { openSite } from "./site.mjs";
import type { StageTimes } from "./stages";

const SIZES = [0, 10_000, 100_000];
const PHOTOS = 100;
const AT_ONCE = 8;
const WARM_UPS = 5;
const STAGES = ["decode", "encode", "search", "database", "decide"] as const;

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

const header = [
  "covers",
  "p50 / p95",
  "× bare request",
  "processor time of the web process",
  `${AT_ONCE} at once, slowest`,
  "bare request meanwhile",
];
const stageHeader = ["covers", "encode + search", ...STAGES];
const rows: string[][] = [];
const stageRows: string[][] = [];
let reference = "";
let model = "";
for (const size of option("covers") ? [Number(option("covers"))] : SIZES) {
  const site = await openSite(size);
  // A model that is exchanged while a bench runs would put two into one table.
  if (model && model !== site.model) throw new Error(`the model changed from ${model} to ${site.model}`);
  model = site.model;
  try {
    const stages = await site.run<StageTimes>("bench/stages.ts");
    const web = await site.startWeb();
    try {
      const photos = await sentPhotos(PHOTOS, site.env.DATA_DIR ?? "");
      await timesOf(WARM_UPS, (at) => ask(web.address, photos[at]));
      let times: number[] = [];
      const processor = await processorTimeOf(web.pid, photos.length, async () => {
        times = await timesOf(photos.length, (at) => ask(web.address, photos[at]), 0);
      });
      const bareTimes = await timesOf(photos.length, () => bare(web.address));

      let slowestMs = 0;
      const meanwhile: number[] = [];
      for (let start = 0; start + AT_ONCE <= photos.length; start += AT_ONCE) {
        let isOver = false;
        const answers = Promise.all(
          photos.slice(start, start + AT_ONCE).map((photo) => timed(() => ask(web.address, photo))),
        ).finally(() => {
          isOver = true;
        });
        while (!isOver) meanwhile.push((await timed(() => bare(web.address))).ms);
        slowestMs = Math.max(slowestMs, ...(await answers).map(({ ms }) => ms));
      }
      const encodeAndSearch = stages.encode.map((ms, at) => ms + (stages.search[at] ?? 0));
      const name = size === 0 ? "demo catalogue" : size.toLocaleString("en");
      rows.push([
        name,
        p50p95(times),
        (percentile(times, 50) / percentile(bareTimes, 50)).toFixed(1),
        processor,
        `${slowestMs.toFixed(0)} ms`,
        p50p95(meanwhile),
      ]);
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
      reference = `In the same run a bare request (\`/api/v1/health/live\`) took ${p50p95(bareTimes)}, and decoding one of these photos with sharp and nothing else ${p50p95(stages.bareDecode)}.`;
    } finally {
      await web.stop();
    }
  } finally {
    await site.close();
  }
}
report(
  "bench:answer",
  [
    `Model ${model}. Over HTTP, one photo after another, p50 / p95. ${reference}`,
    table(header, rows),
    "Inside one process, p50 / p95 and, below, the mean processor time:",
    table(stageHeader, stageRows),
  ].join("\n\n"),
);
