/**
 * The vector index against exact search: recall@10, search times, load and build time, memory, at 10,000 and 100,000
 * covers (`--covers N`: one size). The real covers of ../shared/data lie among synthetic ones; queries are the views of
 * real photos, which come near no cover exactly.
 */
import type { IndexFigures } from "./index-search";
import { megabytes, option, p50p95, percentile, report, table } from "./measure";
import { openSite } from "./site.mjs";

const SIZES = [10_000, 100_000];

const rows: string[][] = [];
const efRows: string[][] = [];
let views = 0;
let model = "";
for (const size of option("covers") ? [Number(option("covers"))] : SIZES) {
  const site = await openSite(size);
  // A model that is exchanged while a bench runs would put two into one table.
  if (model && model !== site.model) throw new Error(`the model changed from ${model} to ${site.model}`);
  model = site.model;
  try {
    const figures = await site.run<IndexFigures>("bench/index-search.ts");
    const { covers, recall, searchMs, exactMs, loadMs, build, memoryBytes, fileBytes, lost, byEf } = figures;
    views = figures.views;
    rows.push([
      covers.toLocaleString("en"),
      recall.toFixed(4),
      p50p95(searchMs),
      p50p95(exactMs),
      (percentile(exactMs, 50) / percentile(searchMs, 50)).toFixed(1),
      `${loadMs.toFixed(0)} ms`,
      `${(build.buildMs / 1_000).toFixed(0)} s`,
      `${(memoryBytes / covers / 1_024).toFixed(1)} KiB`,
      megabytes(fileBytes),
      String(lost),
    ]);
    for (const { ef, recall: recallAtEf, searchMs: ms } of byEf)
      efRows.push([covers.toLocaleString("en"), String(ef), recallAtEf.toFixed(4), p50p95(ms)]);
  } finally {
    await site.close();
  }
}

const header = [
  "covers",
  "recall@10",
  "search",
  "exact search",
  "exact ÷ graph",
  "load",
  "build",
  "memory a cover",
  "snapshot",
  "lost by the graph",
];
report(
  "bench:index",
  [
    `Model ${model}. One search of 10 neighbours, p50 / p95, over ${views} views of photos. The build was timed when this site was prepared.`,
    table(header, rows),
    "The width of the search (`ef`), for the choice in lib/covers/vectors:",
    table(["covers", "ef", "recall@10", "search"], efRows),
  ].join("\n\n"),
);
