/**
 * Start and memory: how long a web process takes until it can recognise a book, and how much memory it holds then and
 * after 200 photos, with the demo catalogue, 10,000 and 100,000 covers (`--covers N`: one size).
 */
import { execFileSync } from "node:child_process";
import { megabytes, option, percentile, report, table, timesOf } from "./measure";
import { sentPhotos } from "./photos";
import { processorMs, residentBytes } from "./processes";
import { openSite } from "./site.mjs";

const SIZES = [0, 10_000, 100_000];
const STARTS = 5;
const PHOTOS = 200;

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const rows: string[][] = [];
let model = "";
for (const size of option("covers") ? [Number(option("covers"))] : SIZES) {
  const site = await openSite(size);
  // A model that is exchanged while a bench runs would put two into one table.
  if (model && model !== site.model) throw new Error(`the model changed from ${model} to ${site.model}`);
  model = site.model;
  try {
    const [bareMs] = await timesOf(1, () => execFileSync(process.execPath, ["-e", ""]), 1);
    const readyMs: number[] = [];
    const firstAnswerMs: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      const web = await site.startWeb();
      readyMs.push(web.readyMs);
      firstAnswerMs.push(web.firstAnswerMs);
      await web.stop();
    }
    const web = await site.startWeb();
    try {
      const loaded = residentBytes(web.pid);
      const untilReadyMs = processorMs(web.pid);
      for (const photo of await sentPhotos(PHOTOS, { dataDir: site.env.DATA_DIR ?? "", covers: size })) {
        const form = new FormData();
        form.append("image", new Blob([new Uint8Array(photo)], { type: "image/jpeg" }), "photo.jpg");
        await (await fetch(`${web.address}/match`, { method: "POST", body: form })).arrayBuffer();
      }
      rows.push([
        size === 0 ? "demo catalogue" : size.toLocaleString("en"),
        seconds(percentile(firstAnswerMs, 50)),
        `${seconds(percentile(readyMs, 50))} / ${seconds(Math.max(...readyMs))}`,
        (percentile(readyMs, 50) / (bareMs ?? Number.NaN)).toFixed(0),
        untilReadyMs === undefined ? "–" : seconds(untilReadyMs),
        megabytes(loaded),
        megabytes(residentBytes(web.pid)),
      ]);
    } finally {
      await web.stop();
    }
  } finally {
    await site.close();
  }
}
const header = [
  "covers",
  "first answer, p50",
  "ready, p50 / slowest",
  "× start of an empty Node",
  "processor time until ready",
  "memory when ready",
  `after ${PHOTOS} photos`,
];
report(
  "bench:start",
  `Model ${model}. ${STARTS} starts each; memory is the resident set of the web process.\n\n${table(header, rows)}`,
);
